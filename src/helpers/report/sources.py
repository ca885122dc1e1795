"""Where figures were read: under a table each with workbook, sheet and cell, under a chart the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from helpers.report.cells import Cell, Column, Row
from helpers.report.markup import escape
from helpers.vocabulary.language import Translator, format_date

_KINDS = {"official": "official return", "published": "published figure", "demonstration": "demonstration data"}

MOST_NAMED = 3  # files under a chart; all are listed at the end of the page


def origins_html(caption: str, headed: Sequence[Column], rows: Sequence[Row], t: Translator) -> str:
    """A table of the same shape with cell addresses, under a numbered list of files; '' where nothing is known.

    One disclosure per table: a link in every figure would be hundreds of stops for those who move by keyboard.
    """
    numbers = _files(rows)
    if not numbers:
        return ""
    columns = [place for place in range(1, len(headed)) if any(_behind(row.cells[place]) for row in rows)]
    files = "".join(f"<li>{escape(_file(key, t))}</li>" for key in numbers)
    head = "".join(f'<th scope="col">{escape(headed[place].label)}</th>' for place in (0, *columns))
    body = "".join(_tr(row, columns, numbers, t) for row in rows)
    title = escape(t("Where these figures come from"))
    return (
        f'<details class="origins"><summary>{title}</summary><ol>{files}</ol>'
        f'<div class="scroll" role="region" tabindex="0" aria-label="{title}: {escape(caption)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


def source_line(rows: Sequence[Row], t: Translator) -> str:
    """What stands under a chart: the files that its figures were read from, or that they were calculated."""
    files = list(dict.fromkeys(key[0] for key in _files(rows)))
    if not files:
        return t("Source: calculated from the figures of this page.")
    more = len(files) - MOST_NAMED
    if more <= 0:
        return t("Source: {files}.", files=", ".join(files))
    return t.plural("Source: {files} and {n} more file.", "Source: {files} and {n} more files.", more, files=", ".join(files[:MOST_NAMED]))  # fmt: skip


def _behind(cell: Cell) -> list[Any]:
    return [row for row in cell.origin.all if row.workbook]


def _key(row: Any) -> tuple:
    return (row.workbook, row.sheet, row.as_of, row.kind)


def _files(rows: Sequence[Row]) -> dict[tuple, int]:
    """A number for each workbook, sheet and date, in the order of name, then date."""
    keys = {_key(observation) for row in rows for cell in row.cells for observation in _behind(cell)}
    return {key: number for number, key in enumerate(sorted(keys), 1)}


def _file(key: tuple, t: Translator) -> str:
    workbook, sheet, as_of, kind = key
    day: Any = pd.Timestamp(as_of)  # never missing: a figure always has a date
    place = workbook + (f", {t('sheet')} {sheet}" if sheet else "")
    return f"{place}: {t('as of')} {format_date(day.date(), t.lang)}, {t(_KINDS.get(kind, kind))}"


def _tr(row: Row, places: Sequence[int], numbers: dict[tuple, int], t: Translator) -> str:
    cells = "".join(f"<td>{_address(row.cells[place], numbers, t)}</td>" for place in places)
    return f'<tr><th scope="row">{escape(row.cells[0].text)}</th>{cells}</tr>'


def _address(cell: Cell, numbers: dict[tuple, int], t: Translator) -> str:
    """'2: E7', for a rate '2: E7 ÷ C7'; what was added up from rows says so."""
    if not cell.text:
        return "–"
    if not cell.origin.all or not _behind(cell):
        return escape(t("added up")) if cell.value is not None else "–"
    if len({_key(row) for row in cell.origin.all}) == 1:
        number = f"{numbers[_key(cell.origin.all[0])]}: "
        return escape(number + _formula(cell, lambda row: row.cell))
    return escape(
        _formula(cell, lambda row: f"{numbers[_key(row)]}: {row.cell}" if row.workbook else f"({t('added up')})")
    )


def _formula(cell: Cell, name: Callable[[Any], str]) -> str:
    sides = [" + ".join(map(name, rows)) for rows in (cell.origin.observations, cell.origin.divided_by) if rows]
    return " ÷ ".join(f"({side})" if " + " in side and len(sides) > 1 else side for side in sides)
