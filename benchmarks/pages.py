"""What a reader meets: pages measured in a headless Chromium against the marks that they should reach.

`python -m benchmarks pages [FOLDER ...]` opens the pages of each folder of one language, such as `reports/public/kon-plong/2024-H1/vi` (all
that there are under `reports` by default; of the profiles the first two), and prints the worst of each kind of page; the exit
code is 1 where a mark is missed. Without a browser it says so and measures nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from benchmarks.measure import ROOT, Row, table
from tests.browser import accessibility_faults, chromium

SHEETS = {"index": 1, "poverty": 4, "land": 3, "programmes": 3, "profile": 1}  # of A4
HEIGHT = {"poverty": 5_500}  # px at 1280
MOST_HEIGHT, MOST_HEADING = 8_000, 200  # px and characters, of any page, however many units it tells of
WHOLE = 2_000  # kB of all pages in one file
TEXT = 12.0  # px, of the smallest text in a picture on a phone
PROFILES = 2
PC, PHONE, ZOOMED = (1280, 900), (360, 740), (640, 450)  # the last is the first at 200 %
FIGURES = ("index", "poverty", "land", "programmes", "profile")  # pages all of whose numbers are figures

SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('main svg text')].filter(e => e.getClientRects().length)
  .map(e => parseFloat(getComputedStyle(e).fontSize) * (e.getScreenCTM() || {a: 1}).a))"""
FIRST_FIGURE = """() => Math.min(...[...document.querySelectorAll('main svg, main .card')]
  .map(e => e.getBoundingClientRect()).filter(r => r.height > 0).map(r => r.top + scrollY))"""
PAINTED = """() => new Promise(told => new PerformanceObserver(list => list.getEntriesByName('first-contentful-paint')
  .forEach(e => told(e.startTime))).observe({type: 'paint', buffered: true}))"""
STICKING_OUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
HEIGHT_OF_ALL = "document.documentElement.scrollHeight"
HEADING = "document.querySelector('h1').firstChild.textContent.length"
#: Sentences of the text that stand twice on the page; notes under tables repeat by design.
SAID_TWICE = """() => { const seen = new Set(), twice = [];
  for (const e of document.querySelectorAll('main h1 [data-b], main p:not(.note), main li, main .headline')) {
    if (e.closest('.about')) continue;
    for (const one of e.textContent.split(/(?<=[.!?])\\s+/).map(s => s.trim()).filter(s => s.length > 25))
      seen.has(one) ? twice.push(one) : seen.add(one); }
  return twice; }"""
#: Numbers of cards and tables that do not open.
CLOSED = """() => [...document.querySelectorAll('main td.n, main .card .large')]
  .filter(e => /\\d/.test(e.textContent) && !e.querySelector('data')).map(e => e.textContent)"""
#: Tables without a figure, columns that only say "not available", sections and boxes without content, charts without a shape.
EMPTY = """() => [...document.querySelectorAll('main table')].filter(t => t.tBodies[0] && t.querySelector('td.n') &&
    ![...t.querySelectorAll('td.n')].some(e => /\\d/.test(e.textContent))).map(t => t.caption.textContent)
  .concat([...document.querySelectorAll('main table')].flatMap(t => [...t.rows[0].cells].filter((head, n) => {
    const cells = [...t.rows].slice(1).map(row => row.cells[n].textContent.trim());
    return cells.includes('…') && !cells.some(text => /[0-9]/.test(text)) && head.classList.contains('n'); }).map(e => e.textContent)))
  .concat([...document.querySelectorAll('main section, main .card, main figure')].filter(e => !e.textContent.trim()).map(e => e.className))
  .concat([...document.querySelectorAll('main figure svg')].filter(e => !e.querySelector('path, rect, polygon, circle')).map(e => 'svg'))"""
VALUES = "() => [...document.querySelectorAll('main data')].map(e => e.value)"


@dataclass(frozen=True)
class Found:
    """One value of one page. mark: the most that it may be (the least, with `least`), None where it is only told."""

    kind: str
    what: str
    value: float
    page: str
    mark: float | None = None
    least: bool = False

    @property
    def met(self) -> bool | None:
        """Does the value reach its mark?"""
        return None if self.mark is None else self.value >= self.mark if self.least else self.value <= self.mark


def main(arguments: Sequence[str] = ()) -> int:
    """Measure the pages of the folders and print the worst of each kind."""
    folders = [Path(each) for each in arguments] or sorted((ROOT / "reports").glob("*/*/*/??"))
    pages = [(folder, path) for folder in folders for path in pages_of(folder)]
    if not pages:
        print(
            f"There is no page in {', '.join(map(str, folders)) or ROOT / 'reports'}. Make some first: commune run --lang vi,en."
        )
        return 2
    try:
        with chromium() as browser:
            found = [each for folder, path in pages for each in measured(browser, path, folder)]
    except pytest.skip.Exception as missing:  # there is no browser: the tests are skipped with the same words
        print(f"Nothing was measured. {missing}")
        return 2
    found += [each for folder in folders for each in of_one_file(folder)]
    rows = list(worst(found))
    print(f"{len(pages)} pages of {len(folders)} folders; of each kind the worst.\n\n{table(rows)}")
    return int(any(row.met is False for row in rows))


def pages_of(folder: Path) -> Iterator[Path]:
    """The pages of a language, then the first of its profiles."""
    yield from sorted(folder.glob("*.html"))
    yield from sorted((folder / "units").glob("*.html"))[:PROFILES]


