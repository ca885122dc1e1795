"""What pages say of figures whose source gives no day."""

import shutil
from datetime import date

import pandas as pd
import pytest

from helpers.report.page import begin
from helpers.report.provenance import undated
from helpers.report.table import written
from helpers.run.snapshot import pack, unpack
from helpers.store import refresh
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.language import translator
from helpers.vocabulary.project import Project


@pytest.mark.parametrize(
    ("scope", "period", "day", "vi", "en"),
    [
        ("ratanakiri", "2011", date(2011, 12, 31), "năm 2011", "2011"),
        ("kon-plong", "2023", date(2021, 6, 30), "năm 2020 hoặc năm 2021", "2020 or 2021"),
        ("kon-plong", "2023", date(2019, 8, 31), "tháng 8 năm 2019", "August 2019"),
        ("kon-plong", "2023", date(2021, 12, 31), "31/12/2021", "31 December 2021"),
    ],
)
def test_a_day_that_no_source_gives_is_told_as_the_period_that_it_gives(scope, period, day, vi, en):
    told = [begin("index", scope=scope, period=period, lang=lang).reader.day(day) for lang in ("vi", "en")]
    assert told == [vi, en]


def _source(name: str, dated: str = "") -> str:
    return f'[[source]]\nfile = "{name}.csv"\nkind = "published"\nas_of = 2023-12-31\n{dated}\n'


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ([_source("a", 'dated = ["2023"]')], {date(2023, 12, 31): "năm 2023"}),
        ([_source("a", 'dated = ["2023-Q4"]'), _source("b", 'dated = ["2023"]')], {date(2023, 12, 31): "quý IV năm 2023 hoặc năm 2023"}),
        ([_source("a", 'dated = ["2023"]'), _source("b")], {}),  # one gives the day
        ([_source("a")], {}),
    ],
)  # fmt: skip
def test_a_day_that_one_source_gives_stays_a_day(project, listed, told):
    folder = project.raw("kon-plong", "2023")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(Project.find().raw("kon-plong") / "scope.toml", folder.parent)
    (folder / "sources.toml").write_text("".join(listed), encoding="utf-8")
    edition = Edition.of("kon-plong", "2023", project=project)
    found = {day: words for day, words in undated(edition, translator("vi")).items() if day and day.year == 2023}
    assert found == told


def test_pages_that_are_made_apart_from_the_returns_know_it_too(tmp_path):
    edition = Edition.of("ratanakiri", "2011")
    refresh(edition)
    apart = Edition.of("ratanakiri", "2011", project=Project(unpack(pack(edition), tmp_path)))
    assert not apart.raw.joinpath("idpoor.csv").exists()
    assert undated(apart, translator("en")) == {date(2011, 12, 31): "2011"}


def test_a_column_of_days_holds_times_and_days():
    page = begin("index", scope="kon-plong", period="2023", lang="vi")
    days = page.times_of(pd.Series(pd.to_datetime(["2021-06-30", "2021-12-31", None])))
    told = [written(each, "date", page.t) for each in days.dropna()]
    assert told == ["năm 2020 hoặc năm 2021", "31/12/2021"]
