"""Kinds of files: the same return says the same in each, and a bad file is one finding that says what to do."""

import shutil
import struct
import tracemalloc
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tests.hardening import books
from tests.workbooks.legacy import encode_tcvn3, encode_vni
from tests.workbooks.sheets import Book, sound, write_csv, write_html, write_xlsx

from helpers.intake.formats import text_parsers
from helpers.intake.formats.grid import Grid, Unreadable, address, position
from helpers.intake.formats.reading import read_workbook
from helpers.intake.formats.text_parsers import tables_of
from helpers.intake.formats.text_tables import decode, read_csv
from helpers.intake.text.numbers import is_disguised, parse_number

SAMPLES = Path(__file__).parents[1] / "workbooks"
FIGURE = ["unit", "boundary", "indicator", "detail", "value", "status", "cell"]


def texts(change=str) -> list[list[str]]:
    """The sound return as text, Vietnamese decimal commas in its rates."""
    return [
        [change(cell) if isinstance(cell, str) else f"{cell:.10g}".replace(".", ",") for cell in row]
        for row in sound().rows
    ]


def legacy(encode):
    return lambda folder: write_csv(texts(encode), folder / "a.csv", "latin-1", ";")


WRITERS = {
    "csv, UTF-8 with signature": lambda folder: write_csv(texts(), folder / "a.csv", "utf-8-sig"),
    "csv, UTF-16 with tabs": lambda folder: write_csv(texts(), folder / "a.csv", "utf-16", "\t"),
    "csv, semicolons": lambda folder: write_csv(texts(), folder / "a.csv", "utf-8", ";"),
    "csv, TCVN3": legacy(encode_tcvn3),
    "csv, VNI": legacy(encode_vni),
    "page saved by Excel": lambda folder: write_html(texts(), folder / "a.htm"),
    "page in TCVN3": lambda folder: write_html(texts(encode_tcvn3), folder / "a.htm", "windows-1252"),
    "xls": lambda folder: shutil.copy(SAMPLES / "sound.xls", folder),
    "ods": lambda folder: shutil.copy(SAMPLES / "sound.ods", folder),
}


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_the_same_return_says_the_same_in_every_kind_of_file(kind, folder, read):
    write_xlsx(sound(), folder / "a.xlsx")
    expected = read().observations[FIGURE]
    (folder / "a.xlsx").unlink()
    WRITERS[kind](folder)
    intake = read()
    pd.testing.assert_frame_equal(intake.observations[FIGURE], expected)
    assert set(intake.findings.code) <= {"Q201"}


def test_a_text_in_cp1258_is_read_whole():
    assert decode("Tỷ lệ".encode("cp1258", "ignore") or b"") is not None
    assert decode(b"H\xf4\xf2 ngh\xe8o, c\xe2\xf2n ngh\xe8o") == "H\u00f4\u0323 ngh\u00e8o, c\u00e2\u0323n ngh\u00e8o"


