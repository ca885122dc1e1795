"""What went out stays as it was, and every later difference has one cause: a scripted year of a small project."""

import csv
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pandas as pd
import pytest
from tests.hostile import TEXTS
from tests.run.conftest import FIGURES, POOR, SCOPE, make_trial, write_figures, write_notebook

from helpers.report.plain import field_text
from helpers.run import Order, run_period
from helpers.run.index import write_index
from helpers.run.publications import compare
from helpers.run.publications.causes import Cause
from helpers.run.publications.compare import between
from helpers.run.publications.front import front_html
from helpers.run.publications.publish import Going, publish, warnings
from helpers.run.publications.record import kept
from helpers.run.publications.shelf import damage, enter, listed
from helpers.run.publications.telling import draft, lines
from helpers.run.telling import left_over
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.project import Project

SAY = """from helpers.analysis import poverty
from helpers.report.claims import value
from helpers.report.wording import own

rates = page.by_unit(poverty.poverty_by_unit(page.figures))
page.say(own(value(rates.loc["613"], "poor_households"), vi="{words}: {{0.value}}.", en="{words}: {{0.value}}."))"""
OFFICE = Going("the office")


def edition_of(project):
    return Edition.of("trial", "2024-H1", project=project)


@pytest.fixture
def edition(trial):
    return edition_of(trial)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The small project after its first publication; its poverty page says how many poor households there are."""
    project = make_trial(tmp_path_factory.mktemp("first"))
    write_notebook(project, "02_poverty", "poverty", [POOR, SAY.format(words="Poor households")])
    assert run_period(Order(edition_of(project))).exit_code == 0
    return project, publish(edition_of(project), OFFICE)


@pytest.fixture
def trial(first, tmp_path):
    """A copy of it."""
    shutil.copytree(first[0].root, tmp_path / "copy")
    return Project(tmp_path / "copy")


@pytest.fixture
def published(first):
    return first[1]


@pytest.fixture
def new(tmp_path):
    """The small project, not run yet."""
    return make_trial(tmp_path / "new")


def contents(publication, project):
    folder = publication.folder(project)
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def found(comparison):
    """Unit, indicator, values and cause of each figure that differs."""
    rows = comparison.figures.sort_values(KEY).itertuples()
    return [(row.unit, row.indicator, row.value_before, row.value_after, row.cause) for row in rows]


def newer_return(trial):
    write_figures(
        trial, FIGURES.replace("23452,poor_households,,2023-12-31,200", "23452,poor_households,,2023-12-31,210")
    )


def test_a_publication_is_the_whole_public_tree_with_data_claims_lock_and_commit(trial, published):
    folder = published.folder(trial)
    assert folder == trial.root / "reports/published/trial/2024-H1/1"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"vi/index.html", "vi/units/23452.html", "data/observations.csv", "data/tables.xlsx", "claims.json", "manifest.json"} <= there  # fmt: skip
    assert (published.number, published.by) == (1, "the office")
    front = (trial.root / "reports/published/trial/index.html").read_text(encoding="utf-8")
    assert 'href="2024-H1/1/vi/index.html"' in front


def test_the_index_of_publications_says_who_issues_them_whom_to_ask_and_when_the_next_come(trial, published):
    path = trial.raw("trial") / "scope.toml"
    issuer = 'issuer = { by = { vi = "Phòng A & B", en = "Office A" }, contact = "0260 100", next = 2027-01-20 }\n'
    path.write_text(issuer + path.read_text(encoding="utf-8"), encoding="utf-8")
    page = front_html(trial, [published], "vi", trial.reports("published"))
    told = "Đơn vị phát hành: Phòng A &amp; B. Liên hệ: 0260 100. Kỳ công bố tiếp theo: 20/01/2027."
    assert f'<p class="quiet">{told}</p>' in page


def test_no_figure_that_is_withheld_lies_below_the_published_tree(trial, published):
    assert not list(trial.reports("published").rglob("*.parquet"))
    assert (trial.root / "data/published/trial/2024-H1/1/observations.parquet").is_file()


def test_nobody_can_write_where_a_publication_lies(trial, published):
    modes = {path.stat().st_mode & 0o222 for path in published.folder(trial).rglob("*")}
    assert modes == {0}


def test_a_period_that_was_not_published_or_did_not_change_has_no_such_page(trial, run, edition):
    shutil.copy("notebooks/08_changes.ipynb", trial.notebooks)
    run()
    assert not (edition.reports / "vi" / "changes.html").exists()


def test_an_equal_second_publication_is_told_as_one(trial, edition):
    publish(edition, OFFICE)
    assert "Nothing differs from publication 1." in list(warnings(edition))


def test_a_first_publication_is_not_told_as_equal(edition):
    assert not [told for told in warnings(edition) if "differs from" in told]


def test_what_is_told_names_the_figure_both_values_and_the_file(trial, edition):
    newer_return(trial)
    comparison = between(edition)
    told = "\n".join(lines(comparison, edition.scope, "en"))
    assert "31 December 2023: 200 → 210 (2024-H1/figures.csv)" in told
    note = "\n".join(draft(comparison, edition.scope, "vi"))
    assert "# Thay đổi so với lần công bố trước" in note
    assert "## Không còn đúng\n\n- Poor households: 350\N{NO-BREAK SPACE}hộ." in note


def test_a_correction_is_told_with_its_reason(trial, edition, published):
    (trial.raw("trial", "2024-H1") / "corrections.toml").write_text(
        '[[correction]]\nunit = "23458"\nindicator = "poor_households"\nold = 100\nnew = 90\n'
        'reason = "The commune counted ten twice"\nby = "A"\ndate = 2024-08-01\n',
        encoding="utf-8",
    )
    rows = between(edition).figures
    assert set(rows["cause"]) == {"correction"}
    assert set(rows["why"]) == {"The commune counted ten twice"}


@pytest.mark.parametrize(("file", "cause"), [("corrections.toml", Cause.CORRECTION), ("b.xlsx", Cause.RETURN)])
def test_a_sentence_that_only_a_new_finding_changed_has_what_came_in_as_cause(trial, published, file, cause):
    before = kept(published.behind(trial)).record
    after = replace(before, inputs={**before.inputs, f"2024-H1/{file}": "another digest"})
    assert compare._cause({"claims": [], "text": "1 error."}, set(), {}, (before, after)) is cause


def test_a_higher_threshold_is_protection(new):
    sources = new.raw("trial", "2024-H1") / "sources.toml"
    sources.write_text(sources.read_text(encoding="utf-8").replace('"published"', '"official"').replace('form = "official"', 'form = "published"'), encoding="utf-8")  # fmt: skip
    run_period(Order(edition_of(new)))
    publish(edition_of(new), OFFICE)
    (new.raw("trial") / "scope.toml").write_text(f"threshold = 60\n{SCOPE}", encoding="utf-8")
    comparison = between(edition_of(new))
    assert set(comparison.figures["cause"]) == {"protection"}
    assert ("23455", "poor_households") in set(zip(comparison.figures["unit"], comparison.figures["indicator"], strict=True))  # fmt: skip


def test_a_unit_that_left_the_scope_is_territory(trial):
    path = trial.raw("trial") / "scope.toml"
    path.write_text(SCOPE.replace(', { code = "23458", name = "Xã Ba" }', ""), encoding="utf-8")
    write_figures(trial, "".join(line for line in FIGURES.splitlines(True) if not line.startswith("23458")))
    figures = between(edition_of(trial)).figures
    assert set(figures["cause"]) == {"territory"}
    assert set(figures["unit"]) == {"23458", "613"}


def test_other_words_for_the_same_figures_are_wording_only(trial, run, edition, published):
    write_notebook(trial, "02_poverty", "poverty", [POOR, SAY.format(words="Households in poverty")])
    run()
    comparison = between(edition)
    assert comparison.counts == {Cause.WORDING: 2}
    assert [each.holds for each in comparison.sentences] == [True, True]


@pytest.mark.parametrize(
    ("other", "cause"), [({"reading": "another"}, "method"), ({"law": {"forms.toml": "1"}}, "law"), ({}, "unexplained")]
)
def test_a_figure_from_the_same_file_is_put_down_to_law_or_program_if_they_changed_and_is_unexplained_if_not(trial, edition, published, other, cause):  # fmt: skip
    folder = published.behind(trial)
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    (folder / "record.json").write_text(json.dumps(record | other), encoding="utf-8")
    data = published.folder(trial) / "data/observations.csv"
    data.chmod(0o644)
    data.write_text(data.read_text(encoding="utf-8").replace(",450,", ",451,").replace(",1900,", ",1901,"), encoding="utf-8")  # fmt: skip
    assert set(between(edition).figures["cause"]) == {cause}


def test_a_publication_whose_differences_nobody_can_explain_does_not_go_out(trial, edition, published):
    data = published.folder(trial) / "data/observations.csv"
    data.chmod(0o644)
    data.write_text(data.read_text(encoding="utf-8").replace(",450,", ",451,").replace(",1900,", ",1901,"), encoding="utf-8")  # fmt: skip
    with pytest.raises(UsageError, match="no known cause: commune diff"):
        publish(edition, OFFICE)
    assert listed(trial) == [published]


def test_what_was_not_made_is_not_published(new):
    with pytest.raises(UsageError, match="there are no finished reports"):
        publish(edition_of(new), OFFICE)
    assert not new.reports("published").exists()


def test_what_is_stale_or_was_altered_is_not_published(trial, edition, published):
    before = trial.raw("trial", "2024-H1") / "sources.toml"
    kept = before.read_text(encoding="utf-8")
    newer_return(trial)
    with pytest.raises(UsageError, match="Run again first"):
        publish(edition, OFFICE)
    write_figures(trial, FIGURES)
    assert before.read_text(encoding="utf-8") == kept
    page = edition.reports / "vi" / "poverty.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- -->", encoding="utf-8")
    with pytest.raises(UsageError, match=r"vi/poverty.*altered"):
        publish(edition, OFFICE)
    assert listed(trial) == [published]


def test_demonstration_data_goes_out_only_if_asked(new):
    sources, edition = new.raw("trial", "2024-H1") / "sources.toml", edition_of(new)
    sources.write_text(sources.read_text(encoding="utf-8").replace('kind = "published"', 'kind = "demonstration"'), encoding="utf-8")  # fmt: skip
    run_period(Order(edition))
    with pytest.raises(UsageError, match="demonstration data, which is made up"):
        publish(edition, OFFICE)
    assert publish(edition, Going("the office", demonstration=True)).number == 1


def test_damage_is_found_and_told(trial, published):
    folder = published.folder(trial)
    page = folder / "vi" / "poverty.html"
    page.chmod(0o644)
    page.write_text("otherwise", encoding="utf-8")
    assert list(damage(trial)) == ["trial 2024-H1 no. 1: altered: vi/poverty.html. Put the publication back from a backup."]  # fmt: skip
    shutil.move(folder, folder.with_name("7"))
    told = list(damage(trial))
    assert any("is missing" in line for line in told)
    assert any("7: not in the register" in line for line in told)


def test_without_what_lay_behind_it_no_cause_is_made_up(trial, edition, published):
    shutil.rmtree(published.behind(trial))
    with pytest.raises(InputError, match="causes cannot be told"):
        between(edition)


def test_a_number_that_was_never_published_is_told_with_those_that_were(edition, published):
    with pytest.raises(UsageError, match=r"no publication 4\. There are: 1"):
        between(edition, 4)


@pytest.mark.parametrize(
    ("old", "new", "heading"),
    [
        ("trial", "renamed", ">trial</h2>"),
        ("trial/2024-H1", "trial/2024-Q2", ">Huyện Thử</h2>"),
        ("trial", "", ">trial</h2>"),
    ],
    ids=["a scope renamed", "a period renamed", "a scope removed"],
)
def test_what_was_published_stays_and_what_is_left_over_is_told(trial, published, old, new, heading):
    folder = trial.root / "data/raw" / old
    shutil.move(folder, trial.root / "data/raw" / new) if new else shutil.rmtree(folder)
    assert listed(trial, "trial") == [published]
    assert list(damage(trial)) == []
    assert heading in front_html(trial, listed(trial), "vi", trial.reports("published"))
    assert [line.partition(":")[0] for line in left_over(trial)] == ["reports/public/trial/2024-H1"]
    write_index(trial)
    assert "trial/2024-H1" not in (trial.reports("public") / "index.html").read_text(encoding="utf-8")


def test_a_code_that_was_corrected_is_territory(trial, edition):
    (trial.raw("trial") / "scope.toml").write_text(SCOPE.replace("23458", "23459"), encoding="utf-8")
    write_figures(trial, FIGURES.replace("23458", "23459"))
    figures = between(edition_of(trial)).figures
    assert set(figures["cause"]) == {"territory"}
    assert set(figures["unit"]) == {"23458", "23459"}


def test_an_indicator_that_has_another_name_now_left_and_came_by_the_law_and_is_told_by_its_id(trial, edition, published):  # fmt: skip
    folder, data = published.behind(trial), published.folder(trial) / "data/observations.csv"
    data.chmod(0o644)
    data.write_text(data.read_text(encoding="utf-8").replace(",households,,,", ",old_households,,,"), encoding="utf-8")
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    (folder / "record.json").write_text(json.dumps(record | {"law": {"indicators.toml": "1"}}), encoding="utf-8")
    table = pd.read_parquet(folder / "observations.parquet")
    table.assign(indicator=table["indicator"].replace("households", "old_households")).to_parquet(folder / "observations.parquet")  # fmt: skip
    comparison = between(edition)
    assert set(comparison.figures["cause"]) == {"law"}
    assert set(comparison.figures["indicator"]) == {"households", "old_households"}
    assert "old_households, 31 December 2023: 1,000 → not there" in "\n".join(lines(comparison, edition.scope, "en"))


def test_publications_of_several_scopes_at_once_are_all_in_the_register(trial, published):
    several = [replace(published, scope=f"scope-{number}") for number in range(12)]
    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(lambda each: enter(trial, each), several))
    assert {each.scope for each in listed(trial)} == {"trial", *(each.scope for each in several)}


@pytest.mark.parametrize(
    "damage_of", ["x,y\n1,2\n", "scope,period,number,day,by,note,commit,digest\n../x,2024,1,2026-01-01,a,,,\n"]
)
def test_a_damaged_register_is_told_and_keeps_no_period_from_being_made(trial, run, published, damage_of):
    register = trial.reports("published") / "register.csv"
    kept = register.read_text(encoding="utf-8")
    register.write_text(damage_of, encoding="utf-8")
    newer_return(trial)
    result = run()
    assert result.exit_code == 0
    assert any("register.csv: not the register of publications" in line for line in result.lines)
    with pytest.raises(InputError, match="Put it back from a backup"):
        publish(edition_of(trial), OFFICE)
    register.write_text(kept, encoding="utf-8")
    assert any("different now: 2 figures: return 2" in line for line in run(force=True).lines)


def test_no_text_of_who_publishes_runs_in_the_register_or_the_index(trial, published):
    for number, (name, text) in enumerate(TEXTS.items(), 2):
        enter(trial, replace(published, number=number, by=field_text(text), note=field_text(text)))
        assert (name, listed(trial)[-1].note) == (name, field_text(text))
    rows = list(csv.reader((trial.reports("published") / "register.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 2 + len(TEXTS)  # no text breaks a line
    assert [field for row in rows for field in row if field.startswith(("=", "+c", "@", "\t"))] == []
    page = front_html(trial, listed(trial), "vi", trial.reports("published"))
    assert re.findall(r"<(?:script|img|svg|iframe|object)\b[^>]*>", page) == ['<script type="application/ld+json">']
    assert not re.search(r"<[^>]*\son\w+=", page)
    assert json.loads(re.search(r"ld\+json\">(.*?)</script>", page, re.DOTALL)[1])["@type"] == "DataCatalog"
