"""What the eye sees of worksheets in the XML of xlsx files; searched only where a mark occurs at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

from helpers.intake.formats import sight
from helpers.intake.formats.grid import position
from helpers.intake.formats.sight import BUILTIN_PERCENT, PLAIN, Font, Look, Place, Runs, Sight, look_of_format, runs_of

_N = r"(?:\w{1,20}:)?"
_ERROR = re.compile(
    rf'<{_N}c [^<>]{{0,100}}?r="([A-Z]{{1,3}}\d{{1,7}})"[^<>]{{0,200}}\bt="e"[^<>]{{0,200}}(?<!/)>'
    rf"(?:(?!</?{_N}[cv][ >]).)*<{_N}v>([^<]{{0,40}})<".encode(),
    re.DOTALL,
)
# A formula whose stored result is an empty text (t="str") has a result; it shows nothing, as it is meant to.
_FORMULA = re.compile(
    rf'<{_N}c (?![^<>]{{0,300}}\bt="str")[^<>]{{0,100}}?r="([A-Z]{{1,3}}\d{{1,7}})"[^<>]{{0,200}}>'
    rf"<{_N}f[^<>]{{0,300}}"
    rf"(?:/>|>([^<]*)</{_N}f>)\s{{0,50}}(?:<{_N}v(?:\s{{0,9}}/>|>(0?)</{_N}v>))?\s{{0,50}}</{_N}c>".encode()
)
_HIDDEN_ROW = re.compile(
    rf'<{_N}row (?=[^<>]{{0,400}}\b(?:hidden="(?:1|true)"|ht="[01]?(?:\.\d{{1,20}})?"))[^<>]{{0,400}}?\br="(\d{{1,7}})"'.encode()
)
_HIDES = (b"hidden=", b' ht="', b' width="')  # without them nothing is hidden: long sheets are not searched
_COLUMN = re.compile(rf"<{_N}col ([^<>]{{0,300}})>".encode())
_IN_CELL = rf'<{_N}c [^<>]{{0,200}}?r="([A-Z]{{1,3}}\d{{1,7}})"[^<>]{{0,200}}>'
_INLINE = re.compile(f"{_IN_CELL}<{_N}is>(.*?)</{_N}is>".encode(), re.DOTALL)
_ITEM = re.compile(rf"<{_N}si\b[^<>]{{0,50}}(?:/>|>(.*?)</{_N}si>)".encode(), re.DOTALL)
_RUN = re.compile(
    rf"<{_N}r>(?:<{_N}rPr>(.*?)</{_N}rPr>|<{_N}rPr\s?/>)?\s*<{_N}t[^<>]{{0,100}}>(.*?)</{_N}t>\s*</{_N}r>".encode(),
    re.DOTALL,
)
_RULED = re.compile(
    rf'<{_N}conditionalFormatting\b(?:[^<>]*?sqref="([^"]*)")?[^<>]*>(.*?)</{_N}conditionalFormatting>'.encode(),
    re.DOTALL,
)
_RULED_SINCE = re.compile(rf"<{_N}sqref>([^<]*)<".encode())  # rules of later versions tell their cells inside
_BARE = re.compile(rb'showValue="(?:0|false)"')  # bars and signs in the place of figures
_RANGE = re.compile(rb"([A-Z]{1,3}\d{1,7})(?::([A-Z]{1,3}\d{1,7}))?")
_OF_RULE = re.compile(rb'dxfId="(\d{1,6})"')
_STRUCK = re.compile(rf'<{_N}strike(?: val="(?:1|true)")?\s?/>'.encode())
_RAISED = re.compile(rf'<{_N}vertAlign val="(?:super|sub)script"\s?/>'.encode())
NARROW = 0.3  # widths of columns, in letters: narrower ones show nothing
WHITE = {"FFFFFFFF", "00FFFFFF"}


def sight_of(
    data: bytes, styles: Mapping[int, Look], texts: Mapping[int, Runs], hiding: Set[int] = frozenset()
) -> Sight:
    """What the eye sees of a worksheet's part. styles: looks by cell style; texts: marked shared strings by number.

    hiding: numbers of the looks by which a rule hides figures or strikes them out.
    """
    found = Sight()
    for ranges, rules in _RULED.findall(data) if b"onditionalFormatting" in data else ():
        cells = ranges or b" ".join(_RULED_SINCE.findall(rules))
        if hiding & set(map(int, _OF_RULE.findall(rules))) or _BARE.search(rules) or _STRUCK.search(rules):
            found.ruled += [(_place(first), _place(last or first)) for first, last in _RANGE.findall(cells)]
    if b"<f" in data or b":f>" in data or b":f " in data:
        found.faults |= _uncalculated(data)
    if b't="e"' in data:
        found.faults |= {_place(cell): ("error", _text(shown)) for cell, shown in _ERROR.findall(data)}
    if styles:
        found.looks = _looks(data, styles)
    if texts:
        found.runs = _shared_runs(data, texts)
    if _is_marked(data):
        cells = ((cell, _runs(inner)) for cell, inner in _INLINE.findall(data))
        found.runs |= {_place(cell): runs for cell, runs in cells if runs}
    if any(sign in data for sign in _HIDES):
        found.hidden_rows = {int(row) - 1 for row in _HIDDEN_ROW.findall(data)}
        found.hidden_columns = {at for columns in _COLUMN.findall(data) for at in _hidden(columns)}
    return found


def marked_texts(data: bytes) -> dict[int, Runs]:
    """Shared strings in which letters are struck out or raised, by number."""
    if not _is_marked(data):
        return {}
    found = ((at, _runs(match[1] or b"")) for at, match in enumerate(_ITEM.finditer(data)))
    return {at: runs for at, runs in found if runs}


def _is_marked(data: bytes) -> bool:
    return b"strike" in data or b"vertAlign" in data


def styled_looks(data: bytes) -> dict[int, Look]:
    """Looks of the cell styles that change what a figure says, by number. The part is known to be sound XML."""
    root = ElementTree.fromstring(data)  # noqa: S314 - declarations of entities were refused before
    codes = {int(each.get("numFmtId", -1)): each.get("formatCode", "") for each in _all(root, "numFmt")}
    fonts = [_font(each) for part in _all(root, "fonts") for each in part]
    fills = [each for part in _all(root, "fills") for each in part]
    shaded = {at for at, each in enumerate(fills) for colour in _all(each, "fgColor") if colour.get("rgb") not in WHITE}
    looks = {}
    for at, each in enumerate(entry for part in _all(root, "cellXfs") for entry in part):
        number, font, fill = (int(each.get(name, 0)) for name in ("numFmtId", "fontId", "fillId"))
        code = codes.get(number, "0%" if number in BUILTIN_PERCENT else "")
        look = sight.styled(fonts, font, code, fill in shaded)
        if look != PLAIN:
            looks[at] = look
    return looks


def hiding_looks(data: bytes) -> set[int]:
    """Numbers of the looks of rules that strike figures out or let nothing of them be seen."""
    root = ElementTree.fromstring(data)  # noqa: S314 - as in `styled_looks`
    looks = [each for part in _all(root, "dxfs") for each in part]
    formats = [{look_of_format(of.get("formatCode", "")).unseen for of in _all(each, "numFmt")} for each in looks]
    fonts = [{mark for of in _all(each, "font") for mark in _font(of)[::2]} for each in looks]
    return {at for at, marks in enumerate(zip(formats, fonts, strict=True)) if True in set().union(*marks)}


def _font(font: ElementTree.Element) -> Font:
    marks = {each.tag.rpartition("}")[2]: each for each in font}
    strike, align, colour = (marks.get(name) for name in ("strike", "vertAlign", "color"))
    struck = strike is not None and strike.get("val", "1") not in ("0", "false")
    raised = align is not None and align.get("val") in ("superscript", "subscript")
    is_ground = colour is not None and colour.get("theme") == "0" and not colour.get("tint")
    white = is_ground or (colour is not None and colour.get("rgb") in WHITE)
    name, size = (marks[tag].get("val", "") if tag in marks else "" for tag in ("name", "sz"))
    return Font(struck, raised, white or sight.is_illegible(name, float(size or 11)))


def _all(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (each for each in element.iter() if each.tag.rpartition("}")[2] == name)


def _looks(data: bytes, styles: Mapping[int, Look]) -> dict[Place, Look]:
    wanted = "|".join(map(str, sorted(styles)))
    cells = rf'<{_N}c (?=[^<>]{{0,200}}\bs="({wanted})")[^<>]{{0,200}}?\br="([A-Z]{{1,3}}\d{{1,7}})"'.encode()
    return {_place(cell): styles[int(style)] for style, cell in re.findall(cells, data)}


def _shared_runs(data: bytes, texts: Mapping[int, Runs]) -> dict[Place, Runs]:
    wanted = "|".join(map(str, sorted(texts)))
    cells = re.compile(
        rf'<{_N}c (?=[^<>]{{0,200}}\bt="s")[^<>]{{0,200}}?\br="([A-Z]{{1,3}}\d{{1,7}})"[^<>]{{0,200}}><{_N}v>({wanted})</'.encode()
    )
    return {_place(cell): texts[int(number)] for cell, number in cells.findall(data)}


def _uncalculated(data: bytes) -> dict[Place, tuple[str, str]]:
    """Formulas without a stored result, and those that store 0: whether that is their result, the sheet tells."""
    found = {}
    for cell, formula, zero in _FORMULA.findall(data):
        text = _text(formula)
        if '""' not in text:  # such a formula, as in our own forms, shows nothing until its cells are filled in
            found[_place(cell)] = ("zero" if zero else "formula", f"={text}")
    return found


def _hidden(attributes: bytes) -> range:
    """Columns from 0 that a <col> element hides."""
    named = dict(re.findall(rb'(\w+)="([^"]*)"', attributes))
    if named.get(b"hidden") not in (b"1", b"true") and float(named.get(b"width") or 1) >= NARROW:
        return range(0)
    first, last = (int(named.get(name, b"0")) for name in (b"min", b"max"))
    return range(first - 1, min(last, 16_384))


def _runs(inner: bytes) -> Runs | None:
    found = _RUN.findall(inner)
    return runs_of((_text(text), bool(_STRUCK.search(look)), bool(_RAISED.search(look))) for look, text in found)


def _place(cell: bytes) -> Place:
    return position(cell.decode())


def _text(data: bytes) -> str:
    return unescape(data.decode("utf-8", "replace"), {"&quot;": '"'})
