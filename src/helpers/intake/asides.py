"""Texts of a file beside its cells: comments, headers and footers, lists to choose from, names, drawings, properties.

None of them is ever a figure, and none leaves intake; they are looked at only for persons.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

# Where a person may stand, by part of the package: each finding of a pattern is one text. Bounded, as in `package`.
_XLSX = (
    (r"xl/(?:threaded)?comments/?[^/]*\.xml|xl/threadedcomments/.*", rb"<(?:\w+:)?(?:comment|threadedComment)\b.{0,20000}?</(?:\w+:)?(?:comment|threadedComment)>"),
    (r"xl/worksheets/.*\.xml|xl/chartsheets/.*\.xml", rb"<(?:\w+:)?(?:headerFooter|dataValidation)\b.{0,20000}?</(?:\w+:)?(?:headerFooter|dataValidation)>"),
    (r"xl/workbook\.xml", rb"<(?:\w+:)?definedName\b.{0,20000}?</(?:\w+:)?definedName>"),
    (r"xl/(?:drawings|charts)/.*\.(?:xml|vml)", rb"<(?:a:p|x:Anchor|div)\b.{0,20000}?</(?:a:p|div)>"),
    (r"docprops/.*\.xml", rb".{0,20000}"),
    (r"content\.xml", rb"<(?:office:annotation|table:content-validation|table:named-range|table:named-expression)\b.{0,20000}?(?:</office:annotation>|/>|>)"),
    (r"styles\.xml", rb"<style:(?:header|footer)\b.{0,20000}?</style:(?:header|footer)>"),
    (r"meta\.xml", rb".{0,20000}"),
)  # fmt: skip
_PLACES = tuple((re.compile(part), re.compile(text, re.DOTALL)) for part, text in _XLSX)
_AUTHORS = re.compile(
    rb"<(dc:creator|cp:lastModifiedBy|Manager|Company|meta:initial-creator|meta:printed-by)\b[^<>]*>[^<]{0,500}</\1>"
)
_TAG = re.compile(r"<[^<>]*>")
_SAID = re.compile(
    r"""\b(?:name|condition|table:name|table:condition)=["']([^"']*)["']"""
)  # attributes that hold words
_CODES = re.compile(r"&(?:[LCR]|\"[^\"]*\"|\d{1,3}|[A-Z])")  # in headers and footers: left, font, size, page …
_HTML = re.compile(rb"<!--(.{0,20000}?)-->|\b(?:title|alt)=\"([^\"]{0,2000})\"", re.DOTALL)
_WIDE_RUN = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00|[\x00-\xff][\x01\x1e]){9,500}")
_SHEET_END = b"</sheetData>"


def asides(path: Path, kind: str) -> Iterator[str]:
    """The texts beside the cells of a file of this kind, as far as they can be read."""
    if kind in ("xlsx", "xlsb", "ods"):
        with zipfile.ZipFile(path) as package:
            for part in package.infolist():
                yield from _of_part(part.filename.replace("\\", "/").lstrip("/").lower(), package, part)
    elif kind == "html":
        for comment, title in _HTML.findall(path.read_bytes()):
            yield unescape((comment or title).decode("utf-8", "replace"))


def _of_part(name: str, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[str]:
    if name.startswith("xl/") and name.endswith(".bin") and "comments" in name:
        for run in _WIDE_RUN.findall(package.read(part)):
            yield run.decode("utf-16-le", "replace")
        return
    for which, pattern in _PLACES:
        if which.fullmatch(name):
            data = _AUTHORS.sub(b"", package.read(part))  # every file has its author, and nothing asks for her
            if name.startswith("xl/worksheets/"):
                data = data[data.rfind(_SHEET_END) + 1 :]
            for found in pattern.findall(data):
                yield _text(found.decode("utf-8", "replace"))


def _text(markup: str) -> str:
    """The words of an element: its texts and what its attributes say."""
    said = " ; ".join(_SAID.findall(markup))
    words = unescape(unescape(_TAG.sub(" ; ", markup)))
    return f"{_CODES.sub(' ; ', words)} ; {unescape(said)}"
