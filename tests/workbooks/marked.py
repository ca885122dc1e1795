"""One return in which format carries meaning, in every kind of file that can carry it.

Biểu số 05 of two communes. E4 is 100 with a raised 1, E5 is 150 after a struck-out 999, F5 is #REF!, C5 is struck out as
a whole, the rates of column J are 0,25 shown as percent, and row 6, of a third commune, is hidden.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from tests.workbooks.binary import write_xlsb
from tests.workbooks.tables import HEADINGS, HIEU, NEN

TEM = "Xã Ngọk Tem"  # 23464
NUMBERS = [
    [1, NEN, 500, 400, "1001", 50, 10, 5, 0, 0.25, 12.5],
    [2, HIEU, 800, 600, "999150", "#REF!", 20, 6, 0, 0.25, 10],
    [3, TEM, 300, 200, 40, 20, 1, 1, 0, 0.2, 10],
]
ROWS: list[list[Any]] = [["BIỂU SỐ 05"], [], list(HEADINGS), *NUMBERS]
PERCENT_CELLS = {(3, 9), (4, 9), (5, 9)}
FINDINGS = {("Q221", "E4"), ("Q221", "E5"), ("Q207", "F5"), ("Q222", "C5"), ("Q228", "B6")}


def xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(row)
    raised, struck = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
    sheet["E4"] = CellRichText("100", TextBlock(raised, "1"))
    sheet["E5"] = CellRichText(TextBlock(struck, "999"), TextBlock(InlineFont(), "150"))
    sheet["F5"] = "#REF!"
    sheet["C5"].font = Font(strike=True)
    for row, column in PERCENT_CELLS:
        sheet.cell(row + 1, column + 1).number_format = "0.0%"
    sheet.row_dimensions[6].hidden = True
    book.save(path)
    return path


def xlsb(path: Path) -> Path:
    rows = [list(row) for row in ROWS]
    rows[4][5], rows[4][2] = ((0x17,), 0), (800, 2)
    for row, column in PERCENT_CELLS:
        rows[row][column] = (rows[row][column], 1)
    formats, fonts = [("0.0%", 0), ("General", 1)], [(8, 0), (0, 1)]
    runs = {"1001": [(3, 2)], "999150": [(0, 1), (3, 0)]}
    return write_xlsb(rows, path, formats, fonts, runs, hidden=[5])


def xls(path: Path) -> Path:
    """Needs xlwt, which is no dependency: marked.xls in this folder was written by this."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu")
    struck, raised = xlwt.Font(), xlwt.Font()
    struck.struck_out, raised.escapement = True, xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    crossed, percent = xlwt.XFStyle(), xlwt.XFStyle()
    crossed.font, percent.num_format_str = struck, "0.0%"
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            if (row, column) in PERCENT_CELLS:
                sheet.write(row, column, cell, percent)
            elif (row, column) == (4, 2):
                sheet.write(row, column, cell, crossed)
            elif (row, column) not in {(3, 4), (4, 4), (4, 5)}:
                sheet.write(row, column, cell)
    sheet.write_rich_text(3, 4, ["100", ("1", raised)])
    sheet.write_rich_text(4, 4, [("999", struck), "150"])
    sheet.row(4).set_cell_error(5, "#REF!")
    sheet.row(5).hidden = True
    book.save(str(path))
    return path


def ods(path: Path) -> Path:
    special = {
        (3, 4): '100<text:span text:style-name="up">1</text:span>',
        (4, 4): '<text:span text:style-name="out">999</text:span>150',
    }
    styles = dict.fromkeys(PERCENT_CELLS, "percent") | {(4, 2): "crossed"}
    rows = [[ods_cell(cell, styles.get((row, at), ""), special.get((row, at), "")) for at, cell in enumerate(cells)] for row, cells in enumerate(ROWS)]  # fmt: skip
    hidden = {5: ' table:visibility="collapse"'}
    body = "".join(
        f"<table:table-row{hidden.get(at, '')}>{''.join(cells)}</table:table-row>" for at, cells in enumerate(rows)
    )
    return write_ods(body, path)


def ods_cell(cell: Any, style: str = "", inner: str = "") -> str:
    """A cell of an open document; `inner` is its text with marks."""
    named = f' table:style-name="{style}"' if style else ""
    if cell == "#REF!":
        named += ' table:formula="of:=#REF!" office:string-value="" calcext:value-type="error"'
    if isinstance(cell, str):
        return (
            f'<table:table-cell{named} office:value-type="string"><text:p>{inner or cell}</text:p></table:table-cell>'
        )
    kind = "percentage" if style == "percent" else "float"
    return f'<table:table-cell{named} office:value-type="{kind}" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'


_NAMES = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
    }.items()
)
ODS_STYLES = """<office:automatic-styles>
<style:style style:name="white" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>
<style:style style:name="on blue" style:family="table-cell" style:parent-style-name="white"><style:table-cell-properties fo:background-color="#0000ff"/></style:style>
<number:percentage-style style:name="N1"><number:number number:decimal-places="1"/><number:text>%</number:text></number:percentage-style>
<number:number-style style:name="N2"><number:number number:display-factor="1000000"/></number:number-style>
<style:style style:name="percent" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="millions" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="crossed" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="up" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="out" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>
</office:automatic-styles>"""


def write_ods(rows: str, path: Path) -> Path:
    """One table of rows, as XML, as a document with the styles percent, millions, crossed, up and out."""
    tables = f'<table:table table:name="Biểu">{rows}</table:table>'
    space = f'{_NAMES} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = f'<?xml version="1.0"?><office:document-content{space}>{ODS_STYLES}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    return path


def html(path: Path) -> Path:
    """As Excel saves a web page: rates as shown, errors as text."""
    rows = [[str(cell).replace(".", ",") for cell in row] for row in ROWS]
    rows[3][4], rows[4][4], rows[4][2] = "100<sup>1</sup>", "<s>999</s>150", "<del>800</del>"
    for row, column in PERCENT_CELLS:
        rows[row][column] = f"{float(ROWS[row][column]):.1%}".replace(".", ",")
    hidden = {5: ' style="display:none"'}
    body = "".join(
        f"<tr{hidden.get(at, '')}>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for at, row in enumerate(rows)
    )
    path.write_text(f"<html><meta charset=utf-8><body><table>{body}</table></body></html>", encoding="utf-8")
    return path
