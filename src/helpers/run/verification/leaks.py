"""`commune attack`: tries to find out withheld counts from a public folder, as a reader with a solver would.

Two ways. The figures of all periods together (observations.csv) are reckoned with: see `protect.outsider`. And every
other file is searched for a number that stands where a figure is withheld: pages with their charts and hidden data,
workbooks, JSON, notebooks. Of the project it takes only which units a scope has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.protect.outsider import attack, public_relations
from helpers.vocabulary.catalogue import detail_label, indicators
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.identities import companions
from helpers.vocabulary.language import LANGUAGES
from helpers.vocabulary.observation import KEY, from_texts
from helpers.vocabulary.place import Scope

FIGURES = "observations.csv"
_MARKS = ("[c]", "bảo mật", "confidential")
_WHOLE = re.compile(r"[−+-]?(\d+|[1-9]\d{0,2}([.,]\d{3})+)")  # as pages write it: 1731, 1.731, 1,731
_NAMED = ["unit", "indicator", "detail"]


@dataclass(frozen=True)
class Leak:
    """A withheld count that a file tells: where, what stands there, and the public cells that tell it."""

    file: str
    found: str
    cells: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([f"{self.file}: {self.found}", *(f"    {cell}" for cell in self.cells)])


@dataclass(frozen=True)
class Attacked:
    """What a public folder gives away; unread: withheld counts that contradictory public figures say nothing of."""

    leaks: list[Leak]
    unread: list[str]


def attack_tree(folder: Path, scope: Scope) -> Attacked:
    """Every withheld count of a scope that its public folder (with a folder per period) gives away.

    Raises InputError where there are no figures below the folder.
    """
    files = sorted(folder.rglob(FIGURES))
    if not files:
        raise InputError(
            "{folder}: no {file} below this folder, so there is nothing to attack.", folder=folder, file=FIGURES
        )
    tables = {path: from_texts(pd.read_csv(path, dtype=str, keep_default_na=False)) for path in files}
    every = pd.concat(tables.values(), ignore_index=True)
    told = [leak for path, table in tables.items() for leak in _told_in_csv(path.relative_to(folder), table)]
    reckoned, unread = _reckoned(every, scope)
    told += [*_shown_elsewhere(every), *_shown_along(every), *reckoned]
    withheld = _Withheld(every, scope)
    for path in sorted(folder.rglob("*")):
        for found in _READERS.get(path.suffix, lambda *_: ())(path, withheld):
            told.append(Leak(path.relative_to(folder).as_posix(), found))
    return Attacked(list(dict.fromkeys(told)), unread)


def _told_in_csv(path: Path, table: pd.DataFrame) -> Iterator[Leak]:
    """Rows that are withheld and yet have a value or its text."""
    marked = table[(table["confidentiality"] == "C") & (table["value"].notna() | (table["printed"] != ""))]
    for row in marked.itertuples():
        yield Leak(path.as_posix(), f"{_name(row)} is withheld, but its row says {row.value if row.value == row.value else row.printed}")  # fmt: skip


def _shown_elsewhere(every: pd.DataFrame) -> list[Leak]:
    """Figures that one period withholds and another shows."""
    hidden = every.loc[every["confidentiality"].eq("C"), KEY].drop_duplicates()
    shown = every[every["value"].notna() & every["confidentiality"].ne("C")].merge(hidden, on=KEY)
    return [Leak(FIGURES, f"{_name(row)} is withheld in one period and shown as {row.value:g} in {row.period}") for row in shown.itertuples()]  # fmt: skip


def _shown_along(every: pd.DataFrame) -> list[Leak]:
    """Money and persons of households whose number is withheld; what others published is public already."""
    pairs = pd.DataFrame(companions(), columns=["indicator", "of"], dtype=str)
    shown = every[every["value"].notna() & every["kind"].ne("published")].merge(pairs, on="indicator")
    hidden = every.loc[every["confidentiality"].eq("C"), KEY].drop_duplicates().rename(columns={"indicator": "of"})
    told = shown.merge(hidden, on=[name for name in hidden if name != "indicator"])
    return [Leak(FIGURES, f"{row.of} is withheld, and {_name(row)}, shown as {row.value:g}, tells it") for row in told.itertuples()]  # fmt: skip


def _reckoned(every: pd.DataFrame, scope: Scope) -> tuple[list[Leak], list[str]]:
    """What follows from the figures of all periods together, and the names of counts of which nothing does."""
    relations = public_relations(every, scope)
    cells, told = list(relations.cells.itertuples()), []
    outcome = attack(relations.cells, relations.matrix, scope.threshold)
    for each in outcome.exposed:
        possible = f"{each.low:g}" if each.low == each.high else f"{each.low:g} to {each.high:g}"
        public = tuple(f"{_name(cells[at])} = {cells[at].value:g}" for at in each.told_by)
        found = f"{_name(cells[each.cell])} can only be {possible} (fewer than three values, or none from {scope.threshold} on)"
        told.append(Leak(FIGURES, found, public))
    return told, [_name(cells[at]) for at in outcome.unread]


def _name(row: Any) -> str:
    detail = f"/{row.detail}" if row.detail else ""
    return f"{row.unit} ({row.boundary}) {row.indicator}{detail} on {str(row.as_of)[:10]}"


def _as_written(known: pd.DataFrame) -> pd.DataFrame:
    """The figures, those of money once more in the millions and billions that pages write."""
    money = known[known["indicator"].isin([id for id, entry in indicators().items() if entry.kind == "amount"])]
    return pd.concat([known, *(money.assign(value=(money["value"] / size).round()) for size in (1e6, 1e9))])


class _Withheld:
    """Withheld figures by unit, with the words that name them, and which values are public for each on other days."""

    def __init__(self, every: pd.DataFrame, scope: Scope) -> None:
        hidden = every.loc[every["confidentiality"].eq("C"), _NAMED].drop_duplicates()
        known = every[every["value"].notna() & every["confidentiality"].ne("C")]
        self.public = _as_written(known).groupby(_NAMED)["value"].agg(set).to_dict()
        self.figures: dict[str, list[tuple[str, str]]] = {}
        for unit, indicator, detail in hidden.itertuples(index=False, name=None):
            self.figures.setdefault(unit, []).append((indicator, detail))
        self.units: dict[str, set[str]] = {}  # a name can be that of a unit before a merger and of another after it
        for unit in (unit for boundary in scope.boundaries for unit in (*boundary.units, boundary.total)):
            for name in (unit.name, unit.code, unit.short_name, unit.words("en")):
                self.units.setdefault(_plain(name), set()).add(unit.code)

    def told(self, units: set[str], words: str, heading: str, text: str) -> str:
        """What a number tells of a withheld figure of a unit, if `heading` names the figure; '' if nothing.

        units: those that the row can be of; a number that is public for one of them tells nothing.
        words: all that stands around the number. A number that is public for the figure on some day tells nothing new.
        """
        value = _value(text)
        if value is None:
            return ""
        found = [self._of_unit(unit, words, heading, text, value) for unit in sorted(units)]
        return found[0] if all(found) else ""

    def _of_unit(self, unit: str, words: str, heading: str, text: str, value: float) -> str:
        for indicator, detail in self.figures.get(unit, ()):
            public = self.public.get((unit, indicator, detail), ())
            if value not in public and _names(indicator, detail, words, heading):
                return f"{text} stands for {indicator}{f'/{detail}' if detail else ''} of {unit}, which is withheld"
        return ""


def _names(indicator: str, detail: str, words: str, heading: str) -> bool:
    """Whether a column is one of the figure: headed by its name, or by its member in a table that is named after it."""
    entry, head, around = indicators()[indicator], _plain(heading), _plain(words)
    for lang in LANGUAGES:
        label = _plain(entry.label[lang])
        if not detail:
            if head in {label, indicator}:
                return True
        elif head in {_plain(detail_label(entry.details, detail, lang)), detail} and _is_about(
            around, label, indicator
        ):
            return True
    return False


def _is_about(words: str, *names: str) -> bool:
    """Whether one of the names stands in the words as such: near-poor households are no poor ones."""
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", words) for name in names)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _value(text: str) -> float | None:
    """A whole number; None for shares, amounts with decimals and words."""
    text = text.strip()
    return float(re.sub(r"[.,]", "", text).replace("−", "-")) if _WHOLE.fullmatch(text) else None


def _in_grid(grid: list[list[str]], caption: str, unit: str, withheld: _Withheld) -> Iterator[str]:
    """Numbers of a table under the heading of a withheld figure; rows are units, or details of the page's unit."""
    if not grid:
        return
    header = grid[0]
    for row in grid[1:]:
        own = next((withheld.units[_plain(cell)] for cell in row[:2] if _plain(cell) in withheld.units), {unit})
        for at, text in enumerate(row):
            if at < len(header) and (found := withheld.told(own, f"{caption} {row[0]}", header[at], text)):
                yield found


