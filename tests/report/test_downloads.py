"""The data files beside the pages: machine-readable, described, safe in spreadsheets, as protected as the pages."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from frictionless import validate
from tests.analysis import small_returns as returns
from tests.editions import edition
from tests.hostile import TEXTS
from tests.protect.auditor import Auditor, catalogue

from helpers.protect.disclosure import protect
from helpers.report.downloads import Shelf, csv_text, tidy, write_downloads
from helpers.report.lineage import apart
from helpers.report.markup import escape
from helpers.report.page_tables import number, tables_of
from helpers.report.table import Column, Table, rows_of, table_html
from helpers.vocabulary.edition import Audience
from helpers.vocabulary.language import translator
from helpers.vocabulary.observation import DAYS, KEY


def page(*tables: Table, lang: str = "vi") -> str:
    """A finished page with some tables, a chart's data in a disclosure between them."""
    t = translator(lang)
    body = "".join(table_html(table, t, rows_of(table, t), apart(f"t{place}", t)) for place, table in enumerate(tables))
    disclosure = "<figure><details><table><caption>chart data</caption><tbody><tr><td>1</td></tr></tbody></table></details></figure>"
    return f"<html><body><h1>Nghèo<span>Kon Plông, năm 2023</span></h1>{disclosure}<h2>x</h2>{body}</body></html>"


