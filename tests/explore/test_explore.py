"""Exploring a scope of three communes, two of which merged on 1/7/2025; all figures are worked by hand.

Households and poor households: 2023 An 100/20, Bình 200/10, Cao 100/30; 2025 An Bình 310/16, Cao 100/25.
"""

import importlib
import math
import re
import zipfile
from types import SimpleNamespace

import openpyxl
import pandas as pd
import papermill
import pytest

import helpers
from helpers import chart, choose, compare, contents, export, figures, periods, scopes, table, trace, units
from helpers.explore.table import CONTROLS, HEADINGS, VALUES
from helpers.vocabulary.errors import MissingIndicator, UsageError
from helpers.vocabulary.language import messages


class TestFigures:
    def test_a_rate_comes_with_its_counts_by_unit_and_the_total_last(self, project):
        found = figures("poverty_rate", "thu", "2023", project=project)
        assert found.index.tolist() == ["10001", "10002", "10003", "900"]
        assert found["poverty_rate"].tolist() == pytest.approx([0.2, 0.05, 0.3, 0.15])
        assert found["households"].tolist() == [100, 200, 100, 400]
        assert found["coverage"].tolist() == ["", "", "", "3/3"]

    def test_a_figure_comes_with_the_cell_that_it_was_read_from(self, project):
        found = figures("poor_households", "thu", "2023", project=project)
        assert found.loc["10002", ["workbook", "cell", "printed"]].tolist() == ["review.csv", "E5", "10"]

    def test_the_latest_day_up_to_the_period_is_shown_in_the_boundary_version_of_that_day(self, project):
        found = figures("poverty_rate", "thu", "2025", project=project)
        assert found["name"].tolist() == ["Xã An Bình", "Xã Cao", "Địa bàn Thử"]
        assert set(found["boundary"]) == {"2025-07"}

    def test_a_unit_without_a_figure_is_missing_and_never_zero(self, project):
        found = figures("households", "moi", "2023", project=project)
        assert pd.isna(found.loc["10002", "households"])
        assert found.loc["900", "coverage"] == "2/3"

    def test_small_sensitive_counts_are_withheld_from_the_public_only(self, project):
        public, internal = (
            figures("poor_households", "moi", "2023", audience=audience, project=project)
            for audience in ("public", "internal")
        )
        assert pd.isna(public.loc["10001", "poor_households"])
        assert public.loc["10001", "confidentiality"] == "C"
        assert internal.loc["10001", "poor_households"] == 2

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ({"name": "poverty_rat"}, 'Did you mean "poverty_rate"?'),
            ({"name": "poverty_rate", "scope": "thuu"}, 'Did you mean "thu"?'),
            ({"name": "poverty_rate", "period": "2024"}, "thu has no returns"),
            ({"name": "ocop_products", "detail": "3/distrikt"}, 'Did you mean "district"?'),
        ],
    )
    def test_an_unknown_word_stops_with_a_suggestion(self, project, words, said):
        with pytest.raises(UsageError, match=re.escape(said)):
            figures(**({"scope": "thu"} | words), project=project)

    def test_an_indicator_without_any_figure_says_so(self, project):
        with pytest.raises(MissingIndicator, match="contents"):
            figures("near_poverty_rate", "thu", project=project)


