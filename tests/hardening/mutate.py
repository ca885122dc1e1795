"""Mutations of workbooks: of cells, as clerks and malice make them, and of bytes, as disks and networks make them.

Everything is drawn from a seeded generator, so that a file that broke something can be made again from its number.
"""

from __future__ import annotations

import io
import random
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.hardening.books import WRITERS, Book, Cell, Sheet, compound, sound, zipped
from tests.hostile import TEXTS

NUMBERS: tuple[Cell, ...] = (
    -1, 0, 0.5, 1e15, 1e308, -1e308, 5e-324, 10**12, 99999999999, 3.1, 2040, 0.2238, 1e22, -0.0,
)  # fmt: skip
WORDS = (
    "đang cập nhật", "…", "-", "Như cột số 4", "1.731", "13.389", "99,13", "1,234.5", "12.3.4", "1e5", "0x10", "(5)", "5%",
    "hơn 216 tỷ đồng", "#DIV/0!", "#REF!", "NULL", "NaN", "inf", "-inf", "TRUE", "1/2", "31/02/2024", "2024-13-45",
    "Xã Đăk Nên", "XÃ ĐĂK RING", "X· §¾k Nªn", "Xã Không Có", "Tổng cộng", "23455", "٣٤", "½", "１２", "١٢", "1_000", " ", "\u00a0",
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A mutated file. `book` is what it was written from; None where its bytes were changed and nothing is certain."""

    number: int
    kind: str
    story: str
    data: bytes
    book: Book | None


def mutant(number: int, texts: tuple[str, ...] = tuple(TEXTS.values())) -> Mutant:
    """The mutant of a number: kinds of files take turns; two of three have changed cells, one has changed bytes."""
    rng = random.Random(number)
    kind = list(WRITERS)[number % len(WRITERS)]
    book = sound()
    if number % 3 == 0:
        data, story = _damaged(rng, kind, WRITERS[kind](book))
        return Mutant(number, kind, story, data, None)
    changes = [rng.choice(CELL_CHANGES) for _ in range(rng.randint(1, 4))]
    for change in changes:
        change(rng, book, texts)
    story = ", ".join(change.__name__ for change in changes)
    return Mutant(number, kind, story, WRITERS[kind](book), book)


Change = Callable[[random.Random, Book, tuple[str, ...]], None]


def _sheet(rng: random.Random, book: Book) -> Sheet:
    return rng.choice(book)


def _place(rng: random.Random, sheet: Sheet) -> tuple[int, int]:
    cells = sorted(sheet.cells()) or [(0, 0)]
    return rng.choice(cells)


def _put(sheet: Sheet, row: int, column: int, value: Cell) -> None:
    while len(sheet.rows) <= row:
        sheet.rows.append([])
    sheet.rows[row].extend([None] * (column + 1 - len(sheet.rows[row])))
    sheet.rows[row][column] = value


def hostile_text(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    _put(sheet, *_place(rng, sheet), rng.choice(texts))


def odd_word(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    _put(sheet, *_place(rng, sheet), rng.choice(WORDS))


def odd_number(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    _put(sheet, *_place(rng, sheet), rng.choice(NUMBERS))


def number_as_text(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    for (row, column), value in sheet.cells().items():
        if isinstance(value, int) and rng.random() < 0.3:
            sheet.rows[row][column] = rng.choice(
                [f"{value:,}".replace(",", "."), f" {value} ", f"{value}.0", f"'{value}"]
            )


def blank(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    _put(sheet, *_place(rng, sheet), None)


def swap_cells(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    (a, b), (c, d) = _place(rng, sheet), _place(rng, sheet)
    first, second = sheet.cells().get((a, b)), sheet.cells().get((c, d))
    _put(sheet, a, b, second)
    _put(sheet, c, d, first)


def swap_columns(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    _, one = _place(rng, sheet)
    _, two = _place(rng, sheet)
    for row in sheet.rows:
        row.extend([None] * (max(one, two) + 1 - len(row)))
        row[one], row[two] = row[two], row[one]


def shuffle_rows(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    start = rng.randrange(len(sheet.rows) + 1)
    tail = sheet.rows[start:]
    rng.shuffle(tail)
    sheet.rows[start:] = tail


def delete_row(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    if sheet.rows:
        del sheet.rows[rng.randrange(len(sheet.rows))]
        sheet.merged = ()


def repeat_row(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    if sheet.rows:
        at = rng.randrange(len(sheet.rows))
        sheet.rows.insert(rng.randrange(len(sheet.rows)), list(sheet.rows[at]))
        sheet.merged = ()


def delete_column(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    _, column = _place(rng, sheet)
    for row in sheet.rows:
        del row[column : column + 1]
    sheet.merged = ()


def insert_column(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    _, column = _place(rng, sheet)
    for row in sheet.rows:
        row.insert(column, rng.choice([None, 1, rng.choice(texts)]))
    sheet.merged = ()


def shift_column(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    _, column = _place(rng, sheet)
    values = [row[column] if column < len(row) else None for row in sheet.rows]
    for row, value in enumerate([None, *values]):
        _put(sheet, row, column, value)
    sheet.merged = ()


def repeat_sheet(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    book.append(Sheet(f"{sheet.name[:20]} ({len(book)})", [list(row) for row in sheet.rows], sheet.merged))


def delete_sheet(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    if len(book) > 1:
        book.pop(rng.randrange(len(book)))


def rename_sheet(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    _sheet(rng, book).name = f"{len(book)}{rng.choice(texts)[:20]}"


def no_merged(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    _sheet(rng, book).merged = ()


def far_cell(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    _put(_sheet(rng, book), rng.choice([200, 2_000, 20_000]), rng.choice([1, 30, 250]), rng.choice([7, "ghi chú"]))


def long_text(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    sheet = _sheet(rng, book)
    _put(sheet, *_place(rng, sheet), rng.choice(["x", "1", "Đăk ", "=", "%", "9,"]) * rng.choice([255, 3_000, 10_000]))


def decompose(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    _rewrite(_sheet(rng, book), lambda text: unicodedata.normalize("NFD", text))


def mojibake(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    _rewrite(_sheet(rng, book), lambda text: text.encode("utf-8", "replace").decode("latin-1"))


def no_accents(rng: random.Random, book: Book, texts: tuple[str, ...]) -> None:
    _rewrite(_sheet(rng, book), lambda text: text.encode("ascii", "ignore").decode())


def _rewrite(sheet: Sheet, change: Callable[[str], str]) -> None:
    for (row, column), value in sheet.cells().items():
        if isinstance(value, str):
            sheet.rows[row][column] = change(value)


CELL_CHANGES: tuple[Change, ...] = (
    hostile_text, hostile_text, odd_word, odd_word, odd_number, number_as_text, blank, swap_cells, swap_columns, shuffle_rows,
    delete_row, repeat_row, delete_column, insert_column, shift_column, repeat_sheet, delete_sheet, rename_sheet, no_merged,
    far_cell, long_text, decompose, mojibake, no_accents,
)  # fmt: skip


def _damaged(rng: random.Random, kind: str, data: bytes) -> tuple[bytes, str]:
    """Bytes changed in the file, or inside one part of a zipped or compound one, so that the damage gets past its checksum."""
    if kind in ("xlsx", "ods") and rng.random() < 0.6:
        return _damaged_part(rng, data)
    if kind == "xls" and rng.random() < 0.6:
        stream, story = _damaged_bytes(rng, data[512 * 3 :])
        return compound(stream), f"stream: {story}"
    return _damaged_bytes(rng, data)


def _damaged_part(rng: random.Random, data: bytes) -> tuple[bytes, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    name = rng.choice(sorted(parts))
    changed, story = _damaged_bytes(rng, bytes(parts[name]))  # type: ignore[arg-type]
    if rng.random() < 0.1:
        del parts[name]
        return zipped(parts), f"{name}: removed"
    return zipped({**parts, name: changed}), f"{name}: {story}"


def _damaged_bytes(rng: random.Random, data: bytes) -> tuple[bytes, str]:
    changed = bytearray(data)
    stories = []
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        way = rng.choice(BYTE_CHANGES)
        way(rng, changed)
        stories.append(way.__name__)
    return bytes(changed), ", ".join(stories[:5])


def flip(rng: random.Random, data: bytearray) -> None:
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def truncate(rng: random.Random, data: bytearray) -> None:
    del data[rng.randrange(len(data) + 1) :]


def zeros(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data) + 1)
    length = min(rng.choice([1, 16, 512]), len(data) - at)
    data[at : at + length] = bytes(length)


def drop(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data) + 1)
    del data[at : at + rng.choice([1, 4, 512])]


def repeat(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data) + 1)
    data[at:at] = data[at : at + rng.choice([1, 64, 4096])]


def insert(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data) + 1)
    data[at:at] = rng.choice(
        [b"<", b"&", b"\0", b"\xff\xff\xff\xff", b'"', b"<!DOCTYPE x>", b"]]>", b"\r\n", rng.randbytes(32)]
    )


def big_number(rng: random.Random, data: bytearray) -> None:
    if len(data) > 4:
        at = rng.randrange(len(data) - 4)
        data[at : at + 4] = struct.pack("<I", rng.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 65535, 1 << 20]))


BYTE_CHANGES = (flip, flip, flip, truncate, zeros, drop, repeat, insert, big_number)


def lying_zip(parts: dict[str, str | bytes], victim: str, declared: int) -> bytes:
    """A zip whose directory says that a part unpacks to `declared` bytes, whatever it unpacks to; the checksum fits the lie."""
    whole = zipped(parts)
    content = parts[victim] if isinstance(parts[victim], bytes) else str(parts[victim]).encode()
    real, lie = len(content), content[:declared]
    old = struct.pack("<I", zlib.crc32(content))
    changed = whole.replace(old, struct.pack("<I", zlib.crc32(lie)))
    return changed.replace(struct.pack("<I", real), struct.pack("<I", declared))
