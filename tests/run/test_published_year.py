"""A year of a small project that is published again and again: each publication stays, each difference has its one cause."""

import html
import re
import subprocess
from dataclasses import dataclass, field

import pytest
from tests.run.conftest import FIGURES, POOR, SCOPE, make_trial, write_figures, write_notebook

from helpers.run import Order, run_period
from helpers.run.publications.causes import Cause
from helpers.run.publications.compare import between
from helpers.run.publications.publish import Going, due, publish
from helpers.run.publications.reproduce import reproduce
from helpers.run.publications.shelf import damage
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.pack import shipped

#: What the page of poverty says: households, then the share, and by which amounts a need would cost something.
SAYS = """from helpers.analysis import poverty
from helpers.report import law
from helpers.report.claims import value
from helpers.report.wording import own

rates = page.by_unit(poverty.poverty_by_unit(page.figures))
page.say(own(value(rates.loc["613"], "{column}"), vi="{words}: {{0.value}}.", en="Poor: {{0.value}}."))
page.method([law.amounts_sentence(page.period.end, page.t)])"""
MERGED = """
[[boundary]]
version = "2023-12"
valid_from = 2023-12-01
total = { code = "613", vi = "Huyện Thử", en = "Trial district" }
units = [{ code = "23452", name = "Xã Một", from = ["23452", "23455"] }, { code = "23458", name = "Xã Ba", from = ["23458"] }]
"""
FIGURES_OF_MERGED = """unit,indicator,detail,as_of,printed,note
23452,households,,2023-12-31,1.500,
23452,poor_households,,2023-12-31,260,
23458,households,,2023-12-31,400,
23458,poor_households,,2023-12-31,100,
"""
OF_THE_YEAR = FIGURES.partition("613,capital_plan")[0]


def says(project, column, words):
    write_notebook(project, "02_poverty", "poverty", [POOR, SAYS.format(column=column, words=words)])


def a_corrected_return_arrives(project):
    write_figures(project, OF_THE_YEAR.replace("poor_households,,2023-12-31,200", "poor_households,,2023-12-31,210"))


def the_method_changes(project):
    says(project, "poverty_rate", "Tỷ lệ hộ nghèo")


def a_norm_ends(project):
    norms = shipped().documents("norms.toml")[0].content.decode("utf-8")
    own = project.root / "data/packs/viet-nam"
    own.mkdir(parents=True)
    (own / "norms.toml").write_text(
        "\n".join(
            f"[[norm]]{each.partition('[[')[0].partition('# ')[0]}".replace("2025-12-31", "2024-05-31")
            for each in norms.split("[[norm]]")[1:]
        ),
        encoding="utf-8",
    )


def two_communes_merge(project):
    (project.raw("trial") / "scope.toml").write_text(SCOPE + MERGED, encoding="utf-8")
    write_figures(project, FIGURES_OF_MERGED)


@dataclass
class Year:
    project: object
    publications: list = field(default_factory=list)
    contents: list = field(default_factory=list)
    comparisons: list = field(default_factory=list)
    pages: list = field(default_factory=list)

    @property
    def edition(self):
        return Edition.of("trial", "2024-H1", project=self.project)

    def git(self, *command):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@b", *command], cwd=self.project.root, check=True
        )

    def goes_on(self, event):
        """Something happens; the office runs, sees what differs, and publishes."""
        event(self.project)
        self.git("add", "-A")
        self.git("commit", "-qm", event.__name__)
        assert run_period(Order(self.edition)).exit_code == 0
        if self.publications:
            comparison = between(self.edition)
            assert sum(comparison.counts.values()) == len(comparison.figures) + len(comparison.sentences)
            self.comparisons.append(comparison)
            page = (self.edition.reports / "vi/changes.html").read_text(encoding="utf-8")
            self.pages.append(re.sub("[ \n]+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<body")[2]))))
        self.publications.append(publish(self.edition, Going("the office", event.__name__)))
        self.contents.append(self.kept(len(self.publications)))

    def kept(self, number):
        folder = self.publications[number - 1].folder(self.project)
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def the_first_reports(project):
    says(project, "poor_households", "Hộ nghèo")
    write_figures(project, OF_THE_YEAR)


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    project = make_trial(tmp_path_factory.mktemp("year"))
    for name in ("04_programmes", "05_commune"):
        (project.notebooks / f"{name}.ipynb").unlink()
    shipped_page = (Edition.of("kon-plong", "2023").project.notebooks / "08_changes.ipynb").read_bytes()
    (project.notebooks / "08_changes.ipynb").write_bytes(shipped_page)
    (project.root / ".gitignore").write_text("/reports\n/.commune\n/data/processed\n/data/published\n")
    year = Year(project)
    year.git("init", "-q")
    for event in (the_first_reports, a_corrected_return_arrives, the_method_changes, a_norm_ends, two_communes_merge):
        year.goes_on(event)
    return year