class TestCompare:
    def test_merged_units_are_added_up_before_rates_are_compared(self, project):
        found = compare("poverty_rate", "thu", "2023", "2025", project=project)
        assert found["before"].tolist() == pytest.approx([30 / 300, 0.3, 0.15])
        assert found["after"].tolist() == pytest.approx([16 / 310, 0.25, 0.1])
        assert found["change"].tolist() == pytest.approx([-4.838710, -5.0, -5.0])
        assert found["comparability"].tolist() == ["merged", "exact", "exact"]

    def test_the_chart_of_a_change_names_the_files_of_both_days(self, project):
        found = compare("households", "thu", "2020", "2023", project=project)
        assert found[["workbook_before", "workbook"]].iloc[0].tolist() == ["review.csv", "review.csv"]
        assert "review.csv" in chart(found).data
        assert "bảng này không ghi" not in chart(found).data

    def test_counts_change_in_their_own_measure(self, project):
        found = compare("poor_households", "thu", "2023", "2025", project=project)
        assert found["change"].tolist() == [-14, -5, -19]

    def test_without_an_earlier_period_it_starts_at_the_first_day_of_the_same_standard(self, project):
        found = compare("poverty_rate", "thu", project=project)
        assert found.attrs["commune"]["days"] == ["2023-12-31", "2025-12-31"]

    def test_no_change_is_taken_from_an_older_standard(self, project):
        with pytest.raises(UsageError, match="by another definition"):
            compare("poverty_rate", "thu", "2020", "2025", project=project)

    def test_households_have_no_standard_and_compare_further_back(self, project):
        assert compare("households", "thu", "2020", "2023", project=project)["change"].tolist() == [10, 10, 5, 25]

    def test_a_first_period_has_nothing_to_compare_with_and_claims_nothing(self, project):
        found = compare("poverty_rate", "moi", project=project)
        assert found[["before", "change"]].isna().all(axis=None)
        assert "chưa có số liệu kỳ trước" in chart(found).data


class TestContents:
    def test_scopes_and_periods_are_listed_with_what_came_in(self, project):
        assert scopes("en", project).loc["thu", ["title", "periods"]].tolist() == ["Thử district", "2020, 2023, 2025"]
        there = periods("thu", project=project)
        assert there["figures"].tolist() == [6, 6, 4]
        assert there["boundary"].tolist() == ["2019", "2019", "2025-07"]

    def test_units_tell_what_they_were_merged_from(self, project):
        assert units("thu", "2025", project=project)["merged_from"].tolist() == ["10001, 10002", "10003"]

    def test_a_rate_is_offered_only_where_all_its_counts_are_there(self, project):
        offered = contents("thu", "2025", project=project).index.get_level_values("indicator")
        assert list(offered) == ["households", "poor_households", "poverty_rate"]


class TestTrace:
    def test_a_rate_leads_to_the_cells_of_its_counts(self, project):
        found = trace("Cao", "poverty_rate", "thu", "2023", project=project)
        assert found[["indicator", "as_of", "cell", "printed"]].astype(str).to_numpy().tolist() == [
            ["households", "2023-12-31", "E6", "100"],
            ["poor_households", "2023-12-31", "E7", "30"],
            ["households", "2020-12-31", "E6", "95"],
            ["poor_households", "2020-12-31", "E7", "45"],
        ]

    @pytest.mark.parametrize("name", ["Xã An", "an", "xa an", "XÃ AN"])
    def test_a_unit_is_found_by_its_name_in_any_spelling_and_not_by_its_reused_code(self, project, name):
        assert set(trace(name, "households", "thu", project=project)["boundary"]) == {"2019"}

    def test_a_reused_code_gives_every_unit_that_had_it(self, project):
        assert set(trace("10001", "households", "thu", project=project)["boundary"]) == {"2019", "2025-07"}

    def test_an_unknown_unit_stops_with_a_suggestion(self, project):
        with pytest.raises(UsageError, match="Bình"):
            trace("Binhh", "households", "thu", project=project)


