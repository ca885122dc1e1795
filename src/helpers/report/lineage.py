"""What stands behind each number of a page: figures with file, sheet and cell, for the dialog that opens on the number.

A number is written as `<data value="…" data-o="3">`: its value for machines, and its place among the numbers of its
block. The block carries an entry for each in its metadata; the exporter puts those of all blocks of a page into one
JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from helpers.report.cells import Cell
from helpers.report.markup import attributes, escape, visible
from helpers.report.origins import Origin, series_of
from helpers.vocabulary.catalogue import detail_label, indicators
from helpers.vocabulary.coverage import BUT, is_partial
from helpers.vocabulary.language import Translator, format_date, format_number, format_share, with_qualifier
from helpers.vocabulary.state import State

KINDS = {"official": "official return", "published": "published figure", "demonstration": "demonstration data"}
MOST_FIGURES = 24  # behind one number; a sum over more says how many there are

#: A figure as texts in the order of FIGURE, and a number's entry: figures, those divided by, whether they give the number.
FIGURE = ("label", "unit", "value", "days", "workbook", "sheet", "cell", "printed", "kind", "covered", "revised")
Entry = dict[str, Any]


@dataclass(frozen=True)
class Teller:
    """Tells of figures in the reader's language. name: of a unit, by code and boundary version. day: as it is said."""

    t: Translator
    name: Callable[[str, str], str]
    day: Callable[[date], str]

    def entry(self, origin: Origin, exact: bool) -> Entry:
        """What the dialog says of a number. exact: the figures give it by adding and dividing, nothing else."""
        sides = (origin.observations, origin.divided_by)
        above, below = ([row for row in rows if row.state == State.KNOWN] for rows in sides)
        more = sum(max(len(rows) - MOST_FIGURES, 0) for rows in (above, below))
        told = {"a": self._told(above), "b": self._told(below), "x": exact and not more, "more": more}
        return {name: value for name, value in told.items() if value}

    def _told(self, rows: Sequence[Any]) -> list[list[str]]:
        return [self.figure(row) for row in rows[:MOST_FIGURES]]

    def figure(self, row: Any) -> list[str]:
        """One figure in words; what is not known is ''."""
        entry = indicators().get(row.indicator)
        label = entry.label[self.t.lang] if entry else row.indicator
        detail = detail_label(entry.details, row.detail, self.t.lang) if entry and row.detail else row.detail
        words = (
            f"{label}: {detail}" if detail else label,
            self.name(row.unit, row.boundary),
            self.value(row),
            self._days(row),
            *self._address(row),
            self.t(KINDS.get(row.kind, row.kind)),
            self._covered(row),
            self.t("another return gave another value") if getattr(row, "revised", False) else "",
        )
        return [visible(each) for each in words]

    def value(self, row: Any) -> str:
        """The value in its unit of measure."""
        entry = indicators().get(row.indicator)
        places = 0 if float(row.value).is_integer() else 2
        is_share = entry is not None and entry.measure == "share"
        told = format_share(row.value, self.t.lang) if is_share else format_number(row.value, self.t.lang, places)
        return with_qualifier(told, row.qualifier, self.t.lang)

    def _days(self, row: Any) -> str:
        first, last = (self.day(day.date()) for day in (row.start, row.as_of))
        return last if first == last else self.t("{first} to {last}", first=first, last=last)

    def _address(self, row: Any) -> tuple[str, str, str, str]:
        if not row.workbook:
            return self.t("added up from the units"), "", "", ""
        return row.workbook, row.sheet, row.cell, row.printed

    def _covered(self, row: Any) -> str:
        """'7/9: all but Xã Hiếu'; '' where the figure is no total of units or covers all."""
        covers = getattr(row, "covers", "")
        if not is_partial(covers):
            return getattr(row, "coverage", "")
        names = ", ".join(self.name(code, row.boundary) for code in covers.removeprefix(BUT).split())
        told = self.t("all but {units}", units=names) if covers.startswith(BUT) else names
        return f"{row.coverage}: {told}"


@dataclass
class Numbers:
    """The numbers of a block (`block`: its id on the page) as written, an entry each, and the figures that it shows."""

    block: str
    tell: Teller
    entries: list[Entry] = field(default_factory=list)
    shown: list[Origin] = field(default_factory=list)

    def html(self, text: str, value: float, origin: Origin, exact: bool) -> str:
        """A number of the block."""
        self.entries.append(self.tell.entry(origin, exact))
        if exact:  # a number worked out of many figures in another way shows none of them
            self.shown.append(origin)
        return f"<data{attributes(value=machine(value), data_o=len(self.entries) - 1)}>{escape(text)}</data>"

    def cell(self, cell: Cell) -> str:
        """The number of a table's cell; text that is none stays as it is."""
        self.shown.append(cell.origin)
        if cell.value is None or not cell.text:
            return escape(cell.text)
        return self.html(cell.text, cell.value, cell.origin, gives(cell.origin, cell.value))

    @property
    def details(self) -> dict[str, Any]:
        """What the block carries in its metadata."""
        told = {"numbers": {self.block: self.entries} if self.entries else {}, "shows": series_of(self.shown)}
        return {name: value for name, value in told.items() if value}


def apart(block: str, t: Translator) -> Numbers:
    """For what is written outside a page, where units go by their codes."""
    return Numbers(block, Teller(t, lambda code, boundary: code, partial(format_date, lang=t.lang)))


def gives(origin: Origin, value: float, tolerance: float = 0.0) -> bool:
    """Whether the figures give the value by adding and dividing, up to noise."""
    worked = origin.value
    return worked is not None and abs(worked - value) <= max(tolerance, 1e-6 * max(abs(value), 1.0))


def machine(value: float) -> str:
    """Twelve digits at most, '.' before decimals: noise of the computer is not told."""
    return f"{value:.12g}"


def pooled(blocks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The entries of blocks for a page: each text and each figure once, entries point to them.

    `texts`, `figures` (places of texts in the order of FIGURE), `numbers` (by block, a list of entries: places of
    figures).
    """
    texts: dict[str, int] = {}
    figures: dict[tuple[int, ...], int] = {}

    def placed(each: Sequence[str]) -> int:
        return figures.setdefault(tuple(texts.setdefault(text, len(texts)) for text in each), len(figures))

    def entry(told: Entry) -> Entry:
        return {name: [placed(each) for each in value] if name in "ab" else value for name, value in told.items()}

    numbers = {id: [entry(each) for each in told] for block in blocks for id, told in block.get("numbers", {}).items()}
    return {"texts": list(texts), "figures": [list(key) for key in figures], "numbers": numbers}


def json_html(told: Mapping[str, Any]) -> str:
    """JSON that can stand in a script element of data: nothing in it ends the element."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