def test_pages_of_sentences_that_went_are_named_in_words(year):
    assert "Trang Câu Nguyên nhân Nghèo đa chiều " in year.pages[0]
    assert not any("chưa rõ" in page or " poverty " in page for page in year.pages)


def test_every_difference_has_the_one_cause_that_it_had(year):
    causes = [set(each.counts) for each in year.comparisons]
    assert causes == [{Cause.RETURN}, {Cause.METHOD}, {Cause.LAW}, {Cause.TERRITORY}]


def test_a_corrected_return_is_told_with_both_values_of_its_figure_and_of_the_total(year):
    rows = between(year.edition, 1, 2).figures.sort_values(KEY).itertuples()
    assert [(row.unit, row.value_before, row.value_after, row.why) for row in rows] == [
        ("23452", 200, 210, "2024-H1/figures.csv"),
        ("613", 350, 360, "2024-H1/figures.csv"),
    ]
    assert "Đã sửa 2 số liệu so với lần công bố 1" in year.pages[0]
    assert (
        "Không còn đúng Câu đã nêu Trang Câu Nguyên nhân Nghèo đa chiều Hộ nghèo: 350\N{NO-BREAK SPACE}hộ. Báo cáo mới hơn"
        in year.pages[0]
    )
    assert "Xã Một 31/12/2023 200 210 [r] Báo cáo mới hơn (2024-H1/figures.csv)" in year.pages[0]


def test_another_method_is_told_with_what_is_no_longer_said(year):
    assert not len(year.comparisons[1].figures)
    assert "Không có số liệu nào phải sửa; 1 câu của lần công bố 2" in year.pages[1]
    assert (
        "Không còn nêu Câu đã nêu Trang Câu Nguyên nhân Nghèo đa chiều Hộ nghèo: 360\N{NO-BREAK SPACE}hộ. Phương pháp"
        in year.pages[1]
    )


def test_a_norm_that_ended_is_told_with_the_file_that_says_so(year):
    assert "Không có số liệu nào phải sửa; 1 câu của lần công bố 3" in year.pages[2]
    assert "Mức hỗ trợ mỗi hộ là mức còn hiệu lực vào ngày cuối kỳ. Quy định" in year.pages[2]
    assert "(data/packs/viet-nam/norms.toml)" in year.pages[2]


def test_a_merger_tells_the_former_units_apart_from_those_of_today(year):
    assert "Xã Một (địa giới cũ) 31/12/2023 200 210 210 210 … Địa giới: đơn vị hành chính thay đổi" in year.pages[3]
    assert "Xã Một 31/12/2023 … … … … 260 [r] Địa giới: đơn vị hành chính thay đổi" in year.pages[3]


def test_each_publication_stays_as_it_was_and_the_last_one_makes_no_page_stale(year):
    assert [year.kept(number) for number in range(1, 6)] == year.contents
    assert list(damage(year.project)) == []
    assert between(year.edition).is_empty
    assert list(due(year.edition)) == []
    assert "0 made" in " ".join(run_period(Order(year.edition)).lines)


def test_a_publication_made_again_at_its_commit_is_the_same_but_for_what_was_changed_in_it(year):
    assert len({each.commit for each in year.publications}) == 5
    page = year.publications[1].folder(year.project) / "vi" / "poverty.html"
    page.chmod(0o644)
    page.write_text(page.read_text(encoding="utf-8").replace(">360<", ">361<"), encoding="utf-8")
    assert reproduce(year.edition, 2, print) == ["vi/poverty.html: differs"]
