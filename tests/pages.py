"""Reading pages as a person would: the text without markup."""

from __future__ import annotations

import html
import re
from pathlib import Path

_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)


def text_of(path: Path) -> str:
    """What a page says, in one line, with single spaces."""
    visible = _HIDDEN.sub(" ", path.read_text(encoding="utf-8"))
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", visible)))


def text_of_all(folder: Path) -> str:
    """What the pages of a folder say together."""
    return " ".join(text_of(path) for path in sorted(folder.glob("*.html")))
