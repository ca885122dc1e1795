"""Tables that can be read, sorted and followed back: HTML from a frame."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from helpers.report.cell_marks import Mark, Surroundings, mark_of
from helpers.report.cells import DECIMALS, Cell, Column, Row
from helpers.report.lineage import Numbers
from helpers.report.markup import attributes, escape
from helpers.report.origins import INSTEAD, MARKS, Origin, Register, dimensions_of
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import Translator, format_date, format_number, format_share, with_qualifier

MOST, ENDS = 40, 10  # a table of more rows than the first shows so many from each end until it is opened
LONG = 20  # rows: a longer table may break over pages of paper, a shorter one moves to the next
FLAGS = ("flag", "met")
_LEAST = 5e7  # VND: less reads 0.0 in billions
WIDE = 7  # columns: a table of so many is set closer
_LEGEND = {
    "x": "… not available",
    "c": "“confidential” protects households in small groups",
    "z": "– does not occur",
    "p": "[p] provisional",
    "r": "[r] revised",
    "b": "[b] break in series",
    "e": "[e] estimated",
}


@dataclass(frozen=True)
class Table:
    """A table for a page. The first column names the rows.

    frame: one row per thing compared; its index or columns named unit, boundary, indicator, detail or as_of tell which
    observations stand behind a row. total: the index label of the total row; it stands last.
    symbols: marks of cells as (row label, column name) -> 'x', 'c', 'z', 'p', 'r', 'b' or 'e', over those that follow
    from the observations. fixed: dimensions that hold for the whole table. marks: small pictures in the cells of a
    column.
    """

    frame: pd.DataFrame
    caption: str
    columns: Sequence[Column]
    total: Hashable | None = None
    symbols: Mapping[tuple[Hashable, str], str] = field(default_factory=dict)
    note: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)


def rows_of(table: Table, t: Translator, register: Register | None = None) -> list[Row]:
    """Every row as written for the reader's language, the total last."""
    columns = headed(table, t)
    register = register or Register(pd.DataFrame())
    names = [name for name in table.frame.index.names if name]
    written = []
    for key, values in zip(table.frame.index, table.frame.to_dict("records"), strict=True):
        levels = dict(zip(names, key if isinstance(key, tuple) else (key,), strict=False))
        written.append(_row(table, key, {**levels, **values}, columns, t, register))
    ordered = sorted(written, key=lambda row: row.is_total)
    return _pictured(ordered, table, columns) if table.marks else ordered


def with_figures(table: Table, t: Translator, register: Register) -> Table:
    """The table without what tells nothing: columns that only the whole fills, and all of it if no other row has a figure.

    Of the whole alone cards and sentences tell. A withheld figure is told. Rows without figures stand where others have
    some: a reader sees who is missing. A table of words stays whole.
    """
    first, *others = [column for column in table.columns if column.format == "text" or column.name in table.frame]
    table = replace(table, columns=[first, *others])
    known = table.frame[[column.name for column in others if column.format != "text"]].notna()
    if known[table.frame.index != table.total].any().all():
        return table
    rows = rows_of(replace(table, marks={}), t, register)
    numeric = [at for at, column in enumerate(others, 1) if column.numeric]
    own = [row for row in rows if not row.is_total] or rows
    told = (row.cells[at] for row in own for at in numeric)
    if numeric and not any(cell.text or "c" in cell.marks for cell in told):
        return replace(table, frame=table.frame.iloc[:0])
    kept = [column for at, column in enumerate(others, 1) if _tells(column, [row.cells[at] for row in own])]
    return replace(table, columns=[first, *kept])


def _tells(column: Column, cells: Sequence[Cell]) -> bool:
    """Whether a column of figures has one, or a withheld one; of what is worked out, where each of them would be."""
    withheld = ["c" in cell.marks for cell in cells]
    return column.format == "text" or any(cell.text for cell in cells) or (all if column.part else any)(withheld)


def _pictured(rows: list[Row], table: Table, columns: Sequence[Column]) -> list[Row]:
    """The rows with the pictures of the marked columns."""
    tops = {f"{name}:max": float(table.frame[name].max()) for name in table.frame.select_dtypes("number")}
    known_of = dict(zip(table.frame.index, table.frame.to_dict("records"), strict=True))
    for place, column in ((at, column) for at, column in enumerate(columns) if column.name in table.marks):
        draw, drawn = mark_of(table.marks[column.name]), []
        body = (row.cells[place].value for row in rows if not row.is_total)
        known = [value for value in body if value is not None]
        whole = next((row.cells[place].value for row in rows if row.is_total), None)
        for row in rows:
            around = {**known_of.get(row.key, {}), **tops}
            cell, is_share = row.cells[place], column.format == "share"
            picture = draw(Surroundings(cell.value, cell.text, row.key, around, known, whole, is_share, row.is_total))
            cells = (*row.cells[:place], replace(cell, picture=picture), *row.cells[place + 1 :])
            drawn.append(replace(row, cells=cells))
        rows = drawn
    return rows