BAD_FILES = {
    "truncated": ("a.xlsx", lambda good: good[: len(good) // 2], "Q104"),
    "not a workbook": ("a.xlsx", lambda good: b"\x00\x01\x02" * 500, "Q104"),
    "empty": ("a.xlsx", lambda good: b"", "Q106"),
    "blank text": ("a.csv", lambda good: b"\n\n", "Q106"),
    "password": ("a.xlsx", lambda good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "Q105"),
    "xml of 2003": (
        "a.xls", lambda good: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Q104"
    ),
    "broken xls": ("a.xls", lambda good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "Q104"),
    "a letter": ("a.csv", lambda good: "Kính gửi: Phòng Lao động\nXin báo cáo".encode(), "Q107"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BAD_FILES))
def test_a_bad_file_is_one_error_and_the_others_are_read(name, folder, read):
    file, spoil, code = BAD_FILES[name]
    good = write_xlsx(sound(), folder / "good.xlsx")
    (folder / file).write_bytes(spoil(good.read_bytes()))
    intake = read()
    errors = intake.findings[intake.findings.severity == "error"]
    assert list(zip(errors.code, errors.workbook, strict=True)) == [(code, file)]
    assert len(intake.observations) == 140


@pytest.mark.parametrize(
    ("spoilt", "line"),
    [
        ('TT;Xã\n1;"Xã Hiếu" (cũ)\n2;Xã Pờ Ê\n', 2),
        ('TT;Xã\n1;Xã Hiếu\n2;"Xã Pờ Ê\n3;Xã Đăk Nên\n', 3),
        ('sep=;\nTT;Xã\n1;"Xã\nHiếu"\n2;"x"y\n', 5),
        ("TT;Xã\n" + "1;Xã Hiếu\n" * 120_000 + '2;"Xã Pờ Ê\n', 120_002),
    ],
    ids=["words after it", "never closed", "below a cell of two lines", "in a long file"],
)
def test_a_quotation_mark_that_leaves_open_where_cells_end_is_told_with_its_line(spoilt, line, folder, read):
    (folder / "a.csv").write_text(spoilt, encoding="utf-8")
    intake = read()
    assert intake.findings.code.tolist() == ["Q146"]
    assert f"line {line}:" in intake.findings.message_en[0]
    assert intake.observations.empty


def test_a_renamed_file_is_read_as_what_it_is(folder, read):
    write_xlsx(sound(), folder / "a.xlsx").rename(folder / "a.xls")
    intake = read()
    assert intake.findings.code.tolist() == ["Q119"]
    assert len(intake.observations) == 140


@pytest.mark.parametrize("heading", ["Họ và tên chủ hộ", "Số CCCD", "Ngày, tháng, năm sinh", "Hä vµ tªn"])
def test_a_list_of_persons_is_refused_whole_and_nothing_of_it_is_kept(heading, folder, read):
    book = sound()
    book.sheets["Danh sách"] = [["TT", heading, "Thôn", "Ghi chú"], ["1", "Nguyễn Thị Thử", "Thôn 1", ""]]
    book.hidden = {"Danh sách"}
    write_xlsx(book, folder / "a.xlsx")
    intake = read()
    assert intake.findings.code.tolist() == ["Q701"]
    assert len(intake.observations) == len(intake.cells) == 0
    assert not intake.findings.astype(str).apply(lambda column: column.str.contains("Nguyễn")).any().any()


def test_the_names_of_those_who_sign_are_not_kept(folder, read):
    write_xlsx(sound().put("G27", "Nguyễn Thị Thử"), folder / "a.xlsx")
    cells = read().cells
    assert cells[cells.cell == "G27"][["outcome", "text"]].to_numpy().tolist() == [["ignorable", ""]]


def test_several_forms_in_one_workbook_and_on_one_sheet_are_all_read(folder, read):
    from tests.workbooks.sheets import header

    from helpers.intake.layouts.layout import layout

    flow, lack = layout("flow_poor"), layout("deprivation_poor", date(2023, 12, 31))
    rows = [[flow.title], *header(flow)]
    rows += [["1", "Xã Hiếu", "Hộ", 10, 1, 2, 0, 0, 0, 3, 0, 10], ["", "", "Nhân khẩu", 40, 4, 8, 0, 0, 0, 12, 0, 40]]
    rows += [[], [lack.title], *header(lack), ["1", "Xã Hiếu", 10, 35, *[3] * 11, 2]]
    write_xlsx(Book({"Sheet1": sound().rows, "Sheet2": rows}), folder / "a.xlsx")
    intake = read()
    figures = intake.observations[intake.observations.sheet == "Sheet2"].set_index(["indicator", "detail"]).value
    assert intake.findings.empty
    assert figures["poor_household_flow", "end"] == 10
    assert figures["poor_person_flow", "new"] == 12
    assert figures["poor_households_deprived", "12"] == 2
    assert len(figures) == 18 + 14


def test_merged_headers_and_unit_names_reach_over_their_cells(folder, read):
    book = sound()
    book.merged = {
        "Sheet1": ["C8:D8", "E8:J8", "K8:P8", "E9:F9", "G9:H9", "I9:J9", "K9:L9", "M9:N9", "O9:P9", "A8:A10", "B8:B10"]
    }
    write_xlsx(book, folder / "a.xlsx")
    intake = read()
    assert intake.findings.empty
    assert len(intake.observations) == 140


def test_addresses_are_those_of_excel():
    assert [address(0, 0), address(9, 25), address(9, 26), address(65534, 701)] == ["A1", "Z10", "AA10", "ZZ65535"]
    assert position("AA10") == (9, 26)
    assert Grid("a", "b", [["x", ""], ["", 1.0]]).columns == [("x", ""), ("", 1.0)]


@pytest.mark.parametrize("heading", ["{number}", "Chỉ số {number}"])
def test_a_return_of_2027_under_bare_numbers_is_not_read_as_the_new_list(folder, read, heading):
    # the list of 2027 is another one, and its numbers are not official: number 11 may be anything
    rows = [["PHÂN TÍCH CÁC CHỈ SỐ THIẾU HỤT DỊCH VỤ XÃ HỘI CƠ BẢN CỦA HỘ NGHÈO"], [], []]
    numbers = [heading.format(number=number) for number in range(1, 13)]
    rows += [
        ["TT", "Phường/ Xã", "Tổng số hộ nghèo", "Tổng số thiếu hụt", "Chỉ số thiếu hụt", *[""] * 11],
        [*[""] * 4, *numbers],
    ]
    rows += [["1", "Xã Măng Bút", 40, 160, *range(1, 13)]]
    write_xlsx(Book({"Sheet1": rows}), folder / "a.xlsx")
    intake = read(as_of="2027-12-31", period="2027")
    figures = intake.observations
    assert "poor_households_deprived" not in set(figures["indicator"][figures["value"].notna()])
    assert len(intake.findings)


@pytest.mark.parametrize(
    "figure",
    [
        *("\u202e123", "12\u200f3", "\u2067123\u2069", "1\u200b23", "1.\ufeff731", "1\u00ad23"),  # not seen
        *("120\n350", "120\t350", "120 \n350", "120   350", "120\u2028350", "120\u200b\n350"),  # seen as two
        *("12\u0663", "1\uff12", "\u09ea7"),  # digits of two scripts: ٣, ２, ৪
    ],
)
def test_a_number_that_is_seen_otherwise_than_stored_is_not_used_and_its_cell_told(figure, folder, read):
    write_xlsx(sound().put("C13", figure), folder / "a.xlsx")
    intake = read()
    told = intake.findings[intake.findings.code == "Q214"]
    assert told[["workbook", "cell"]].to_numpy().tolist() == [["a.xlsx", "C13"]]
    assert told.sheet.all()
    assert not intake.observations[intake.observations.cell == "C13"].value.notna().any()


@pytest.mark.parametrize(
    "figure", ["\ufeff612", "612\n", "1 612", "1\u00a0612", "1\u202f612", "612 hộ\n(ước)", "\uff16\uff11\uff12"]
)
def test_marks_beside_a_number_and_one_space_in_it_take_nothing_from_it(figure):
    assert not is_disguised(figure)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        *(("120<br>350", "120\n350"), ("<p>120</p><p>350</p>", "120\n\n350"), ("<li>120<li>350", "120\n350")),
        *(("<table><tr><td>1</td><td>731</td></tr></table>", "1\n\n731"), ("<p>120<p>350", "120\n350")),
        *(("<b>1</b><i>.731</i>", "1.731"), ("1.<!-- x -->731", "1.731"), ("<p>1.731</p>", "1.731")),
        *(("Số <span hidden>9</span> hộ", "Số 9 hộ"), ("5&nbsp;000", "5\u00a0000"), ("5 <b> 000</b>", "5 000")),
    ],
)
def test_a_cell_of_a_page_has_the_lines_that_the_eye_sees(cell, read):
    [(rows, *_)] = tables_of(f"<table><tr><td>{cell}</td></tr></table>")
    assert rows == [[read]]


