"""What analysts do with pandas leaves a frame what it is: it can still be charted, tabled, exported and followed to its cells."""

import pandas as pd
import pytest

from helpers import chart, compare, details, export, figures, heat, scatter, series, small_multiples, table, trace, wide
from helpers.vocabulary.errors import MissingIndicator, UsageError

OPERATIONS = {
    "reset_index": lambda d: d.reset_index(),
    "set_index by name": lambda d: d.reset_index().set_index("name", drop=False),
    "sort_values": lambda d: d.sort_values("poverty_rate"),
    "sort_index": lambda d: d.sort_index(ascending=False),
    "head": lambda d: d.head(2),
    "query": lambda d: d.query("poverty_rate > 0.1"),
    "loc": lambda d: d.loc[["10001", "10003"]],
    "iloc": lambda d: d.iloc[1:],
    "boolean mask": lambda d: d[~d["is_total"]],
    "drop rows": lambda d: d.drop("10002"),
    "drop columns": lambda d: d.drop(columns=["workbook", "sheet"]),
    "filter columns": lambda d: d.filter(["name", "poverty_rate", "is_total"]),
    "assign": lambda d: d.assign(percent=lambda r: r["poverty_rate"] * 100),
    "copy": lambda d: d.copy(),
    "nlargest": lambda d: d.nlargest(2, "poverty_rate"),
    "rename rows": lambda d: d.rename(index={"10001": "x"}),
    "round": lambda d: d.round({"poverty_rate": 3}),
    "dropna": lambda d: d.dropna(subset=["poverty_rate"]),
    "fillna": lambda d: d.fillna({"poverty_rate": 0.0}),
    "merge": lambda d: d.merge(pd.DataFrame({"name": d["name"], "roads": 1}), on="name"),
    "join": lambda d: d.join(pd.DataFrame({"roads": [1, 2]}, index=["10001", "10002"])),
    "concat": lambda d: pd.concat([d.iloc[:2], d.iloc[2:]]),
    "reindex": lambda d: d.reindex(["10003", "10001"]),
    "map of a column": lambda d: d.assign(name=d["name"].map(str.upper)),
    "astype": lambda d: d.astype({"households": "float64"}),
    "convert_dtypes": lambda d: d.convert_dtypes(),
    "sample": lambda d: d.sample(frac=1, random_state=1),
    "where": lambda d: d.assign(poverty_rate=d["poverty_rate"].where(d["poverty_rate"] > 0.1)),
    "pipe": lambda d: d.pipe(lambda r: r[r["name"] != ""]),
    "groupby first": lambda d: d.groupby("name", sort=False).first().reset_index(),
    "groupby transform": lambda d: d.assign(rank=d.groupby("is_total")["poverty_rate"].transform("rank")),
    "explode": lambda d: d.explode("name"),
    "replace": lambda d: d.replace({"name": {"Xã An": "An"}}),
    "drop_duplicates": lambda d: d.drop_duplicates("name"),
    "eval": lambda d: d.eval("rest = households - poor_households"),
    "cut": lambda d: d.assign(group=pd.cut(d["poverty_rate"], [0, 0.1, 1], labels=["low", "high"])),
    "pivot_table": lambda d: d.pivot_table(index="name", values="poverty_rate"),
}


@pytest.fixture(scope="module")
def read_once(project):
    return figures("poverty_rate", "thu", "2023", project=project)


@pytest.fixture
def rates(read_once):
    return read_once.copy()


