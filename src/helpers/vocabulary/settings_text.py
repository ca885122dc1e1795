"""The text of a TOML file: how it is decoded, what people mistype in it, and on which line each value stands.

`tomllib` says that something is wrong; here it is said what, to somebody who has never heard of TOML.
"""

from __future__ import annotations

import codecs
import errno
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

Place = tuple[str | int, ...]
MAX_BYTES = 5_000_000

_WHERE = re.compile(r"\(at line (\d+), column \d+\)")
_DATE_LIKE = re.compile(rb"(?m)^(\s*\w+\s*=\s*)(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(?=\s*(?:#.*)?$)")
_MERGE = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)")
_STRAIGHT = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\''
    r"|\#[^\n]*|[\[\]{}=,\n]|[^\s\"'#\[\]{}=,]+",
    re.DOTALL,
)


class Mistyped(Exception):
    """A text that is not TOML: the line (from 1) and what is wrong with it, in both languages."""

    def __init__(self, line: int, vi: str, en: str) -> None:
        super().__init__(en)
        self.line, self.vi, self.en = line, vi, en


def bytes_of(path: Path) -> bytes:
    """What a file holds, little more than MAX_BYTES of it. Raises OSError also for a pipe or a device."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a file")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def decoded(data: bytes) -> str:
    """The text of a file as editors of Windows save it: UTF-8 or, where it says so itself, UTF-16; any line ends, accents in one form."""
    if len(data) > MAX_BYTES:
        raise Mistyped(1, "tệp quá lớn", f"is larger than {MAX_BYTES / 1e6:.0f} MB")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Mistyped(
            line, "không phải UTF-8; hãy lưu tệp lại với bảng mã UTF-8", "is not UTF-8; save the file again as UTF-8"
        ) from error
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")


def dates_as_text(data: bytes) -> bytes:
    """A file in which values that look like dates and are none (2026-13-01, 01/01/2026) stand in quotes.

    TOML would else refuse the whole file; so each is a fault of its own entry.
    """
    return _DATE_LIKE.sub(lambda found: found[0] if _is_date(found[2]) else b'%b"%b"' % found.groups(), data)


def _is_date(written: bytes) -> bool:
    try:
        return len(written) == 10 and bool(date.fromisoformat(written.decode("ascii")))
    except ValueError:
        return False


def parsed(text: str) -> dict[str, Any]:
    """What a TOML text holds. Raises Mistyped, saying what to do about it."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        rows = text.split("\n")
        line = max(range(len(rows)), key=lambda at: rows[at].count("[") + rows[at].count("{")) + 1
        raise Mistyped(line, "có quá nhiều ngoặc lồng nhau", "holds too many brackets within brackets") from error
    except ValueError as error:  # tomllib.TOMLDecodeError, and a number too long to be one
        raise _mistyped(text, error) from error


def _mistyped(text: str, error: ValueError) -> Mistyped:
    rows = text.split("\n")
    if marks := [at for at, row in enumerate(rows, start=1) if _MERGE.match(row)]:
        span = f"{marks[0]}–{marks[-1]}"
        return Mistyped(
            marks[0],
            f"hai bản đã được trộn vào nhau ở các dòng {span}; hãy giữ một bản và xóa các dòng <<<<<<<, =======, >>>>>>>",
            f"two versions were merged here: lines {marks[0]} to {marks[-1]}; keep one and delete the lines <<<<<<<, =======, >>>>>>>",
        )
    if not isinstance(error, tomllib.TOMLDecodeError):
        line = next((at for at, row in enumerate(rows, start=1) if re.search(r"\d{300}", row)), 1)
        return Mistyped(line, "có số quá dài", "holds a number that is too long")
    where = _WHERE.search(str(error))
    if where is None:
        return Mistyped(
            _last_opened(rows),
            "có ngoặc hoặc dấu ngoặc kép mở ra ở đây mà không đóng lại trước cuối tệp",
            "opens a bracket or quotation mark that is not closed before the end of the file",
        )
    line = int(where[1])
    vi, en = _slip(rows[line - 1], _WHERE.sub("", str(error)).strip())
    return Mistyped(line, vi, en)


