"""The cells of a worksheet's XML as arrays: a quick look that tells a sheet written as programs write it from others."""

from __future__ import annotations

import re

import numpy as np

#: First letters of the elements of a sheet's rows, and a sign for each; a formula or value may be closed at once.
_TAGS = {
    b"ro": b"r", b"/r": b"R", b"c ": b"c", b"/c": b"C", b"f ": b"f", b"f>": b"f", b"/f": b"F", b"f/": b"g", b"v>": b"v",
    b"v ": b"v", b"/v": b"V", b"v/": b"w", b"is": b"i", b"/i": b"I", b"t>": b"t", b"t ": b"t", b"/t": b"T",
}  # fmt: skip
_SIGNS = np.zeros(1 << 16, dtype=np.uint8)
_SIGNS[[int.from_bytes(start, "big") for start in _TAGS]] = [sign[0] for sign in _TAGS.values()]
#: A cell holds at most a formula, then at most one value; taken out one after the other, they leave nothing.
_STEPS = (
    (b"g", b"fF"), (b"w", b"vV"), (b"cfF", b"c"), (b"cvV", b"k"), (b"citTI", b"k"), (b"kC", b""), (b"cC", b""),
    (b"e", b""), (b"rR", b""),
)  # fmt: skip
_NUMBERED = re.compile(rb'<row r="([1-9]\d{0,6})"')
_LONGEST = 3  # letters of a column


def extent(data: bytes) -> tuple[int, int] | None:
    """Rows and columns of a sheet's part that is known to be sound XML; None where it has to be looked at as XML.

    That is where anything in its rows is not as programs write it, or cells do not stand in order, each once.
    """
    start, end = data.find(b"<sheetData>") + len(b"<sheetData>"), data.find(b"</sheetData>")
    if end < start or data.count(b"<sheetData") > 1 or data.count(b"<?") > 1 or b"<!" in data or b"\0" in data:
        return None
    text = np.frombuffer(data, dtype=np.uint8)
    at = np.flatnonzero(text[start : end + 1] == ord("<")) + start
    opened, following = at[:-1], at[1:]
    signs = _SIGNS[(text[opened + 1].astype(np.uint16) << 8) | text[opened + 2]]
    is_cell = signs == ord("c")
    signs[is_cell & (text[following - 2] == ord("/")) & (text[following - 1] == ord(">"))] = ord("e")
    left, rows = signs.tobytes(), _NUMBERED.findall(data, start, end)
    for sequence, rest in _STEPS:
        left = left.replace(sequence, rest)
    is_row = signs == ord("r")
    if left or len(rows) != is_row.sum() or len(set(rows)) < len(rows):
        return None
    row = np.cumsum(is_row)[is_cell] - 1
    columns = _columns(text, opened[is_cell], rows, row)
    if columns is None or (np.diff(columns)[np.diff(row) == 0] <= 0).any():
        return None
    return max(map(int, rows), default=0), int(columns.max(initial=0))


def _columns(text: np.ndarray, opened: np.ndarray, rows: list[bytes], row: np.ndarray) -> np.ndarray | None:
    """The column, from 1, of the cells that begin at these places; None where one does not give it and its row at once."""
    expected = np.array([number + b'"' for number in rows], dtype="S8").view(np.uint8).reshape(-1, 8)[row]
    lead = text[opened[:, None] + np.arange(3, 9)]  # of '<c r="ABC12"'
    is_letter = (lead[:, 3:] >= ord("A")) & (lead[:, 3:] <= ord("Z"))
    count = np.logical_and.accumulate(is_letter, axis=1).sum(axis=1)
    figures = text[(opened + 6 + count)[:, None] + np.arange(8)]
    is_led = (lead[:, :3] == np.frombuffer(b'r="', dtype=np.uint8)).all()
    if not is_led or (count == 0).any() or ((figures != expected) & (expected != 0)).any():
        return None
    columns = np.zeros(len(opened), dtype=np.int64)
    for at in range(_LONGEST):
        columns = np.where(count > at, columns * 26 + lead[:, 3 + at] - ord("@"), columns)
    return columns
