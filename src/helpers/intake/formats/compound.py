"""The streams of an old compound file ([MS-CFB]), a small file system of its own, and their records ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from helpers.intake.formats.grid import Unreadable

FREE = 0xFFFFFFFA  # sector numbers from here on end a chain
CONTINUE, END = 0x3C, 0x0A
SMALL_SECTOR = 64
Record = tuple[int, list[bytes]]  # kind, and the data with that of each CONTINUE record after it


class Compound:
    """A compound file. Raises struct.error, IndexError or ValueError for what is none."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        first_directory, _, self._least = struct.unpack_from("<III", data, 48)
        first_small, _, first_table, tables = struct.unpack_from("<IIII", data, 60)
        lists = list(struct.unpack_from("<109I", data, 76))
        for _ in range(min(tables, len(data) // self._size)):
            *more, first_table = self._numbers(self._sector(first_table))
            lists += more
        self._chain = [entry for number in lists if number < FREE for entry in self._numbers(self._sector(number))]
        self._small_chain = self._numbers(self._read(first_small))
        self._entries = list(self._directory(self._read(first_directory)))
        root = next((start for name, start, _ in self._entries if name == "Root Entry"), FREE)
        self._small = self._read(root)

    def streams(self) -> Iterator[tuple[str, bytes]]:
        """Every stream with its name."""
        for name, start, extent in self._entries:
            if extent and name != "Root Entry":
                yield name, (self._read_small(start) if extent < self._least else self._read(start))[:extent]

    def workbook(self) -> bytes:
        """The stream that holds the sheets. Raises Unreadable where there are two, IndexError where there is none."""
        found = [stream for name, stream in self.streams() if name in ("Workbook", "Book")]
        if len(found) > 1:  # of two versions of Excel
            raise Unreadable.twice("part")
        return found[0]

    def _directory(self, entries: bytes) -> Iterator[tuple[str, int, int]]:
        for at in range(0, len(entries) - 127, 128):
            length = struct.unpack_from("<H", entries, at + 64)[0]
            start, extent = struct.unpack_from("<II", entries, at + 116)
            yield entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace"), start, extent

    def _numbers(self, data: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _read(self, start: int) -> bytes:
        return b"".join(map(self._sector, _followed(self._chain, start, len(self._data) // self._size)))

    def _read_small(self, start: int) -> bytes:
        followed = _followed(self._small_chain, start, len(self._small) // SMALL_SECTOR)
        return b"".join(self._small[number * SMALL_SECTOR : (number + 1) * SMALL_SECTOR] for number in followed)


def _followed(chain: list[int], start: int, most: int) -> Iterator[int]:
    """The sectors of a chain; one that goes in circles ends once it has as many as there are."""
    for _ in range(most + 1):
        if start >= FREE:
            return
        yield start
        start = chain[start]


def records(stream: bytes, at: int) -> Iterator[Record]:
    """Records from a place to the end of their part."""
    held: Record | None = None
    for kind, body in every_record(stream, at):
        if kind == CONTINUE and held:
            held[1].append(body)
            continue
        if held:
            yield held
        held = (kind, [body])
        if kind == END:
            break
    if held:
        yield held


def every_record(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Every record of a stream from a place on, whatever part it belongs to."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