class TestChart:
    def test_the_headline_names_the_highest_place(self, project):
        shown = chart(figures("poverty_rate", "thu", "2023", project=project)).data
        assert "Tỷ lệ hộ nghèo: cao nhất ở Xã Cao, 30,00%" in shown
        assert ">20/100<" in shown

    def test_a_chart_names_the_files_behind_it_or_says_that_the_frame_does_not(self, project):
        found = figures("poverty_rate", "thu", "2023", project=project)
        assert "Nguồn: review.csv." in chart(found).data
        assert "Nguồn: bảng này không ghi." in chart(found.drop(columns="workbook")).data

    def test_no_place_is_named_where_two_are_level(self, project):
        found = figures("households", "thu", "2023", project=project)
        level = found.assign(households=[100.0, 200.0, 200.0, 500.0])
        assert "cao nhất" not in chart(level).data

    def test_a_change_says_how_many_places_fell_and_rose(self, project):
        assert "giảm ở 2 đơn vị, tăng ở 0 đơn vị" in chart(compare("poverty_rate", "thu", "2023", project=project)).data

    def test_demonstration_data_is_named_on_the_chart_and_in_the_export(self, project, tmp_path):
        found = figures("households", "thu", "2023", project=project)
        assert "minh họa" not in chart(found).data
        some = found.assign(kind=["demonstration", "published", "published", "demonstration"])
        assert "Có một phần là số liệu minh họa" in chart(some).data
        assert "Số liệu minh họa / Demonstration data" in export(some, tmp_path / "x.csv").read_text(encoding="utf-8")

    def test_a_frame_of_unknown_content_asks_for_its_column_and_is_charted_once_it_is_named(self):
        frame = pd.DataFrame({"a": [1, 3]}, index=["Xã An", "Xã Bình"])
        with pytest.raises(UsageError, match=re.escape('chart(frame, "a")')):
            chart(frame)
        assert "Xã Bình" in chart(frame, "a").data


class TestTable:
    def test_headings_are_words_in_the_readers_language_and_shares_are_percent(self, project):
        shown = table(figures("poverty_rate", "thu", "2023", project=project)).data
        assert "Tỷ lệ hộ nghèo (%)" in shown
        assert "Tên" in shown
        assert "Tỷ lệ hộ nghèo, 31/12/2023" in shown

    def test_text_of_the_data_is_text(self):
        shown = table(pd.DataFrame({"name": ["<img src=x onerror=alert(1)>"]}), caption="<script>").data
        assert "<img src=x" not in shown
        assert "<strong>&lt;script&gt;" in shown

    def test_the_library_is_in_one_output_and_comes_again_when_that_cell_is_run_again(self, monkeypatch):
        put, cells = [], ["a", "a", "b", "a", "", ""]  # a's second table, b, a once more, a callback, papermill
        shell = SimpleNamespace(user_ns={}, execution_count=0)
        monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
        monkeypatch.setattr("itables.init_notebook_mode", lambda **_: put.append(shell.execution_count))
        for cell, count in zip(cells, [1, 1, 2, 3, 3, 4], strict=True):
            shell.parent_header, shell.execution_count = {"metadata": {"cellId": cell}}, count
            table(pd.DataFrame({"a": [1]}))
        assert put == [1, 3]

    def test_a_click_on_the_words_of_a_heading_sorts(self):
        assert "text_in_header_can_be_selected" not in table(pd.DataFrame({"a": [1]})).data

    def test_the_level_of_a_scope_is_in_the_readers_words(self, project):
        assert "x\\\\u00e3" in table(scopes(project=project)).data  # "xã", as JSON within a script

    def test_every_heading_is_translated(self):
        known = {
            *HEADINGS.values(),
            *CONTROLS.values(),
            *(word for words in VALUES.values() for word in words.values() if word),
        }
        assert not known - set(messages("vi"))


class TestExport:
    def test_a_bare_name_goes_to_the_reports_of_what_the_frame_shows(self, inside):
        path = export(figures("poverty_rate", "thu", "2023"), "rates.csv")
        assert path == inside.root / "reports/public/thu/2023/explore/rates.csv"
        back = pd.read_csv(path, dtype={"unit": str}, encoding="utf-8-sig")
        assert back["name"].tolist() == ["Xã An", "Xã Bình", "Xã Cao", "Huyện Thử"]
        assert back["poverty_rate"].tolist() == pytest.approx([0.2, 0.05, 0.3, 0.15])

    @pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx"])
    def test_text_never_becomes_a_formula(self, tmp_path, text):
        frame = pd.DataFrame({"printed": [text], "value": [-2.5]})
        assert f"'{text}" in export(frame, tmp_path / "out.csv").read_text(encoding="utf-8-sig")
        cells = openpyxl.load_workbook(export(frame, tmp_path / "out.xlsx")).active[2]
        assert [cell.data_type for cell in cells] == ["s", "n"]
        assert cells[1].value == -2.5

    def test_a_missing_figure_is_a_blank_cell(self, tmp_path):
        path = export(pd.DataFrame({"a": [math.nan, 1.0]}), tmp_path / "out.xlsx")
        assert [row[0].value for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)] == [None, 1]
        assert not [name for name in zipfile.ZipFile(path).namelist() if "external" in name]

    def test_another_ending_is_refused(self, tmp_path):
        with pytest.raises(UsageError, match=r"\.csv nor in \.xlsx"):
            export(pd.DataFrame({"a": [1]}), tmp_path / "out.pdf")