def _row(
    table: Table,
    key: Hashable,
    row: Mapping[Hashable, Any],
    columns: Sequence[Column],
    t: Translator,
    register: Register,
) -> Row:
    known = {**table.fixed, **dimensions_of(row)}
    cells = []
    for place, column in enumerate(columns):
        value, of_row = row.get(column.name), _of_row(column, row)
        is_figure = place > 0 and (column.format not in ("text", "date") or column.terms is not None)
        origin = _origin(value, of_row, known, register) if is_figure else Origin()
        if column.since and pd.notna(since := row.get(column.since)):
            earlier = register.origin_of(of_row.part, of_row.base, {**known, "as_of": since})
            origin = replace(origin, compared=earlier.all)
        cells.append(_cell(value, column, origin, table.symbols.get((key, column.name), ""), t))
    return Row(key, tuple(cells), table.total is not None and key == table.total, str(known.get("unit", "")))


def _of_row(column: Column, row: Mapping[Hashable, Any]) -> Column:
    """The column with the terms that a row names for it."""
    if column.terms is None:
        return column
    part, base = (tuple(str(row.get(name) or "").split()) for name in column.terms)
    return replace(column, part=part, base=base)


def _origin(value: Any, column: Column, known: dict[str, Any], register: Register) -> Origin:
    """What stands behind the value; nothing if the observations give another value, so that no wrong cell is named."""
    found = {**known, **column.at}
    if column.part or column.terms:
        return register.origin_of(column.part, column.base, found)
    named = column.indicator or (column.name if column.name in indicators() else "")
    if named:
        found["indicator"] = named
    if column.detail is not None:
        found["detail"] = column.detail
    origin = register.origin(found)
    expected = origin.value
    differs = expected is not None and not _missing(value) and abs(expected - value) > 1e-6 * max(abs(value), 1)
    return Origin() if differs else origin


def _cell(value: Any, column: Column, origin: Origin, symbol: str, t: Translator) -> Cell:
    if _missing(value):
        return Cell("", (symbol or next((m for m in origin.marks if m in INSTEAD), "x"),), origin)
    marks = tuple(m for m in dict.fromkeys((*origin.marks, symbol)) if m and m not in INSTEAD)
    if column.format == "text":
        return Cell(str(value), marks, origin)
    shown = float(value) / column.scale if column.numeric else value
    text = with_qualifier(written(shown, column.format, t, _places(shown, column, origin)), origin.qualifier, t.lang)
    return Cell(text, marks, origin, float(value) if column.numeric or column.format in FLAGS else None)


def _places(value: Any, column: Column, origin: Origin) -> int | None:
    """Decimals of a value: none beyond what the source said of one that it gave roughly ('hơn 216 tỷ đồng')."""
    if not origin.qualifier or not column.numeric:
        return column.decimals
    whole = float(value) * (100 if column.format == "share" else 1)
    return 0 if abs(whole - round(whole)) < 1e-6 else column.decimals


def _missing(value: Any) -> bool:
    return not value.strip() if isinstance(value, str) else bool(pd.isna(value))


def written(value: Any, format: str, t: Translator, decimals: int | None = None) -> str:
    """A value in the reader's language: '1.731', '22,38%', '+2,10', '31/12/2023', 'có'."""
    if format == "text":
        return str(value)
    if format == "date":
        return value if isinstance(value, str) else format_date(value.date(), t.lang, short=True)
    if format == "flag":
        return t("yes") if value else t("no")
    if format == "met":
        return t("met") if value else t("not yet")
    places = DECIMALS[format] if decimals is None else decimals
    size = abs(float(value))
    text = format_share(size, t.lang, places) if format == "share" else format_number(size, t.lang, places)
    if not text.strip("0.,%"):
        return text  # no sign for what rounds to zero
    return ("−" if value < 0 else "+" if format in {"points", "change"} else "") + text


def headed(table: Table, t: Translator) -> list[Column]:
    """The columns with their headings; all amounts of money of a table are in one unit, named there."""
    columns = [replace(column, label=column.label or _heading(column, t)) for column in table.columns]
    money = {each.name for each in columns if each.format == "money" and each.scale == 1} & set(table.frame)
    told = unit_of_money(table.frame[[*money]], t) if money else (1.0, "")
    return [_in(each, table.frame[each.name], *told) if each.name in money else each for each in columns]