def worst(found: Iterable[Found]) -> Iterator[Row]:
    """Of each kind of page and value the worst, with the page that it is of."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for each in found:
        groups.setdefault((each.kind, each.what), []).append(each)
    for (kind, what), all_of_it in sorted(groups.items()):
        one = (
            min(all_of_it, key=lambda each: each.value)
            if all_of_it[0].least
            else max(all_of_it, key=lambda each: each.value)
        )
        told = "none" if one.value == float("inf") else f"{one.value:,.0f}"
        target = "" if one.mark is None else f"at {'least' if one.least else 'most'} {one.mark:,g}"
        yield Row(f"{kind}: {what} ({one.page})", told, target, one.met)


def measured(browser, path: Path, folder: Path) -> Iterator[Found]:
    """Every value of one page."""
    profile = path.parent.name == "units"
    kind, page = (
        "profile" if profile else path.stem,
        "/".join([*folder.parts[-3:], path.relative_to(folder).as_posix()]),
    )
    yield Found(kind, "weight, kB", path.stat().st_size / 1000, page)
    yield Found(kind, "dead links", len(dead_links(path)), page, 0)
    for what, value, mark in (
        *_on_a_screen(browser, path, kind),
        *_on_a_phone(browser, path),
        *_for_everyone(browser, path),
    ):
        yield Found(kind, what, value, page, mark, least=what.startswith("smallest"))
    yield Found(kind, "printed sheets", sheets(browser, path), page, SHEETS.get(kind))
    other = _in_the_other_language(path, folder)
    if other is not None:
        yield Found(kind, "numbers that differ between the languages", _differing(browser, path, other), page, 0)


Value = tuple[str, float, float | None]


def _on_a_screen(browser, path: Path, kind: str) -> Iterator[Value]:
    with _window(browser, path, PC) as page:
        yield "height at 1280, px", page.evaluate(HEIGHT_OF_ALL), HEIGHT.get(kind, MOST_HEIGHT)
        yield "first figure at 1280, px", page.evaluate(FIRST_FIGURE), PC[1]
        yield "first paint, ms", page.evaluate(PAINTED), None
        yield "characters of the finding", page.evaluate(HEADING), MOST_HEADING
        yield "sentences said twice", len(page.evaluate(SAID_TWICE)), 0
        yield "empty tables, boxes and charts", len(page.evaluate(EMPTY)), 0
        yield "numbers that do not open", len(page.evaluate(CLOSED)), 0 if kind in FIGURES else None


def _on_a_phone(browser, path: Path) -> Iterator[Value]:
    with _window(browser, path, PHONE) as page:
        yield "first figure at 360, px", page.evaluate(FIRST_FIGURE), PHONE[1]
        yield "wider than 360 by, px", page.evaluate(STICKING_OUT), 0
        text = page.evaluate(SMALLEST_TEXT)
        if text is not None and text != float("inf"):
            yield "smallest text in pictures at 360, px", text, TEXT


def _for_everyone(browser, path: Path) -> Iterator[Value]:
    """Zoomed to 200 %; faults against WCAG 2.2 on light and dark paper."""
    with _window(browser, path, ZOOMED) as page:
        yield "wider than the window at 200 % by, px", page.evaluate(STICKING_OUT), 0
    for paper in ("light", "dark"):
        with _window(browser, path, PC, paper) as page:
            yield f"faults that axe finds, {paper}", len(accessibility_faults(page)), 0


def sheets(browser, path: Path) -> int:
    """How many sheets of A4 a page prints on, by the page's own print style."""
    with _window(browser, path, PC) as page:
        return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def _in_the_other_language(path: Path, folder: Path) -> Path | None:
    """The English page of a Vietnamese one, if it was made."""
    other = folder.parent / "en" / path.relative_to(folder)
    return other if folder.name == "vi" and other.is_file() else None


def _differing(browser, one: Path, other: Path) -> int:
    values = []
    for path in (one, other):
        with _window(browser, path, PC) as page:
            values.append(sorted(page.evaluate(VALUES)))
    return len(set(values[0]) ^ set(values[1])) + abs(len(values[0]) - len(values[1]))


def of_one_file(folder: Path) -> Iterator[Found]:
    """The edition in one file, beside the folder: its weight, and links that would lead out of it."""
    for path in folder.parent.glob(f"*-{folder.name}.html"):
        links = re.findall(r'<a\b[^>]*\shref="(?!#|data:)([^"]+)"', path.read_text(encoding="utf-8"))
        yield Found("in one file", "weight, kB", path.stat().st_size / 1000, path.name, WHOLE)
        yield Found("in one file", "links that die when it is sent", len(links), path.name, 0)


def dead_links(path: Path) -> list[str]:
    """Links to files that are not there, and to places that the page itself has not."""
    text = path.read_text(encoding="utf-8")
    names = set(re.findall(r'\sid="([^"]+)"', text))
    dead = re.findall(r"<a download>[^<]*", text)  # a download whose link was taken out
    for link in re.findall(r'<a\b[^>]*\shref="([^"]+)"', text):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        place = path if not parts.path else path.parent / unquote(parts.path)
        inside = not parts.path and parts.fragment and "=" not in parts.fragment
        if not place.exists() or (inside and unquote(parts.fragment) not in names):
            dead.append(link)
    return dead


@contextmanager
def _window(browser, path: Path, size: tuple[int, int], paper: str = "light") -> Generator:
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=paper)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    yield page
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
