"""A publication's figures as official statistics exchange them, read back and checked by an SDMX library."""

import json
import re

import pytest
from tests.browser import WCAG, chromium, opened
from tests.run.conftest import make_trial

from helpers.run import Order, run_period
from helpers.run.publications import sdmx
from helpers.run.publications.front import front_html
from helpers.run.publications.publish import Going, publish
from helpers.run.publications.shelf import listed
from helpers.vocabulary.edition import Edition

pysdmx = pytest.importorskip("pysdmx.io", reason="pysdmx is not installed: what it checks is skipped.")
HOSTILE = "</script><script>alert(1)</script> & “số liệu”"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = make_trial(tmp_path_factory.mktemp("sdmx"))
    edition = Edition.of("trial", "2024-H1", project=project)
    for page in project.notebooks.glob("0[1-5]*"):
        page.unlink()
    assert run_period(Order(edition)).exit_code == 0
    publish(edition, Going(HOSTILE, HOSTILE))
    return project


@pytest.fixture(scope="module")
def published(project):
    return project.reports("published", "trial", "2024-H1") / "1"


@pytest.fixture(scope="module")
def data(published):
    (dataset,) = pysdmx.get_datasets(published / sdmx.FIGURES, published / sdmx.STRUCTURE)
    return dataset


def test_the_structure_is_valid_and_the_figures_fit_it(data):
    structure = data.structure  # read_sdmx has held the message against the official schema
    assert [each.id for each in structure.components.dimensions] == [
        "FREQ", "REF_AREA", "BOUNDARY", "INDICATOR", "DETAIL", "STANDARD", "TIME_PERIOD",
    ]  # fmt: skip
    assert set(data.data.columns) == {each.id for each in structure.components}
    for component in structure.components:
        if component.enumeration:
            assert set(data.data[component.id]) <= {code.id for code in component.enumeration.codes}, component.id
    keys = [each.id for each in structure.components.dimensions]
    assert not data.data.duplicated(keys).any()


def test_every_public_figure_is_there_with_its_days_and_its_source(data):
    found = {(row["REF_AREA"], row["INDICATOR"]): row for row in data.data.to_dict("records")}
    figure = found["23452", "poor_households"]
    assert (figure["OBS_VALUE"], figure["TIME_PERIOD"], figure["DETAIL"]) == (200, "2023-12-31", "_T")
    assert (figure["OBS_STATUS"], figure["UNIT_MEASURE"]) == ("A", "households")
    assert figure["SOURCE"] == "figures.csv E3"
    assert found["613", "poor_households"]["OBS_VALUE"] == 350
    plan = found["613", "capital_plan_vnd"]
    assert (plan["DETAIL"], plan["OBS_VALUE"]) == ("1719$investment$current", 40_000_000_000)


@pytest.mark.parametrize(
    ("start", "end", "words", "frequency"),
    [
        ("2023-12-31", "2023-12-31", "2023-12-31", "_Z"),
        ("2024-01-01", "2024-06-30", "2024-01-01/P6M", "S"),
        ("2023-01-01", "2023-12-31", "2023-01-01/P12M", "A"),
        ("2024-02-01", "2024-02-29", "2024-02-01/P1M", "M"),
        ("2024-01-15", "2024-02-13", "2024-01-15/P30D", "_O"),
    ],
)
def test_a_flow_is_named_by_its_first_day_and_its_length(start, end, words, frequency):
    assert (sdmx.span(start, end), sdmx.frequency(start, end)) == (words, frequency)


def test_a_withheld_figure_is_suppressed_and_has_no_value():
    row = {"state": "withheld", "status": "A", "value": ""}
    assert sdmx.MEASURE.code(row) == ""
    assert sdmx.ATTRIBUTES[0].code(row) == "Q"


def catalogue(project):
    page = (project.reports("published") / "index.html").read_text(encoding="utf-8")
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def test_the_index_offers_the_data_set_in_the_terms_of_schema_org(project):
    (dataset,) = catalogue(project)["dataset"]
    assert dataset["name"] == "Huyện Thử, 6 tháng đầu năm 2024"
    assert (dataset["temporalCoverage"], dataset["version"]) == ("2024-01-01/2024-06-30", "1")
    assert dataset["publisher"]["name"] == HOSTILE
    assert {"Số hộ nghèo", "Tổng số hộ dân cư"} & set(dataset["variableMeasured"])
    assert all(name in dataset["description"] for name in dataset["variableMeasured"])
    assert "chương trình" not in dataset["description"]  # it has no such figures
    for file in dataset["distribution"]:
        assert (project.reports("published") / file["contentUrl"]).is_file()


def test_made_up_figures_are_offered_to_no_portal_and_labelled(project):
    package = project.reports("published", "trial", "2024-H1") / "1" / "data/datapackage.json"
    told = package.read_text(encoding="utf-8")
    package.chmod(0o644)
    try:
        package.write_text(json.dumps(json.loads(told) | {"demonstration": True}), encoding="utf-8")
        page = front_html(project, listed(project), "vi", project.reports("published"))
    finally:
        package.write_text(told, encoding="utf-8")
    assert "ld+json" not in page
    assert "<strong>Số liệu minh họa.</strong>" in page


def test_a_browser_finds_the_index_of_publications_sound_and_runs_nothing_of_it(project):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    with chromium() as browser, opened(browser, project.reports("published") / "index.html") as page:
        found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
        assert (found, page.said, len(page.asked)) == ([], [], 1)
