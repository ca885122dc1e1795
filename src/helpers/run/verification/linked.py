"""Links of pages: none of a made tree may lead to a file that is not there."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator, Set
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote

_LINK = re.compile(r'(<a\b[^>]*?)\shref="([^"#:]+\.html)(?:#[^"]*)?"')
_ANY = re.compile(r'<(?:a|img|link|script|area|image|use)\b[^>]*?\s(?:xlink:)?(?:href|src)="([^"#][^"]*)"')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)  # data:, mailto:, https:


def without_dead_links(page: str, file: str, there: Set[str]) -> str:
    """The page with links to pages of its period only where those are there: what was not made, or is gone, is plain text.

    file: where the page lies; there: the files of pages, which lie in the folder of their language; both below the period's reports.
    """

    def kept(found: re.Match[str]) -> str:
        target = normpath(f"{dirname(file)}/{html.unescape(found[2])}".lstrip("/"))
        return found[0] if target in there or "/" not in target or target.startswith("..") else found[1]

    return _LINK.sub(kept, page)


def dead_links(tree: Path) -> Iterator[tuple[Path, str]]:
    """Pages of a tree with a link that leads to no file, each with the link."""
    known: dict[Path, bool] = {}
    for page in sorted(tree.rglob("*.html")):
        for link in dict.fromkeys(_ANY.findall(page.read_text(encoding="utf-8", errors="replace"))):
            if _ELSEWHERE.match(link):
                continue
            target = Path(
                os.path.normpath(page.parent / unquote(html.unescape(link).partition("#")[0].partition("?")[0]))
            )
            if not known.setdefault(target, target.is_file()):
                yield page, link
