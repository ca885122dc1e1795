"""Reading pages as a person would: the text without markup."""

from __future__ import annotations

import html
import re
from pathlib import Path

_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)


def text_of(path: Path) -> str:
    """What a page says, in one line, with single spaces."""
    return _words(path.read_text(encoding="utf-8"))


def text_before_stamp(path: Path) -> str:
    """What a page says before the stamp of its making, which differs from run to run."""
    return _words(path.read_text(encoding="utf-8").partition('<div id="stamp">')[0])


def _words(page: str) -> str:
    visible = _HIDDEN.sub(" ", page)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", visible)))


def text_of_all(folder: Path) -> str:
    """What the pages of a folder say together."""
    return " ".join(text_of(path) for path in sorted(folder.glob("*.html")))
