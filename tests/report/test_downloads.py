"""The data files beside the pages: machine-readable, described, safe in spreadsheets, as protected as the pages."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import openpyxl
import pandas as pd
import pytest
from frictionless import validate
from tests.analysis import small_returns as returns
from tests.editions import edition
from tests.hostile import TEXTS
from tests.protect.auditor import Auditor, catalogue
from tests.report.conftest import executed
from tests.report.markup_of import is_harmless, read

from helpers.protect.disclosure import protect
from helpers.report import cell_marks as mark
from helpers.report.block import Block
from helpers.report.data_package import csv_text, tidy
from helpers.report.downloads import Shelf, write_downloads
from helpers.report.lineage import apart
from helpers.report.table import Column, Table, notes_of, rows_of, sheet_of, table_html
from helpers.report.workbook import Sheets, workbook
from helpers.vocabulary.edition import Audience
from helpers.vocabulary.language import translator
from helpers.vocabulary.observation import DAYS, KEY


def write_page(shelf: Shelf, lang: str, table: Table) -> None:
    """An executed notebook of the shelf whose page holds a table and the data of a chart."""
    t = translator(lang)
    facts = {
        "name": "poverty", "file": "poverty.html", "menu": [], "heading": {"vi": "Nghèo", "en": "Poverty"}[lang], "geography": "Kon Plông",
        "within": "", "period": "2023", "period_words": {"vi": "năm 2023", "en": "2023"}[lang], "scope": "test", "lang": lang,
        "audience": shelf.edition.audience.value, "unit": "", "units": [],
    }  # fmt: skip
    written, numbers = rows_of(table, t), apart("poverty-t1", t)
    html = table_html(table, t, written, numbers)
    links = '<a href="poverty.html">x</a> <a href="land.html">y</a> <a href="../data/tables.xlsx">z</a>'
    chart = "<figure><details><table><tr><td>1</td></tr></table></details></figure>"
    blocks = [
        Block("header", "", {"page": facts}),
        Block("body", html, {"sheet": sheet_of(table, t, written), **numbers.details}),
        Block("body", f"<p>{links}</p>{chart}"),
        Block("provenance", '<div id="stamp">10:00</div>'),
    ]
    path = shelf.notebooks[lang, "poverty"]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(executed(SimpleNamespace(blocks=blocks)), path)


def poor(numbers: Sequence[float] = (0.2238, 0.1, 0.2), **given: object) -> Table:
    frame = pd.DataFrame(
        {"unit": ["Xã A", "Xã B", "Huyện"], "poor_households": [1731.0, np.nan, 2000.0], "rate": list(numbers)}
    ).set_index("unit", drop=False)
    columns = [Column("unit", "Đơn vị"), Column("poor_households", "Số hộ", "count"), Column("rate", "Tỷ lệ", "share")]
    symbols = {("Xã B", "poor_households"): "c", ("Xã A", "poor_households"): "p"}
    words = {"caption": "Hộ nghèo", "note": "Ghi chú", **given}
    return Table(frame, columns=columns, total="Huyện", symbols=symbols, **words)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A Vietnamese and an English page, and a project without files."""
    made = edition(tmp_path, returns.scope(), "2023")
    shelf = Shelf(
        made, {(lang, "poverty"): made.reports / "notebooks" / lang / "02_poverty.ipynb" for lang in ("vi", "en")}
    )
    for lang in ("vi", "en"):
        write_page(shelf, lang, poor())
    return shelf


def rows() -> pd.DataFrame:
    given = returns.column("poor_households_by_cause", 2, 40, 60, detail="1").assign(coverage="", covers="")
    return protect(given, returns.scope()).observations


def sheets(folder: Path, name: str = "tables.xlsx") -> dict[str, openpyxl.worksheet.worksheet.Worksheet]:
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(folder / "data" / name).worksheets}


def whole(shelf: Shelf, lang: str = "vi") -> str:
    return (shelf.folder / f"test-2023-{lang}.html").read_text(encoding="utf-8")