def poor(**given: object) -> Table:
    frame = pd.DataFrame(
        {"unit": ["Xã A", "Xã B", "Huyện"], "poor_households": [1731.0, np.nan, 2000.0], "rate": [0.2238, 0.1, 0.2]}
    ).set_index("unit", drop=False)
    columns = [Column("unit", "Đơn vị"), Column("poor_households", "Số hộ", "count"), Column("rate", "Tỷ lệ", "share")]
    symbols = {("Xã B", "poor_households"): "c", ("Xã A", "poor_households"): "p"}
    words = {"caption": "Hộ nghèo", "note": "Ghi chú", **given}
    return Table(frame, columns=columns, total="Huyện", symbols=symbols, **words)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A folder with a Vietnamese and an English page, and a project without files."""
    shelf = Shelf(edition(tmp_path, returns.scope(), "2023"), ("vi", "en"))
    for lang in ("vi", "en"):
        (shelf.folder / lang).mkdir(parents=True)
        (shelf.folder / lang / "poverty.html").write_text(page(poor(), lang=lang), encoding="utf-8")
    return shelf


def rows() -> pd.DataFrame:
    given = returns.column("poor_households_by_cause", 2, 40, 60, detail="1").assign(coverage="", covers="")
    return protect(given, returns.scope()).observations


def sheets(folder: Path) -> dict[str, openpyxl.worksheet.worksheet.Worksheet]:
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(folder / "data" / "tables.xlsx").worksheets}


def test_the_package_validates_with_frictionless(shelf: Shelf) -> None:
    write_downloads(shelf, rows())
    report = validate(str(shelf.folder / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["fieldName", "type", "message"])
    described = json.loads((shelf.folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["name"] for r in described["resources"]] == ["observations", "tables", "units", "indicators"]
    assert {"licenses", "sources", "title", "description"} <= described.keys()


def test_the_description_is_checked_against_the_figures(shelf: Shelf) -> None:
    """The validation can fail: an unknown indicator or a text among the values is found."""
    write_downloads(shelf, rows())
    path = shelf.folder / "data" / "observations.csv"
    for wrong in (("poor_households_by_cause", "no_such_indicator"), (",102,", ",many,")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(*wrong, 1), encoding="utf-8")
        assert not validate(str(shelf.folder / "data" / "datapackage.json")).valid
        path.write_text(text, encoding="utf-8")


def test_figures_are_machine_numbers_and_withheld_ones_are_empty() -> None:
    text = csv_text(tidy(rows(), returns.scope()))
    read = {row["unit"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (read["613"]["value"], read["613"]["as_of"], read["613"]["confidentiality"]) == ("102", "2023-12-31", "F")
    hidden = read["10000"]
    assert (hidden["value"], hidden["printed"], hidden["cell"], hidden["confidentiality"]) == ("", "", "", "C")
    assert hidden["unit_name"] == "Xã 0"


def test_shares_keep_all_their_digits() -> None:
    given = returns.figures(("613", "poverty_rate_printed", 0.2238)).assign(coverage="", covers="")
    assert ",0.2238," in csv_text(tidy(given, returns.scope()))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_hostile_text_is_only_text_in_a_csv_file(name: str) -> None:
    given = returns.figures(("10000", "poor_households", 7)).assign(
        printed=TEXTS[name], workbook=TEXTS[name], coverage="", covers=""
    )
    read = list(csv.DictReader(io.StringIO(csv_text(tidy(given, returns.scope())), newline="")))
    assert len(read) == 1
    for column in ("printed", "workbook"):
        assert not read[0][column].lstrip().startswith(("=", "+", "-", "@"))
        assert len(read[0][column]) <= 32_000
        assert "\u202e" not in read[0][column]


def test_figures_as_printed_get_no_apostrophe() -> None:
    for printed in ("-", "-13,62", "+2,10", "99,93%", "1.731"):
        given = returns.figures(("10000", "poor_households", 7)).assign(printed=printed, coverage="", covers="")
        assert next(csv.DictReader(io.StringIO(csv_text(tidy(given, returns.scope())))))["printed"] == printed


def test_every_table_of_the_pages_has_a_sheet_and_the_contents_list_them(shelf: Shelf) -> None:
    write_downloads(shelf, rows())
    found = sheets(shelf.folder)
    assert list(found)[1:] == ["vi poverty 1", "en poverty 1"]
    contents = [cell for row in next(iter(found.values())).iter_rows(values_only=True) for cell in row if cell]
    assert {"Hộ nghèo", "vi poverty 1", "en poverty 1", "Thử, năm 2023", "Test, 2023"} <= set(contents)
    assert "Số liệu minh họa" in contents


def test_a_sheet_holds_title_numbers_symbols_and_notes(shelf: Shelf) -> None:
    write_downloads(shelf, rows())
    sheet = sheets(shelf.folder)["vi poverty 1"]
    cells = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert (cells["A1"], cells["A2"]) == ("Hộ nghèo", "Nghèo: Kon Plông, năm 2023")
    assert [cells["A4"], cells["B4"], cells["C4"]] == ["Đơn vị", "Số hộ", "Tỷ lệ"]
    assert (cells["B5"], sheet["B5"].number_format) == (1731, '#,##0" [p]"')  # shows as 1.731 [p]
    assert (cells["C5"], sheet["C5"].number_format) == (0.2238, "#,##0.00%")
    assert cells["B6"] == "bảo mật"
    assert (cells["A7"], cells["B7"]) == ("Huyện", 2000)
    notes = " ".join(str(cells.get(f"A{row}", "")) for row in range(8, 12))
    assert "Ghi chú" in notes
    assert "[c]" in notes
    assert "[p]" in notes


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_hostile_text_is_only_text_in_a_workbook(name: str, shelf: Shelf) -> None:
    frame = pd.DataFrame({"name": [TEXTS[name]], "poor_households": [5.0]})
    table = Table(
        frame, TEXTS[name], [Column("name", TEXTS[name]), Column("poor_households", "x", "count")], note=TEXTS[name]
    )
    (shelf.folder / "vi" / "poverty.html").write_text(page(table), encoding="utf-8")
    write_downloads(shelf, rows())
    sheet = sheets(shelf.folder)["vi poverty 1"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    assert sheet["B5"].value == 5


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("1.731", "vi", (1731, 0, False)),
        ("22,38%", "vi", (0.2238, 2, True)),
        ("22.38%", "en", (0.2238, 2, True)),
        ("−13,62", "vi", (-13.62, 2, False)),
        ("+2.10", "en", (2.10, 2, False)),
        ("hơn 216", "vi", None),
        ("có", "vi", None),
    ],
)
def test_figures_as_written_are_read_back(text: str, lang: str, expected: tuple | None) -> None:
    assert number(text, lang) == expected


def test_tables_in_disclosures_are_not_tables_of_the_page() -> None:
    heading, tables = tables_of(page(poor(), poor(caption="Hai & <b>")))
    assert heading == "Nghèo: Kon Plông, năm 2023"
    assert [table.caption for table in tables] == ["Hộ nghèo", "Hai & <b>"]
    assert [len(table.rows) for table in tables] == [3, 3]
    assert [table.totals for table in tables] == [1, 1]


def test_the_same_input_gives_the_same_bytes(shelf: Shelf) -> None:
    folder = shelf.folder / "data"
    both = []
    for _ in range(2):
        write_downloads(shelf, rows().sample(frac=1), "key")
        both.append({path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})
    assert both[0] == both[1]


def test_internal_files_say_so(shelf: Shelf) -> None:
    inside = Shelf(replace(shelf.edition, audience=Audience.INTERNAL), shelf.langs)
    write_downloads(inside, rows())
    contents = next(iter(sheets(inside.folder).values()))
    assert any("Nội bộ" in str(cell) for row in contents.iter_rows(values_only=True) for cell in row)
    described = json.loads((inside.folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert (described["audience"], "Internal" in described["description"]) == ("internal", True)


def test_nothing_in_the_public_files_says_why_a_figure_is_withheld(shelf: Shelf) -> None:
    """Small and secondary figures look alike: the audit stays in the office."""
    write_downloads(shelf, rows())
    everything = "".join(p.read_text(encoding="utf-8") for p in (shelf.folder / "data").glob("*.[cj]s*"))
    assert "secondary" not in everything
    with (shelf.folder / "data" / "observations.csv").open(encoding="utf-8") as file:
        hidden = [row for row in csv.DictReader(file) if row["confidentiality"] == "C"]
    assert len(hidden) == 2
    assert len({tuple(v for k, v in row.items() if not k.startswith("unit")) for row in hidden}) == 1


def test_the_published_csv_of_two_periods_together_withstands_the_attack() -> None:
    """Both periods' files, as an outsider would join them, read back from their text."""
    scope = returns.scope(5)
    true = returns.reviews(scope, (2022, 2023), 11).assign(coverage="", covers="")
    known = pd.Series(dtype=float)
    for year in ("2022", "2023"):
        done = protect(true[true["period"] <= year], scope)
        text = csv_text(tidy(done.observations, scope))
        read = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        read = read.assign(**{day: pd.to_datetime(read[day]).astype("datetime64[s]") for day in DAYS})
        values = pd.to_numeric(read["value"]).set_axis(pd.MultiIndex.from_frame(read[KEY]))
        known = values.combine_first(known) if len(known) else values
    joined = done.observations.drop(columns="value").join(known.rename("value"), on=KEY)
    assert joined["value"].isna().sum() > 20
    assert not Auditor(joined, scope, catalogue(), true).found_out(scope.threshold)


def test_escaped_captions_are_read_back_as_written() -> None:
    table = poor(caption=escape("x < y"))
    assert tables_of(page(table))[1][0].caption == "x &lt; y"