def _slip(row: str, words: str) -> tuple[str, str]:
    """What is wrong with a line that the parser stopped at; its own words where nothing common is."""
    if words.startswith(("Cannot overwrite", "Cannot declare", "Duplicate")):
        return "tên này đã có ở trên; hãy giữ một", "gives a name that stands above already; keep one of them"
    if "\\" in row:
        return "có dấu \\; hãy viết đường dẫn với dấu /", "holds a backslash; write paths with /"
    outside = re.sub(r"#.*", "", _STRAIGHT.sub("0", row))
    for slip in tomllib.loads(files("helpers.vocabulary").joinpath("slips.toml").read_text(encoding="utf-8"))["slip"]:
        if re.search(slip["pattern"], outside):
            return slip["vi"], slip["en"]
    return f"không phải TOML hợp lệ ({words})", f"is not valid TOML ({words})"


def _last_opened(rows: list[str]) -> int:
    """The last line that begins an entry: what is still open at the end of a file was opened there."""
    return max((at for at, row in enumerate(rows, start=1) if re.match(r"\s*[\w.\"'-]+\s*=", row)), default=1)


def lines_of(text: str) -> dict[Place, int]:
    """The line (from 1) of each table, entry and listed value of a text that parses, by the keys that lead to it."""
    walk = _Walk(text)
    walk.document()
    return walk.lines


class _Walk:
    """One pass over the tokens of a valid text."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0
        self.lines: dict[Place, int] = {(): 1}
        self.listed: dict[Place, int] = {}  # [[tables]] so far

    def document(self) -> None:
        """Tables and entries, to the end."""
        base: Place = ()
        while self._skip(""):
            if self._peek() == "[":
                base = self._header()
            else:
                self._entry(base)

    def _header(self) -> Place:
        line = self.tokens[self.at][1]
        self.at += 1
        many = self._peek() == "["
        self.at += many
        path: Place = ()
        *above, last = self._key("]")
        self.at += many
        for part in above:
            path = self._inside((*path, part))
        path = (*path, last)
        if many:
            self.lines.setdefault(path, line)
            self.listed[path] = self.listed.get(path, -1) + 1
        path = self._inside(path)
        self.lines.setdefault(path, line)
        return path

    def _inside(self, path: Place) -> Place:
        """The path of a table, in its latest copy where it is one of several."""
        return (*path, self.listed[path]) if path in self.listed else path

    def _entry(self, base: Place) -> None:
        line = self.tokens[self.at][1]
        path = base
        for part in self._key("="):
            path = (*path, part)
            self.lines.setdefault(path, line)
        self._value(path)

    def _value(self, path: Place) -> None:
        line = self.tokens[self.at][1]
        self.lines.setdefault(path, line)
        opened = self._peek()
        if opened == "[":
            self.at += 1
            position = 0
            while self._skip(",") and self._peek() != "]":
                self._value((*path, position))
                position += 1
        elif opened == "{":
            self.at += 1
            while self._skip(",") and self._peek() != "}":
                self._entry(path)
        else:
            while self.at < len(self.tokens) and self._peek() not in {",", "]", "}", "\n"}:
                self.at += 1
            return
        self.at += 1

    def _key(self, end: str) -> list[str]:
        """The parts of a key up to a sign, which is passed; the library takes quoted and dotted ones apart."""
        start = self.at
        while self._peek() != end:
            self.at += 1
        written = "".join(token for token, _ in self.tokens[start : self.at])
        self.at += 1
        parts: list[str] = []
        table: Any = tomllib.loads(f"{written} = 0")
        while isinstance(table, dict):
            ((part, table),) = table.items()
            parts.append(part)
        return parts

    def _peek(self) -> str:
        return self.tokens[self.at][0]

    def _skip(self, signs: str) -> bool:
        """Pass over line ends and signs; False at the end of the text."""
        while self.at < len(self.tokens) and self._peek() in {"\n", *signs}:
            self.at += 1
        return self.at < len(self.tokens)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Tokens with their lines; remarks are left out."""
    line = 1
    for found in _TOKEN.finditer(text):
        token = found[0]
        if not token.startswith("#"):
            yield token, line
        line += token.count("\n")
