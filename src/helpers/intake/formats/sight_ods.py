"""What the eye sees of tables in the XML of ods files; parsed only where a mark occurs at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers.expat import ParserCreate

from helpers.intake.formats import sight
from helpers.intake.formats.grid import position
from helpers.intake.formats.sight import ERROR_TEXT, PLAIN, Look, Sight, runs_of

_MARKS = re.compile(
    rb'calcext:value-type="error"|Err:|>#|line-through-(?:style|type)="(?!none)|text-position="(?!0%)|visibility="(?!visible)'
    rb'|fo:color="#ffffff"|calcext:condition |percentage-style|display-factor|[WwEe][IiEe][NnBb]dings|font-size="[12]pt|table:formula=|-spanned='
)
_BLANK = re.compile(rb"<number:text-style [^<>]*>(?:<number:text/>)?<style:map")  # ';;;'
_WHITE = "#ffffff"
_RANGE = re.compile(r"\.([A-Z]{1,3}\d{1,7})(?::(?:'[^']*'|[^\s.']*)\.([A-Z]{1,3}\d{1,7}))?")
MAX_REPEAT = 20_000  # cells or rows that one element may stand for and still be looked at one by one


def sights(content: bytes, styles: bytes = b"") -> dict[str, Sight]:
    """What the eye sees of each table by name. content, styles: the parts of those names, known to be sound XML."""
    if not (_MARKS.search(content) or _BLANK.search(styles)):
        return {}
    reader = _ContentReader()
    for part in (styles, content):
        if part:
            reader.read(part)
    return reader.found


@dataclass
class _Style:
    parent: str = ""
    format: str = ""
    struck: bool | None = None
    raised: bool | None = None
    white: bool | None = None
    shaded: bool | None = None


@dataclass
class _ContentReader:
    """Walks through a part from element to element; repeated rows and cells are counted, not written out."""

    found: dict[str, Sight] = field(default_factory=dict)
    styles: dict[str, _Style] = field(default_factory=dict)
    formats: dict[str, Look] = field(default_factory=dict)
    sight: Sight = field(default_factory=Sight)
    row: int = 0
    column: int = 0
    rows: int = 1
    hidden: bool = False
    cell: dict[str, str] = field(default_factory=dict)
    pieces: list[tuple[str, bool, bool]] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)
    style: str = ""
    format: str = ""
    shown: set[str] = field(default_factory=set)  # formats that show a figure
    parts: dict[str, list[str]] = field(default_factory=dict)  # formats for figures above, below and at 0
    defaults: list[str] = field(default_factory=list)
    ruled: str = ""  # cells of the rules that follow

    def read(self, part: bytes) -> None:
        parser = ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.letters
        parser.buffer_text = True
        parser.Parse(part, True)

    def start(self, name: str, given: dict[str, str]) -> None:
        match name:
            case "style:style":
                self.style = given.get("style:name", "")
                parent, format = (given.get(f"style:{name}-style-name", "") for name in ("parent", "data"))
                self.styles[self.style] = _Style(parent, format)
                self.styles[given.get("style:display-name", self.style)] = self.styles[self.style]
            case "style:text-properties":
                self._text_properties(given)
            case "style:table-cell-properties" if "fo:background-color" in given and self.style in self.styles:
                self.styles[self.style].shaded = given["fo:background-color"] not in ("transparent", _WHITE)
            case "number:percentage-style" | "number:number-style" | "number:currency-style" | "number:text-style":
                self.format = given.get("style:name", "")
                self.formats[self.format] = Look(percent=name == "number:percentage-style")
            case "number:number" | "number:scientific-number" | "number:fraction":
                self.shown.add(self.format)
                self._number(given)
            case "style:map" if not self.style:
                self.parts.setdefault(self.format, []).append(given.get("style:apply-style-name", ""))
            case "calcext:conditional-format":
                self.ruled = given.get("calcext:target-range-address", "")
            case "calcext:condition":
                look = self._look(given.get("calcext:apply-style-name", ""))
                cells = _RANGE.findall(self.ruled) if look.unseen or look.struck else ()
                self.sight.ruled += [(position(first), position(last or first)) for first, last in cells]
            case "table:table":
                self.sight = self.found.setdefault(given.get("table:name", ""), Sight())
                self.row, self.defaults = 0, []
            case "table:table-column":
                self._column(given)
            case "table:table-row":
                self.rows, self.column = _repeat(given, "table:number-rows-repeated"), 0
                self.hidden = given.get("table:visibility", "visible") != "visible"
            case "table:table-cell" | "table:covered-table-cell":
                self.cell, self.pieces = given, []
            case "text:span":
                self.spans.append(given.get("text:style-name", ""))

    def end(self, name: str) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self._end_cell()
            case "table:table-row":
                if self.hidden and self.rows <= MAX_REPEAT:
                    self.sight.hidden_rows |= set(range(self.row, self.row + self.rows))
                self.row += self.rows
            case "text:span":
                self.spans.pop()
            case "style:style":
                self.style = ""

    def letters(self, text: str) -> None:
        if self.cell and text.strip():
            marks = [self._marks(style) for style in self.spans]
            self.pieces.append((text, any(struck for struck, _ in marks), any(raised for _, raised in marks)))

    def _text_properties(self, given: Mapping[str, str]) -> None:
        if self.style in self.styles:
            kinds = (f"style:text-line-through-{kind}" for kind in ("style", "type"))
            lines = [given[kind] for kind in kinds if kind in given]
            place = given.get("style:text-position", "")
            known = self.styles[self.style]
            known.struck = any(line != "none" for line in lines) if lines else known.struck
            known.raised = not place.startswith("0%") if place else known.raised
            known.white = given["fo:color"] == _WHITE if "fo:color" in given else known.white
            size = re.fullmatch(r"([\d.]+)pt", given.get("fo:font-size", ""))
            if sight.is_illegible(given.get("style:font-name", ""), float(size[1]) if size else 11):
                known.white = True

    def _number(self, given: Mapping[str, str]) -> None:
        factor = given.get("number:display-factor", "1")
        if self.format in self.formats and re.fullmatch(r"1(?:000)+(?:\.0+)?", factor):
            self.formats[self.format] = self.formats[self.format]._replace(divisor=float(factor))

    def _column(self, given: Mapping[str, str]) -> None:
        count = min(_repeat(given, "table:number-columns-repeated"), MAX_REPEAT)
        if given.get("table:visibility", "visible") != "visible":
            self.sight.hidden_columns |= set(range(len(self.defaults), len(self.defaults) + count))
        self.defaults += [given.get("table:default-cell-style-name", "")] * count

    def _end_cell(self) -> None:
        count = _repeat(self.cell, "table:number-columns-repeated")
        is_filled = self.pieces or not {"office:value", "table:formula"}.isdisjoint(self.cell)
        if is_filled and count * self.rows <= MAX_REPEAT:
            for row in range(self.row, self.row + self.rows):
                for column in range(self.column, self.column + count):
                    self._note(row, column)
        self.column += count
        self.cell = {}

    def _note(self, row: int, column: int) -> None:
        down, across = (_repeat(self.cell, f"table:number-{name}-spanned") for name in ("rows", "columns"))
        if down > 1 or across > 1:
            self.sight.merged += (((row, column), (row + down - 1, column + across - 1)),)
        shown = "".join(text for text, _, _ in self.pieces).strip()
        formula = self.cell.get("table:formula", "")
        if self.cell.get("calcext:value-type") == "error" or (formula and ERROR_TEXT.fullmatch(shown)):
            self.sight.faults[row, column] = ("error", shown)
        elif formula and "office:value-type" not in self.cell:
            self.sight.faults[row, column] = ("formula", formula.partition(":")[2] or formula)
        default = self.defaults[column] if column < len(self.defaults) else ""
        is_word = formula.endswith(("TRUE()", "FALSE()")) and "office:value" in self.cell  # stored as 1 or 0
        look = self._look(self.cell.get("table:style-name") or default)._replace(other=is_word)
        if look != PLAIN:
            self.sight.looks[row, column] = look
        if runs := runs_of(self.pieces):
            self.sight.runs[row, column] = runs

    def _look(self, name: str) -> Look:
        struck, raised = self._marks(name)
        format = next((style.format for style in self._chain(name) if style.format), "")
        is_blank = format in self.parts and self.shown.isdisjoint([format, *self.parts[format]])
        unseen = is_blank or (self._is(name, "white") and not self._is(name, "shaded"))
        return self.formats.get(format, PLAIN)._replace(struck=struck, raised=raised, unseen=unseen)

    def _marks(self, name: str) -> tuple[bool, bool]:
        """Whether a style strikes out, and whether it raises or lowers."""
        return self._is(name, "struck"), self._is(name, "raised")

    def _is(self, name: str, mark: str) -> bool:
        """Whether a style has a mark; its parents decide what it leaves open."""
        given = (getattr(style, mark) for style in self._chain(name))
        return next((each for each in given if each is not None), False)

    def _chain(self, name: str) -> Iterator[_Style]:
        """A style and its parents; a circle ends where it began."""
        seen: set[str] = set()
        while name in self.styles and name not in seen:
            seen.add(name)
            yield self.styles[name]
            name = self.styles[name].parent


def _repeat(given: Mapping[str, str], name: str) -> int:
    return max(int(given.get(name, "1")), 1)