class _Page(HTMLParser):
    """Tables with their captions, texts of charts by line, and what stands in attributes and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[tuple[str, list[list[str]], str]] = []
        self.lines: dict[tuple[int, int], list[str]] = {}
        self.hidden: list[tuple[int, int, int, str]] = []
        self.scripts: list[str] = []
        self._path: list[str] = []
        self._figure, self._y = 0, 0.0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._path.append(tag)
        if tag == "table":
            self.tables.append(("", [], str(self._figure)))
        elif tag == "tr" and self.tables:
            self.tables[-1][1].append([])
        elif tag in {"td", "th"} and self.tables and self.tables[-1][1]:
            self.tables[-1][1][-1].append("")
            place = (len(self.tables) - 1, len(self.tables[-1][1]) - 1, len(self.tables[-1][1][-1]) - 1)
            self.hidden += [(*place, value) for name, value in given.items() if name.startswith("data-")]
        elif tag == "figure":
            self._figure += 1
        elif tag == "text":
            self._y = float(given.get("y") or self._y)

    def handle_endtag(self, tag: str) -> None:
        while self._path and self._path.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "script" in self._path:
            self.scripts.append(data)
        elif "text" in self._path:
            self.lines.setdefault((self._figure, round(self._y / 4)), []).append(data.strip())
        elif self.tables and self.tables[-1][1] and {"td", "th"} & set(self._path[-4:]):
            self.tables[-1][1][-1][-1] += data
        elif self.tables and "caption" in self._path:
            caption, grid, figure = self.tables[-1]
            self.tables[-1] = (caption + data, grid, figure)


def _in_svg(path: Path, withheld: _Withheld) -> Iterator[str]:
    """Numbers on the line of a unit, in a picture of its own that says what it shows."""
    page = _Page(path.read_text(encoding="utf-8"))
    words = [text for texts in page.lines.values() for text in texts]
    for texts in page.lines.values():
        for units in (withheld.units[_plain(name)] for name in texts if _plain(name) in withheld.units):
            told = (withheld.told(units, " ".join(words), heading, text) for text in texts for heading in words)
            yield from set(filter(None, told))


def _in_page(html: str, unit: str, withheld: _Withheld) -> Iterator[str]:
    page = _Page(html)
    for caption, grid, figure in page.tables:
        yield from _in_grid([row for row in grid if row], caption, unit, withheld)
        for row in grid:
            if any(mark in cell for cell in row[1:] for mark in _MARKS) and not any(map(_value, row[1:])):
                yield from _beside_mark(row[0], int(figure), page)
    for table, row, column, value in page.hidden:  # an attribute is read as if it stood in its cell
        caption, grid, _ = page.tables[table]
        behind = [value if at == column else text for at, text in enumerate(grid[row])]
        yield from _in_grid([grid[0], behind], caption, unit, withheld)
    for text in page.scripts:
        yield from _in_text(text, withheld)


def _beside_mark(label: str, figure: int, page: _Page) -> Iterator[str]:
    """Numbers in a chart on the line of what its own table withholds."""
    for (chart, _), texts in page.lines.items():
        if chart == figure and figure and _plain(label) in map(_plain, texts):
            yield from (f"the chart writes {text} beside {label.strip()}, which its table withholds" for text in texts if _value(text) is not None)  # fmt: skip


def _in_text(text: str, withheld: _Withheld) -> Iterator[str]:
    """Objects of a JSON text that name a withheld figure and a value."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        return
    for entry in _objects(data):
        unit, indicator, value = (entry.get(name) for name in ("unit", "indicator", "value"))
        if isinstance(value, int | float) and unit and indicator in indicators():
            detail = str(entry.get("detail") or "")
            figure = (str(indicator), detail)
            if figure in withheld.figures.get(str(unit), ()) and value not in withheld.public.get((str(unit), *figure), ()):  # fmt: skip
                yield f"value {value:g} of {indicator}{f'/{detail}' if detail else ''} of {unit}, which is withheld"


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _objects(each)


def _in_notebook(path: Path, withheld: _Withheld) -> Iterator[str]:
    for cell in json.loads(path.read_text(encoding="utf-8")).get("cells", []):
        for output in cell.get("outputs", []):
            page = "".join(output.get("data", {}).get("text/html", []))
            yield from _in_page(page, path.stem, withheld)


def _in_workbook(path: Path, withheld: _Withheld) -> Iterator[str]:
    for sheet in pd.read_excel(path, sheet_name=None, header=None, dtype=str, engine="calamine").values():
        grid = sheet.fillna("").to_numpy().tolist()
        starts = [at for at, row in enumerate(grid) if sum(bool(cell) for cell in row) > 1][:1]
        caption = " ".join(cell for row in grid[: starts[0] if starts else 0] for cell in row)
        yield from _in_grid(grid[starts[0] :] if starts else [], caption, "", withheld)


_READERS = {
    ".html": lambda path, withheld: _in_page(path.read_text(encoding="utf-8"), path.stem.split(".")[0], withheld),
    ".json": lambda path, withheld: _in_text(path.read_text(encoding="utf-8"), withheld),
    ".svg": _in_svg, ".ipynb": _in_notebook, ".xlsx": _in_workbook,
}  # fmt: skip
