"""What a reader meets: pages measured in a headless Chromium against the marks for height, sheets, weight and text.

`python -m benchmarks.pages reports/kon-plong/2024-H1/vi` opens every page of the folder (of the profiles the first five) and prints a
table; the exit code is 1 where a mark is missed. Without a browser it says so and measures nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from benchmarks.measure import Row, table
from tests.browser import chromium

SHEETS = {"index": 1, "poverty": 4, "land": 3, "programmes": 3, "profile": 1}
HEIGHT = {"poverty": 5_500}
TEXT = 12.0  # px, of the smallest text in a picture on a phone
PROFILES = 5

SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('main svg text')].filter(e => e.getClientRects().length)
  .map(e => parseFloat(getComputedStyle(e).fontSize) * (e.getScreenCTM() || {a: 1}).a))"""
FIRST_FIGURE = """() => Math.min(...[...document.querySelectorAll('main svg, main .card, main .cards')]
  .map(e => e.getBoundingClientRect()).filter(r => r.height > 0).map(r => r.top + scrollY))"""
PAINTED = """() => new Promise(told => new PerformanceObserver(list => list.getEntriesByName('first-contentful-paint')
  .forEach(e => told(e.startTime))).observe({type: 'paint', buffered: true}))"""
STICKING_OUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def main(folder: Path) -> int:
    """Measure the pages of a folder and print the table."""
    found = list(pages_of(folder))
    if not found:
        print(f"There is no page in {folder}. Make some first: commune run.")
        return 2
    try:
        with chromium() as browser:
            rows = [row for path in found for row in measured(browser, path, folder)]
    except pytest.skip.Exception as missing:  # there is no browser: the tests are skipped with the same words
        print(missing)
        return 2
    print(table(rows))
    return int(any(row.met is False for row in rows))


def pages_of(folder: Path) -> Iterator[Path]:
    """The pages of a language, then the first of its profiles."""
    yield from sorted(folder.glob("*.html"))
    yield from sorted((folder / "units").glob("*.html"))[:PROFILES]


def measured(browser, path: Path, folder: Path) -> Iterator[Row]:
    """A row per mark for one page."""
    name = path.relative_to(folder).as_posix()
    kind = "profile" if path.parent.name == "units" else path.stem
    yield Row(f"{name}: weight", f"{path.stat().st_size / 1000:.0f} kB")
    yield _at_most(f"{name}: dead links", len(dead_links(path)), 0)
    yield from _on_a_screen(browser, path, name, HEIGHT.get(kind))
    yield from _on_a_phone(browser, path, name)
    yield _at_most(f"{name}: printed sheets", sheets(browser, path), SHEETS.get(kind))


def _on_a_screen(browser, path: Path, name: str, height: int | None) -> Iterator[Row]:
    with _window(browser, path, 1280, 900) as page:
        yield _at_most(f"{name}: height at 1280, px", page.evaluate("document.documentElement.scrollHeight"), height)
        yield _at_most(f"{name}: first figure at 1280, px", page.evaluate(FIRST_FIGURE), 900)
        yield Row(f"{name}: first paint, ms", f"{page.evaluate(PAINTED):.0f}")


def _on_a_phone(browser, path: Path, name: str) -> Iterator[Row]:
    with _window(browser, path, 360, 740) as page:
        yield _at_most(f"{name}: first figure at 360, px", page.evaluate(FIRST_FIGURE), 740)
        yield _at_most(f"{name}: wider than 360 by, px", page.evaluate(STICKING_OUT), 0)
        text = page.evaluate(SMALLEST_TEXT)
        if text is not None and text != float("inf"):
            yield Row(f"{name}: smallest text in pictures, px", f"{text:.1f}", f"at least {TEXT:g}", text >= TEXT)


def sheets(browser, path: Path) -> int:
    """How many sheets of A4 a page prints on, by the page's own print style."""
    with _window(browser, path, 1280, 900) as page:
        return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def dead_links(path: Path) -> list[str]:
    """Links to files that are not there, and to places that the page itself has not."""
    text = path.read_text(encoding="utf-8")
    names = set(re.findall(r'\sid="([^"]+)"', text))
    dead = []
    for link in re.findall(r'<a\b[^>]*\shref="([^"]+)"', text):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        place = path if not parts.path else path.parent / unquote(parts.path)
        inside = not parts.path and parts.fragment and "=" not in parts.fragment
        if not place.exists() or (inside and unquote(parts.fragment) not in names):
            dead.append(link)
    return dead


def _window(browser, path: Path, width: int, height: int):
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(path.resolve().as_uri())
    return page


def _at_most(what: str, value: float | None, mark: float | None) -> Row:
    told = "none" if value is None or value == float("inf") else f"{value:,.0f}"
    if mark is None:
        return Row(what, told)
    return Row(what, told, f"at most {mark:,g}", told != "none" and value <= mark)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])) if len(sys.argv) == 2 else (print(__doc__) or 2))