def test_the_package_validates_with_frictionless(shelf: Shelf) -> None:
    write_downloads(shelf, rows())
    report = validate(str(shelf.folder / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["fieldName", "type", "message"])
    described = json.loads((shelf.folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["name"] for r in described["resources"]] == ["observations", "tables", "tables-en", "units", "indicators"]
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


@pytest.mark.parametrize(
    ("share", "written"), [(0.2238, "0.2238"), (8.46 / 100, "0.0846"), (10.859 / 100, "0.10859"), (0.125, "0.1250")]
)
def test_shares_have_their_own_digits_and_none_that_a_division_by_a_hundred_left(share: float, written: str) -> None:
    given = returns.figures(("613", "poverty_rate_printed", share)).assign(coverage="8/9", covers="")
    text = csv_text(tidy(given, returns.scope()))
    assert f",{written}," in text
    assert ",8 of 9," in text  # a spreadsheet reads 8/9 as a day


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


def test_each_language_has_a_workbook_of_its_own_whose_contents_lead_to_the_sheets(shelf: Shelf) -> None:
    write_downloads(shelf, rows())
    for name, title, sheet in (
        ("tables.xlsx", "Thử, năm 2023", "Nghèo 1"),
        ("tables.en.xlsx", "Test, 2023", "Poverty 1"),
    ):
        contents, table = sheets(shelf.folder, name).values()
        words = [cell for row in contents.iter_rows(values_only=True) for cell in row if cell]
        assert (words[0], table.title) == (title, sheet)
        links = [cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink]
        assert links == [f"'{sheet}'!A1"]
        assert ("Số liệu minh họa" in words) == (name == "tables.xlsx")


def test_a_sheet_holds_numbers_at_full_precision_in_the_pattern_of_the_page(shelf: Shelf) -> None:
    write_page(shelf, "vi", poor(numbers=[2 / 3, 0.1, 0.2]))
    write_downloads(shelf, rows())
    sheet = sheets(shelf.folder)["Nghèo 1"]
    cells = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert (cells["A1"], cells["A2"]) == ("Hộ nghèo", "Nghèo: Kon Plông, năm 2023")
    assert [cells["A4"], cells["B4"], cells["C4"]] == ["Đơn vị", "Số hộ", "Tỷ lệ"]
    assert (cells["B5"], sheet["B5"].number_format) == (1731, '#,##0" [p]"')  # shows as 1.731 [p]
    assert (cells["C5"], sheet["C5"].number_format) == (2 / 3, "0.00%")
    assert cells["B6"] == "bảo mật"
    assert (cells["A7"], cells["B7"]) == ("Huyện", 2000)
    notes = " ".join(str(cells.get(f"A{row}", "")) for row in range(8, 12))
    assert all(word in notes for word in ("Ghi chú", "bảo mật", "[p]"))


def test_a_sheet_explains_no_mark_that_is_drawn_on_the_page_alone() -> None:
    frame, t = pd.DataFrame({"name": ["a", "b"], "x": [1.0, 2.0], "before": [2.0, 3.0]}), translator("vi")
    table = Table(frame, "x", [Column("name"), Column("x", format="share")], marks={"x": mark.change("before")})
    assert "●" in " ".join(notes_of(rows_of(table, t), t))
    assert sheet_of(table, t, rows_of(table, t))["notes"] == []


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        (Column("x", format="points"), -13.62, [-13.62, "+#,##0.00;-#,##0.00;#,##0.00"]),
        (Column("x", "", "money"), 216.5e9, [216.5, "#,##0.0"]),
        (Column("x", "", "money"), 216e9, [216, "#,##0"]),
        (Column("x", format="share", decimals=1), 0.5091, [0.5091, "0.0%"]),
        (Column("x", format="flag"), True, "có"),
        (Column("x", format="date"), pd.Timestamp("2023-12-31"), "31/12/2023"),
    ],
)
def test_what_a_sheet_says_of_a_value(column: Column, value: object, expected: object) -> None:
    table = Table(pd.DataFrame({"name": ["a"], "x": [value]}), "x", [Column("name"), column])
    t = translator("vi")
    assert sheet_of(table, t, rows_of(table, t))["rows"][0][1] == expected


def test_a_csv_file_tells_a_spreadsheet_its_letters(shelf: Shelf) -> None:
    write_downloads(shelf, rows())
    assert (shelf.folder / "data" / "observations.csv").read_bytes().startswith(b"\xef\xbb\xbfscope,")