UNSEEN = [
    "5<span style='display:none'>9</span>00", "5<span hidden>9</span>00", "5<i style='visibility:hidden'>9</i>00",
    "5<b style='font-size:0'>9</b>00", "5<b style='opacity:0.0'>9</b>00", "5<b class=x>9</b>00", "5<script>9</script>00",
    "5<style>9</style>00", "5<template>9</template>00", "5<svg><text>9</text></svg>00", "5<ruby><rt>9</rt></ruby>00",
    "<bdo dir=rtl>005</bdo>", "<select><option>5<option>00</select>", "<textarea>500</textarea>", "5<x-y>9</x-y>00",
    "<div style='display:none'>500</div>", "5<math>9</math>00", f"{'<b>' * 99}5<b hidden>9",
]  # fmt: skip


@pytest.mark.parametrize("cell", UNSEEN, ids=range(len(UNSEEN)))
def test_a_figure_of_a_page_that_the_eye_sees_otherwise_is_no_figure(cell):
    page = "<style>.x {{color:red; display: none}}</style><table><tr><td>{}</td><td>7</td></tr></table>"
    [(rows, *_)] = tables_of(page.format(cell))
    assert "\ufffc" in rows[0][0]
    assert parse_number(rows[0][0]).problem
    assert rows[0][1] == "7"


