"""Tables in text files: csv of any usual encoding and separator, and pages that Excel saved as HTML."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from helpers.intake.formats.grid import Unreadable
from helpers.intake.formats.isolated import IsolatedReading
from helpers.intake.formats.sight import Sight, runs_of
from helpers.intake.formats.text_parsers import Merged, rows_of
from helpers.intake.text.syllable import is_syllable
from helpers.intake.text.vietnamese import repair

SHORT = 1_000_000  # characters of a text that is read without starting another process
SAMPLE = 100_000  # characters by which the separator is found
Table = tuple[str, list[list[object]], Merged, Sight]


def read_csv(data: bytes) -> list[Table]:
    """The one table of a csv file, as text cells."""
    text = decode(data)
    first = re.match(r"sep=([^\"\r\n])\r?\n", text)
    rest = f"{first[1]}\n{text[first.end() :]}" if first else _separator(text) + text  # lines count that of 'sep='
    return [("", _rows(rest), (), Sight())]


def _rows(text: str) -> list[list[object]]:
    """Rows of a text behind its separator; a long one, which could fill the memory, is read by the limited process."""
    if len(text) > SHORT:
        with IsolatedReading("csv", given=text.encode("utf-8", "replace")) as reading:
            return reading.result()
    try:
        return rows_of(text)
    except OverflowError as error:
        raise Unreadable("Q116", sheet="", printed=str(error).strip()) from error
    except SyntaxError as error:
        raise Unreadable("Q146", line=error.lineno) from error


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8, UTF-16, CP1258 or an old one-byte encoding: the one that reads most like Vietnamese."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        tried = [data.decode(encoding, "replace") for encoding in ("cp1252", "cp1258", "latin-1")]
        return max(tried, key=_likeness)


def _likeness(text: str) -> tuple[int, int]:
    """How much a text reads like Vietnamese once repaired: accented syllables, less what did not decode."""
    sample = repair(text[:20_000])
    words = [word for word in re.findall(r"[^\W\d_]+", sample) if not word.isascii()]
    return sum(map(is_syllable, words)) - 2 * sum(not is_syllable(word) for word in words), -sample.count("\ufffd")


def _separator(text: str) -> str:
    """The separator whose rows agree best in their length; of equals, the one that makes the most columns.

    Where most lines are words alone, as of a long note, the one of which most stand in rows that agree.
    """
    sample = "\n".join(text[:SAMPLE].splitlines()[:60])

    def agreement(separator: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=separator) if any(row)]
        [(width, rows)] = Counter(widths).most_common(1) or [(1, 0)]
        if width > 1:
            return round(rows / len(widths), 1), width
        several = Counter(each for each in widths if each > 1)
        return 0.0, max((rows * (each - 1) for each, rows in several.items()), default=0)

    return max(",;\t|", key=agreement)


def read_html(data: bytes) -> Iterator[Table]:
    """Every outermost table of a page, in order, named table1, table2 …; spanned cells are given as merged ranges."""
    found = re.search(rb'charset=["\']?([\w-]{1,40})', data[:4096])
    try:
        text = data.decode(found[1].decode("ascii")) if found else decode(data)
    except (LookupError, UnicodeError):
        text = decode(data)
    with IsolatedReading("html", given=text.encode("utf-8", "replace")) as reading:
        tables = reading.result()
    for number, (rows, merged, marks, hidden) in enumerate(tables, 1):
        found = {place: runs for place, pieces in marks.items() if (runs := runs_of(pieces))}
        yield f"table{number}", rows, merged, Sight(runs=found, hidden_rows=set(hidden))