def test_the_edition_in_one_file_holds_the_pages_and_the_data_and_no_link_that_dies(shelf: Shelf) -> None:
    write_downloads(shelf, rows())
    text = whole(shelf)
    assert '<article id="poverty">' in text
    assert "1.731" in text
    assert re.findall(r'<a href="(?!data:|#)', text) == []
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    held = {
        name: base64.b64decode(content) for content, name in re.findall(r'base64,([^"]+)" download="([^"]+)"', text)
    }
    assert held["tables.xlsx"] == (shelf.folder / "data" / "tables.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(held["test-2023.zip"])) as archive:
        assert archive.read("observations.csv") == (shelf.folder / "data" / "observations.csv").read_bytes()


def test_the_edition_in_one_file_runs_nothing_but_its_own_script(shelf: Shelf) -> None:
    frame = pd.DataFrame({"name": ["</script><script>x()</script>"], "poor_households": [5.0]})
    write_page(shelf, "vi", Table(frame, "<img src=x>", [Column("name"), Column("poor_households", "x", "count")]))
    write_downloads(shelf, rows())
    assert is_harmless(whole(shelf))
    assert read(whole(shelf)).tags.count("script") == 2
    assert "script-src 'sha256-" in whole(shelf)


def test_pages_of_one_name_have_sheets_of_their_own_that_print_all_columns_on_a_sheet_of_paper() -> None:
    table, t = (
        Table(pd.DataFrame({"name": ["A"], "n": [5.0]}), "T", [Column("name"), Column("n", "n", "count")]),
        translator("vi"),
    )
    sheet = sheet_of(table, t, rows_of(table, t))
    book = openpyxl.load_workbook(io.BytesIO(workbook("T", [Sheets("Đất [ở]", "", [sheet]), Sheets("đất  ở", "", [sheet]), Sheets("Đất [ở]", "", [sheet]), Sheets("Chương trình mục tiêu quốc gia", "", [sheet])], [], t)))  # fmt: skip
    assert book.sheetnames[1:] == ["Đất  ở 1", "đất  ở 2", "Đất  ở 3", "Chương trình mục tiêu… 1"]
    assert {
        (each.sheet_properties.pageSetUpPr.fitToPage, each.page_setup.fitToHeight, each.page_setup.orientation)
        for each in book
    } == {(True, 0, "landscape")}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_hostile_text_is_only_text_in_a_workbook(name: str) -> None:
    text, t = TEXTS[name], translator("vi")
    frame = pd.DataFrame({"name": [text], "poor_households": [5.0]})
    table = Table(frame, text, [Column("name", text), Column("poor_households", "x", "count")], note=text)
    content = workbook(text, [Sheets(text, text, [sheet_of(table, t, rows_of(table, t))])], [text], t)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    assert sheet["B5"].value == 5


def test_the_same_input_gives_the_same_bytes(shelf: Shelf) -> None:
    folder = shelf.folder / "data"
    both = []
    for _ in range(2):
        write_downloads(shelf, rows().sample(frac=1), "key")
        both.append({path.name: path.read_bytes() for path in (*folder.iterdir(), *shelf.folder.glob("*.html"))})
    assert both[0] == both[1]


def test_internal_files_say_so(shelf: Shelf) -> None:
    inside = Shelf(replace(shelf.edition, audience=Audience.INTERNAL), shelf.notebooks)
    for lang in ("vi", "en"):
        write_page(inside, lang, poor())
    write_downloads(inside, rows())
    assert '<p class="band">NỘI BỘ' in (inside.folder / "test-2023-vi.internal.html").read_text(encoding="utf-8")
    contents = next(iter(sheets(inside.folder).values()))
    assert any("Nội bộ" in str(cell) for row in contents.iter_rows(values_only=True) for cell in row)
    described = json.loads((inside.folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert (described["audience"], "Internal" in described["description"]) == ("internal", True)


def test_nothing_in_the_public_files_says_why_a_figure_is_withheld(shelf: Shelf) -> None:
    """Small and secondary figures look alike: the audit stays in the office."""
    write_downloads(shelf, rows())
    everything = "".join(p.read_text(encoding="utf-8") for p in (shelf.folder / "data").glob("*.[cj]s*"))
    assert "secondary" not in everything
    with (shelf.folder / "data" / "observations.csv").open(encoding="utf-8-sig") as file:
        hidden = [row for row in csv.DictReader(file) if row["confidentiality"] == "C"]
    assert len(hidden) == 2
    assert len({tuple(v for k, v in row.items() if not k.startswith("unit")) for row in hidden}) == 1


def test_the_published_csv_of_two_periods_together_withstands_the_attack() -> None:
    """Both periods' files, as an outsider would join them, read back from their text."""
    scope = returns.scope(4)
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
    assert not Auditor(joined, scope, catalogue()).disclosed(scope.threshold, true)
