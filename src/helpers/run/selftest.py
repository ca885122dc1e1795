"""`commune selftest`: whether this machine reads as it should. A small museum of what communes send, each file read.

Libraries, code pages and file systems differ from machine to machine. Each file of `museum/` is one table in another
dress; all must give the same figures.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from helpers.intake import read_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.message import Message, in_languages, message, together
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

_MUSEUM = Path(__file__).with_name("museum")


def selftest() -> Iterator[tuple[Message, str]]:
    """What each file is, with what is wrong with it here, '' if nothing is."""
    museum = tomllib.loads((_MUSEUM / "museum.toml").read_text(encoding="utf-8"))
    expected = {(unit, name): value for unit, figures in museum["figures"].items() for name, value in figures.items()}
    for file, words in museum["files"].items():
        yield in_languages(words), _fault(_figures(file), expected)


def _figures(file: str) -> dict[tuple[str, str], float]:
    """What a file gives as the only return of a period, by unit and indicator."""
    with tempfile.TemporaryDirectory(prefix="commune-selftest-") as folder:
        edition = Edition(Project(Path(folder)), "trial", Period.parse("2023"))
        edition.raw.mkdir(parents=True)
        shutil.copy(_MUSEUM / "scope.toml", edition.raw.parent)
        shutil.copy(_MUSEUM / file, edition.raw)
        listed = f'[[source]]\nfile = "{file}"\nkind = "demonstration"\nform = "catalogue"\n'
        (edition.raw / "sources.toml").write_text(listed, encoding="utf-8")
        rows = read_period(edition).observations
    return dict(zip(zip(rows["unit"], rows["indicator"], strict=True), rows["value"], strict=True))


def _fault(given: dict[tuple[str, str], float], expected: dict[tuple[str, str], float]) -> str:
    wrong = [
        message("{figure} is {given}, not {expected}", figure="/".join(key), given=given.get(key, message("not read")), expected=f"{value:g}")
        for key, value in expected.items()
        if given.get(key) != value
    ]  # fmt: skip
    wrong += [message("{figure} is too many", figure="/".join(key)) for key in given.keys() - expected.keys()]
    return together(wrong, "; ") if wrong else ""