class TestChooser:
    def test_it_offers_what_is_there_and_starts_with_poverty(self, inside):
        chosen = choose("thu", "2023")
        assert [chosen.indicator.value, chosen.period.value, chosen.unit.value] == ["poverty_rate", "2023", "900"]
        assert [code for _, code in chosen.unit.options] == ["900", "10001", "10002", "10003"]

    def test_another_scope_offers_its_own_periods_and_details(self, inside):
        chosen = choose("thu", "2025")
        chosen.scope.value = "moi"
        assert chosen.period.options == ("2023",)
        chosen.indicator.value = "ocop_products"
        assert [code for _, code in chosen.detail.options] == ["3/district"]

    def test_the_frame_on_the_screen_is_at_hand(self, inside):
        chosen = choose("thu", "2023")
        chosen.unit.value = "10003"
        assert chosen.figures.loc["10003", "poverty_rate"] == pytest.approx(0.3)
        assert set(chosen.addresses["unit"]) == {"10003"}

    def test_a_reused_code_is_not_taken_for_the_unit_that_had_it_before(self, inside):
        chosen = choose("thu", "2023")
        chosen.unit.value = "10001"  # Xã An; from 1/7/2025 the code of Xã An Bình
        chosen.period.value = "2025"
        assert chosen.unit.value == "900"
        chosen.unit.value = "10001"
        assert chosen.addresses["as_of"].astype(str).unique().tolist() == ["2025-12-31"]

    def test_nothing_of_the_choice_before_stays_while_another_is_read(self, inside, monkeypatch):
        chosen = choose("thu", "2023")
        chosen._show()
        seen = []

        def read(self):
            seen.append((self.screen.outputs, self.unit.disabled, self.told.value))
            return []

        monkeypatch.setattr(type(chosen), "_parts", read)
        chosen.scope.value = "moi"
        assert seen == [((), True, "<em>Đang đọc số liệu …</em>")]
        assert (chosen.unit.disabled, chosen.told.value) == (False, "")

    def test_a_choice_that_cannot_be_answered_says_why_under_an_empty_screen(self, inside, monkeypatch):
        chosen = choose("thu", "2023")
        chosen._show()
        monkeypatch.setattr(type(chosen), "_parts", lambda self: self.project.check_scope("nowhere"))
        chosen.scope.value = "moi"
        assert chosen.screen.outputs == ()
        assert "nowhere" in chosen.told.value
        assert not chosen.scope.disabled


def test_every_public_name_is_there_and_explains_itself():
    names = [name for name in helpers.__all__ if name != "__version__"]
    assert {"load", "units", "periods", "compare", "trace", "table", "chart", "export"} <= set(names)
    assert all(getattr(helpers, name).__doc__ for name in names)
    with pytest.raises(AttributeError, match="no name 'nonsense'"):
        importlib.import_module("helpers").nonsense  # noqa: B018


def test_the_notebook_runs_from_top_to_bottom_for_a_first_period_too(inside, request, tmp_path):
    notebook = request.config.rootpath / "notebooks/00_explore.ipynb"
    done = papermill.execute_notebook(
        notebook, tmp_path / "out.ipynb", {"scope": "moi", "period": "2023"}, engine_name="commune", progress_bar=False
    )
    code = [cell for cell in done.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert (inside.root / "reports/public/moi/2023/explore/poverty-by-unit.xlsx").is_file()