@pytest.mark.parametrize("name", OPERATIONS)
def test_after_an_operation_a_frame_is_still_charted_tabled_and_exported(rates, name, tmp_path):
    changed = OPERATIONS[name](rates)
    assert "Tỷ lệ hộ nghèo" in chart(changed).data
    assert "Tỷ lệ hộ nghèo (%)" in table(changed).data
    assert "poverty_rate" in export(changed, tmp_path / "rates.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["reset_index", "set_index by name", "merge", "concat", "filter columns"])
def test_the_total_is_never_ranked_among_its_communes(rates, name):
    """The district's 400 households are more than any commune's; the highest commune is Bình with 200."""
    households = rates.drop(columns="poverty_rate").assign(poverty_rate=1.0)
    changed = OPERATIONS[name](households.assign(households=rates["households"]))
    if "households" not in changed:
        changed = changed.join(rates["households"])
    assert "cao nhất ở Xã Bình" in chart(changed, "households").data


def test_a_sum_over_groups_is_charted_by_naming_its_column(rates):
    grouped = rates[~rates["is_total"]].groupby(rates["poverty_rate"] > 0.1)[["households"]].sum()
    assert grouped["households"].to_dict() == {False: 200, True: 200}
    assert "Tổng số hộ" in chart(grouped, "households").data or "hộ" in chart(grouped, "households").data


def test_a_pivot_of_a_series_keeps_one_column_a_day(project):
    over_time = series("poor_households", scope="thu", project=project)
    by_day = over_time.pivot(index="name", columns="as_of", values="poor_households")  # noqa: PD010
    assert by_day.loc["Xã Cao"].tolist() == [45, 30, 25]


def test_percentages_under_a_share_s_name_are_refused_where_they_are_drawn(rates):
    wrong = rates.assign(poverty_rate=rates["poverty_rate"] * 100)
    for show in (chart, table):
        with pytest.raises(UsageError, match="kept as 0-1, but row 10001 has 20"):
            show(wrong)


def test_counts_are_whole_numbers_with_gaps(project):
    found = figures("households", "moi", "2023", project=project)
    assert str(found["households"].dtype) == "Int64"
    assert found["households"].isna().tolist() == [False, True, False, False]
    assert found["state"].tolist()[:3] == ["known", "missing", "known"]


def test_a_withheld_figure_says_that_it_is_withheld(project):
    found = figures("poverty_rate", "moi", "2023", project=project)
    assert found.loc["10001", "state"] == "withheld"


def test_parquet_csv_and_back_keep_what_a_frame_shows(rates, tmp_path):
    rates.to_parquet(tmp_path / "rates.parquet")
    back = pd.read_parquet(tmp_path / "rates.parquet")
    assert back.attrs["commune"] == rates.attrs["commune"]
    assert "cao nhất ở Xã Cao, 30,00%" in chart(back).data
    rates.to_csv(tmp_path / "rates.csv")
    read = pd.read_csv(tmp_path / "rates.csv", dtype={"unit": str})
    assert "cao nhất ở Xã Cao, 30,00%" in chart(read).data


def test_a_workbook_and_back_keeps_what_a_frame_shows(rates, tmp_path):
    rates.to_excel(tmp_path / "rates.xlsx")
    back = pd.read_excel(tmp_path / "rates.xlsx", dtype={"unit": str}, engine="calamine", keep_default_na=False)
    assert "cao nhất ở Xã Cao, 30,00%" in chart(back).data


def test_a_style_of_pandas_writes_names_and_figures(rates):
    html = rates[["name", "poverty_rate"]].style.format({"poverty_rate": "{:.1%}"}).background_gradient().to_html()
    assert "Xã Cao" in html
    assert "30.0%" in html


def test_figures_of_a_series_are_summed_by_year(project):
    over_time = series("poor_households", ["Xã Cao", "10003"], scope="thu", project=project)
    assert over_time.groupby(over_time["as_of"].dt.year)["poor_households"].sum().to_dict() == {
        2020: 45,
        2023: 30,
        2025: 25,
    }


def test_lineage_still_leads_to_cells_after_an_operation(project, rates):
    changed = rates.reset_index().sort_values("poverty_rate")
    read = trace(changed["unit"].iloc[-2], "poverty_rate", "thu", "2023", project=project)
    assert read["cell"].tolist()[0] == "E2"  # An, the second highest; its households stand in the first line


def test_a_frame_without_attributes_is_exported_to_a_named_folder_and_told_so_otherwise(rates, tmp_path):
    bare = rates.copy()
    bare.attrs = {}
    assert export(bare, tmp_path / "rates.csv").is_file()
    with pytest.raises(UsageError, match="write a folder too"):
        export(bare, "rates.csv")


class TestNames:
    def test_an_indicator_is_found_by_its_name_in_either_language(self, project):
        for name in ("Tỷ lệ hộ nghèo", "tỷ lệ hộ nghèo", "poverty_rate"):
            assert "poverty_rate" in figures(name, "thu", "2023", project=project)

    def test_a_figure_that_comes_only_by_detail_lists_the_details(self, project):
        with pytest.raises(MissingIndicator, match=r'details\("ocop_products"\)'):
            figures("ocop_products", "moi", "2023", project=project)


class TestCompare:
    def test_periods_in_the_wrong_order_are_refused(self, project):
        with pytest.raises(UsageError, match="2025 is not earlier than 2023"):
            compare("poverty_rate", "thu", earlier="2025", later="2023", project=project)

    def test_a_period_is_not_compared_with_itself(self, project):
        with pytest.raises(UsageError, match="not earlier"):
            compare("households", "thu", earlier="2023", later="2023", project=project)


class TestSeries:
    """Poor of An, Bình, Cao: 2020 40, 50, 45; 2023 20, 10, 30; from 2025 An Bình 16, Cao 25."""

    def test_old_units_are_added_up_under_today_s_and_a_new_standard_is_marked(self, project):
        found = series("poor_households", scope="thu", project=project)
        merged = found[found["name"] == "Xã An Bình"]
        assert merged["poor_households"].tolist() == [90, 30, 16]
        assert merged["comparable"].tolist() == [True, False, True]  # the standard of 2022-2025 begins

    def test_without_merging_each_boundary_version_stays_apart(self, project):
        found = series("poor_households", scope="thu", merge=False, project=project)
        names = found.loc[~found["is_total"], "name"].unique().tolist()
        assert names == ["Xã An", "Xã Bình", "Xã Cao", "Xã An Bình"]

    def test_units_are_chosen_by_code_or_name(self, project):
        found = series("households", ["10003", "Huyện Thử"], "thu", project=project)
        assert found["households"].tolist() == [95, 375, 100, 400, 100, 410]
        with pytest.raises(UsageError, match="Cao"):
            series("households", ["Caoo"], "thu", project=project)


class TestWide:
    def test_indicators_stand_side_by_side_each_with_its_day(self, project):
        found = wide(["poverty_rate", "households"], "thu", "2023", project=project)
        assert found.loc["10001", ["poverty_rate", "households"]].tolist() == [0.2, 100]
        assert found["households_as_of"].astype(str).unique().tolist() == ["2023-12-31"]


class TestDetails:
    def test_each_member_has_a_row_with_its_name(self, project):
        found = details("ocop_products", "moi", "2023", project=project)
        row = found[(found["unit"] == "10003") & (found["detail"] == "3/district")].iloc[0]
        assert row["ocop_products"] == 4
        assert row["label"] not in {"", "3/district"}


class TestPlots:
    def test_a_scatter_has_a_dot_and_a_name_for_each_unit_and_none_for_the_total(self, project):
        axes = scatter(
            wide(["poverty_rate", "households"], "thu", "2023", project=project), "households", "poverty_rate"
        )
        assert len(axes.collections[0].get_offsets()) == 3
        assert sorted(text.get_text() for text in axes.texts) == ["Xã An", "Xã Bình", "Xã Cao"]
        assert axes.get_ylabel() == "Tỷ lệ hộ nghèo"

    def test_a_scatter_leaves_what_was_drawn_before_as_it_is_unless_it_is_asked_to_draw_there(self, project):
        frame = wide(["poverty_rate", "households"], "thu", "2023", project=project)
        first = scatter(frame, "households", "poverty_rate")
        assert scatter(frame, "households", "poverty_rate") is not first
        assert scatter(frame, "households", "poverty_rate", ax=first) is first

    def test_small_multiples_have_one_panel_a_unit_and_break_where_the_standard_does(self, project):
        grid = small_multiples(series("poor_households", scope="thu", project=project))
        assert len(grid.axes) == 2
        first = [list(line.get_ydata()) for line in grid.axes[0].lines]
        assert [tick.get_text() for tick in grid.axes[0].get_xticklabels()] == ["12/2020", "12/2025"]
        assert [90.0] in first
        assert [30.0, 16.0] in first

    def test_a_heat_table_writes_its_numbers(self, project):
        axes = heat(details("ocop_products", "moi", "2023", project=project))
        assert "4" in [text.get_text() for text in axes.texts]
