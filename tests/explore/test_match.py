"""Outside tables are joined by unit without losing a row: names, codes without zeros, old units."""

import pandas as pd
import pytest

from helpers.explore.match import match_units
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.project import Project

SCOPE = """
parent = "62"
level = "commune"
title = { vi = "Huyện Thử", en = "Thử district" }
[[boundary]]
version = "2019"
valid_from = 2019-01-01
total = { code = "900", vi = "Huyện Thử", en = "Thử district" }
units = [{ code = "00010", name = "Xã An" }, { code = "00020", name = "Xã Bình" }, { code = "00030", name = "Xã Cao" }, { code = "00040", name = "Xã Đất" }]
[[boundary]]
version = "2025-07"
valid_from = 2025-07-01
total = { code = "900", vi = "Huyện Thử", en = "Thử district" }
units = [
  { code = "00010", name = "Xã An Bình", from = ["00010", "00020"] },
  { code = "00030", name = "Xã Cao", from = ["00030", "00040"] },
  { code = "00050", name = "Xã Mới", from = ["00040"] },
]
"""


@pytest.fixture
def project(tmp_path):
    for period in ("2023", "2025"):
        folder = tmp_path / "data/raw/thu" / period
        folder.mkdir(parents=True)
        (folder / "sources.toml").write_text("", encoding="utf-8")
    (tmp_path / "data/raw/thu/scope.toml").write_text(SCOPE, encoding="utf-8")
    return Project(tmp_path)


def test_names_in_any_spelling_find_their_units_and_the_rest_says_why_not(project):
    table = pd.DataFrame({"xa": ["XÃ AN", "Binh", "Caoo", "Tổng cộng", None], "roads": [3, 4, 5, 12, 1]})
    rows, unmatched = match_units(table, "xa", "thu", "2023", project=project)
    assert rows["roads"].to_dict() == {"00010": 3, "00020": 4}
    assert rows["unit_name"].tolist() == ["Xã An", "Xã Bình"]
    assert unmatched["roads"].tolist() == [5, 12, 1]
    assert "Xã Cao" in unmatched["reason"].iloc[0]
    assert unmatched["reason"].tolist()[1:] == ["dòng tổng, không phải của một đơn vị", "không ghi đơn vị"]


@pytest.mark.parametrize("codes", [[10, 30], [10.0, 30.0], ["10", "00030"], ["00010", "00030 "]])
def test_codes_that_lost_their_zeros_or_became_numbers_are_codes(project, codes):
    rows, unmatched = match_units(pd.DataFrame({"ma": codes, "v": [1, 2]}), "ma", "thu", "2023", project=project)
    assert rows["v"].to_dict() == {"00010": 1, "00030": 2}
    assert unmatched.empty


def test_a_code_and_a_name_that_disagree_match_nothing(project):
    table = pd.DataFrame({"ma": [10], "ten": ["Xã Cao"]})
    rows, unmatched = match_units(table, ("ma", "ten"), "thu", "2023", lang="en", project=project)
    assert rows.empty
    assert "Code and name disagree" in unmatched["reason"].iloc[0]


def test_old_units_become_today_s_where_they_went_whole_and_are_left_where_they_were_split(project):
    table = pd.DataFrame({"xa": ["Xã An", "Xã Bình", "Xã Cao", "Xã Đất"], "v": [1, 2, 4, 8]})
    rows, unmatched = match_units(table, "xa", "thu", "2025", project=project)
    assert rows.groupby(level="unit")["v"].sum().to_dict() == {"00010": 3, "00030": 4}
    assert rows["match"].tolist() == ["merged into", "merged into", "same unit"]
    assert "tách" in unmatched["reason"].iloc[0]


def test_no_row_is_lost_and_the_tables_own_index_and_columns_stay(project):
    table = pd.DataFrame({"xa": ["An", "?"], "v": [1, 2]}, index=[7, 9])
    rows, unmatched = match_units(table, "xa", "thu", "2023", project=project)
    assert len(rows) + len(unmatched) == 2
    assert unmatched.index.tolist() == [9]


def test_a_column_that_is_not_there_is_named_with_the_nearest(project):
    with pytest.raises(UsageError, match=r'Unknown column "xaa"\. Did you mean "xa"'):
        match_units(pd.DataFrame({"xa": []}), "xaa", "thu", "2023", project=project)