def _in(column: Column, amounts: pd.Series, scale: float, unit: str) -> Column:
    """The column of money in a unit, without decimals where all its amounts are whole."""
    return replace(column, label=f"{column.label} ({unit})", scale=scale, decimals=places_of_money(amounts, scale))


def unit_of_money(amounts: pd.DataFrame | pd.Series, t: Translator) -> tuple[float, str]:
    """The unit in which a reader meets these amounts (VND), none of which may round to 0: its size in VND and its name."""
    sizes = pd.Series(amounts.to_numpy(float).ravel()).abs().loc[lambda size: size != 0]
    return (1e6, t("VND million")) if sizes.max() < 1e9 or sizes.min() < _LEAST else (1e9, t("VND billion"))


def places_of_money(amounts: pd.Series, scale: float) -> int | None:
    """No decimals for amounts that are all whole in their unit; else as usual."""
    return 0 if (amounts.dropna().astype(float) / scale % 1 == 0).all() else None


def _heading(column: Column, t: Translator) -> str:
    entry = indicators().get(column.indicator or column.name)
    return entry.label[t.lang] if entry else t("Name") if column.name == "name" else column.name


def marks_of(rows: Sequence[Row]) -> set[str]:
    """Every mark that the rows use."""
    return {mark for row in rows for cell in row.cells for mark in cell.marks}


def symbol(mark: str, t: Translator) -> str:
    """A mark as readers know it: '…' and '–' as in yearbooks, 'confidential' as a word, others in brackets."""
    return {"x": "…", "z": "–", "c": t("confidential")}.get(mark, f"[{mark}]")


def legend(rows: Sequence[Row], t: Translator) -> str:
    """The symbols that these rows use, explained; '' where there are none."""
    used = marks_of(rows)
    told = [t(_LEGEND[mark]) for mark in MARKS if mark in used]
    for mark in sorted(used - set(MARKS)):
        covered, due = (format_number(int(units), t.lang) for units in mark.split("/"))
        told.append(t("[{mark}] covers {covered} of {expected} units only", mark=mark, covered=covered, expected=due))
    return "; ".join(told)


def is_demonstration(rows: Sequence[Row]) -> bool:
    """Does an illustrative figure stand in the rows?"""
    return any(cell.origin.demonstration for row in rows for cell in row.cells)


def kind_note(made_up: Collection[bool], t: Translator) -> str:
    """'Demonstration data' where all figures of a known kind are made up, or that some are; '' where none is."""
    if True not in made_up:
        return ""
    partly = t("Partly demonstration data; the other figures are published or official.")
    return partly if False in made_up else t("Demonstration data")


def _kind_note(rows: Sequence[Row], t: Translator) -> str:
    return kind_note({cell.origin.demonstration for row in rows for cell in row.cells if cell.origin.all}, t)


def table_html(table: Table, t: Translator, rows: Sequence[Row], numbers: Numbers, bare: bool = False) -> str:
    """The table (`rows` as of `rows_of`) in its scroll region, with legend and notes unless `bare`."""
    id = numbers.block
    columns = headed(table, t)
    resting = set() if bare else _resting(rows, columns)
    body = "".join(_tr(row, columns, numbers, row.key in resting) for row in rows if not row.is_total)
    totals = "".join(_tr(row, columns, numbers) for row in rows if row.is_total)
    units = [attributes(class_=_class(column), data_u=column.at.get("unit")) for column in columns]
    heads = "".join(f'<th scope="col"{said}>{escape(column.label)}</th>' for said, column in zip(units, columns, strict=True))  # fmt: skip
    kind = "sortable" if len(rows) > 2 else "plain"
    opens = t("Show every row ({n}); without this, the first {ends} and the last {ends}", n=len(rows), ends=ENDS)
    look = "scroll" + " long" * (len(rows) > LONG) + " wide" * (len(columns) >= WIDE)
    parts = [
        f'<details class="all"><summary>{escape(opens)}</summary></details>' if resting else "",
        f'<div class="{look}" role="region" tabindex="0" aria-labelledby="{id}">',
        f'<table class="{kind}" data-b="{id}"><caption id="{id}"><span>{escape(table.caption)}</span></caption>',
        f"<thead><tr>{heads}</tr></thead>",
        f"<tbody>{body}</tbody>",
        f"<tfoot>{totals}</tfoot>" if totals else "",
        "</table></div>",
    ]
    if not bare:
        parts.append(notes_html(rows, t, table.note))
    return "".join(parts)


