"""Text into HTML. Every text that reaches a page passes `escape`; nothing else may write it."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import unicodedata

# Controls that hide or reverse what follows them (bidi overrides, marks, isolates) are shown instead of obeyed.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: object) -> str:
    """The text with its control characters written out: a right-to-left override reads '[U+202E]'."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", str(text))


def escape(text: object) -> str:
    """The text as HTML, safe between tags and inside quoted attributes."""
    return html.escape(visible(text), quote=True)


def attributes(**values: object) -> str:
    """Attributes with a leading blank each, in the order given; None and False are left out, `_` reads as `-`.

    A trailing `_` allows for Python's own words: `class_="n"`.
    """
    written = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        written.append(f" {name}" if value is True else f' {name}="{escape(value)}"')
    return "".join(written)


def policy_hash(text: str) -> str:
    """The hash by which a page's security policy allows a style or script of its own."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def slug(text: str) -> str:
    """An identifier from words: 'Hộ nghèo theo xã' is 'ho-ngheo-theo-xa'."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words)[:60].strip("-") or "section"


def tenths(number: float) -> str:
    """A number of a drawing with one decimal at most: a tenth of a pixel is finer than any screen here."""
    return f"{number:z.1f}".removesuffix(".0")


def shorten(text: object, length: int = 200) -> str:
    """The text on one line, cut with an ellipsis after `length` characters; by default as an alternative text."""
    line = " ".join(visible(text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