@pytest.mark.parametrize(
    "page",
    [
        "<table style='display:none'>{}</table>", "<div hidden>\n<div>x</div><table>{}</table></div>", "<template><table>{}</table>",
        "<table><tbody style='display:none'>{}</tbody></table>", "<textarea><table>{}</table></textarea>",
        "<div hidden><table><tr><td>1</div></td></tr></table><table>{}</table>",
    ],
)  # fmt: skip
def test_rows_of_a_page_that_are_not_shown_are_hidden_rows(page):
    rows, _, _, hidden = tables_of(page.format("<tr><td>500</td></tr>"))[-1]
    assert (rows, hidden) == ([["500"]], [0])


def test_a_csv_is_refused_at_the_row_past_the_limit(folder, read, monkeypatch):
    monkeypatch.setattr(text_parsers, "MAX_ROWS", 40)
    write_csv(texts(), folder / "a.csv")
    assert "Q116" not in set(read().findings.code)
    (folder / "a.csv").write_bytes(b"a;b\n" * 40 + b"\n" * 1_000)
    (found,) = read().findings.to_dict("records")
    assert found["code"] == "Q116"
    assert found["printed"].startswith("41 ")  # nothing behind it was read


def test_a_long_text_of_line_ends_takes_little_memory_here():
    data = b"\n" * 3_000_000
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="Q116"):
            read_csv(data)
        assert tracemalloc.get_traced_memory()[1] < 10 * len(data)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("back", [4, 9])
def test_an_old_workbook_whose_sectors_go_in_circles_is_refused_and_not_read_for_ever(tmp_path, back):
    """The table of sectors follows the header of 512 bytes: each entry tells the sector that comes next."""
    data = bytearray(books.to_xls(books.sound()))
    struct.pack_into("<I", data, 512 + 4 * back, 2)  # where the stream begins
    (tmp_path / "a.xls").write_bytes(data)
    with pytest.raises(Unreadable) as refused:
        read_workbook(tmp_path / "a.xls")
    assert refused.value.code == "Q104"


def test_a_long_note_does_not_hide_by_what_the_cells_of_its_table_are_separated():
    note = "".join(f"Ghi chú thứ {number}\n" for number in range(40))
    [(_, rows, *_)] = read_csv(f"{note}Xã;Hộ;Hộ nghèo\nXã A;20;1,5\nXã B;30;2,5\n".encode())
    assert rows[-1] == ["Xã B", "30", "2,5"]


def test_a_file_that_the_system_does_not_let_be_read_is_a_finding_and_the_others_are_read(folder, read, monkeypatch):
    write_xlsx(sound(), folder / "a.xlsx")
    write_xlsx(sound(), folder / "b.xlsx")

    def refused(method):
        def opened(path, *given, **more):
            if path.name == "b.xlsx":
                raise PermissionError(13, "Permission denied", str(path))
            return method(path, *given, **more)

        return opened

    for name in ("open", "read_bytes"):
        monkeypatch.setattr(Path, name, refused(getattr(Path, name)))
    intake = read(sha256="0" * 64)
    assert set(intake.findings.loc[intake.findings.workbook == "b.xlsx", "code"]) == {"Q104"}
    assert set(intake.observations.workbook) == {"a.xlsx"}