def notes_of(rows: Sequence[Row], t: Translator, *notes: str, pictured: bool = True) -> list[str]:
    """What stands under a table or chart: symbols in use and, where they are drawn, what its marks show; then notes."""
    keys = dict.fromkeys(cell.picture.key for row in rows for cell in row.cells if pictured)
    symbols = "; ".join(filter(None, (*(t(key) for key in keys if key), legend(rows, t))))
    return [note for note in (f"{t('Symbols')}: {symbols}." if symbols else "", *notes) if note]


def notes_html(rows: Sequence[Row], t: Translator, *notes: str) -> str:
    """`notes_of` as HTML, and that figures are illustrative, said once."""
    html = "".join(f'<p class="note">{escape(note)}</p>' for note in notes_of(rows, t, *notes))
    kind = _kind_note(rows, t)
    return html + (f'<p class="note"><strong>{escape(kind)}</strong></p>' if kind else "")


def sheet_of(table: Table, t: Translator, rows: Sequence[Row]) -> dict[str, Any]:
    """The table for a spreadsheet, as JSON holds it: caption, head, rows of texts and numbers, count of totals, notes.

    A number is [value, pattern] at full precision, in the unit of its heading; its symbols stand in the pattern.
    """
    columns = headed(table, t)
    kind = _kind_note(rows, t)
    return {
        "caption": table.caption,
        "head": [[column.label, column.numeric] for column in columns],
        "rows": [[_entry(cell, column, t) for cell, column in zip(row.cells, columns, strict=True)] for row in rows],
        "totals": sum(row.is_total for row in rows),
        "notes": [*notes_of(rows, t, table.note, pictured=False), *([kind] if kind else [])],
    }


def _entry(cell: Cell, column: Column, t: Translator) -> str | list[Any]:
    marks = "".join(f" {symbol(mark, t)}" for mark in cell.marks)
    if cell.value is None or not column.numeric:
        return (cell.text + marks).strip()
    value, before = cell.value / column.scale, with_qualifier("", cell.origin.qualifier, t.lang)
    return [value, _pattern(column.format, _places(value, column, cell.origin), before, marks)]


def _pattern(format: str, decimals: int | None, before: str, after: str) -> str:
    """How a spreadsheet shows a number: '#,##0', '0.00%', '+0.00;-0.00;0.00'; words and symbols quoted around it."""
    places = DECIMALS[format] if decimals is None else decimals
    plain = ("0" if format == "share" else "#,##0") + ("." + "0" * places if places else "")
    plain += "%" if format == "share" else ""
    signs = ("+", "-", "") if format in {"points", "change"} else ("",)
    quoted = [f'"{text}"' if text else "" for text in (before.replace('"', ""), after.replace('"', ""))]
    return ";".join(quoted[0] + sign + plain + quoted[1] for sign in signs)


def _resting(rows: Sequence[Row], columns: Sequence[Column]) -> set[Hashable]:
    """The rows of a long table that show when it is opened: all but the first and last with a first figure."""
    body = [row for row in rows if not row.is_total]
    first = next((place for place, column in enumerate(columns) if column.numeric), 0)
    told = [row.key for row in body if row.cells[first].value is not None]
    if len(body) <= MOST or not told:
        return set()
    return {row.key for row in body} - {*told[:ENDS], *told[-ENDS:]}


def _class(column: Column) -> str | None:
    return "n" if column.numeric else "t" if column.format == "text" else "d" if column.format == "date" else None


def _tr(row: Row, columns: Sequence[Column], numbers: Numbers, is_resting: bool = False) -> str:
    name, *cells = zip(row.cells, columns, strict=True)
    t = numbers.tell.t
    written = [_cell_html(*name, escape(name[0].text), t, "th")]
    written += [_cell_html(cell, column, numbers.cell(cell), t) for cell, column in cells]
    look = attributes(class_="rest" if is_resting else None, data_u=row.unit or None)
    return f"<tr{look}>{''.join(written)}</tr>"


def _cell_html(cell: Cell, column: Column, content: str, t: Translator, tag: str = "td") -> str:
    symbols = "".join(f' <span class="mark">{escape(symbol(mark, t))}</span>' for mark in cell.marks)
    picture = cell.picture
    sign = f' <span class="sign">{escape(picture.sign)}</span>' if picture.sign else ""
    written = f'<span class="v">{content}</span>' if picture.svg else content
    text = (picture.svg + written + sign + symbols).strip()
    look = " ".join(filter(None, (_class(column), "m" if picture.svg else "", f"h{picture.shade}" if picture.shade is not None else "")))  # fmt: skip
    return f"<{tag}{attributes(scope='row' if tag == 'th' else None, class_=look or None)}>{text}</{tag}>"
