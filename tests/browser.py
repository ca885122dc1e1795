"""A headless Chromium for tests of pages; tests are skipped, saying why, where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)  # the first one opens pages fastest
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-extensions",
]
CONTRAST = ["color-contrast"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def chromium() -> Iterator:
    """A running browser of the system."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("Chromium is not installed: browser tests are skipped (`apt-get install chromium`).")
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: browser tests are skipped."
    )
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opened(browser, path, *, width=1280, dark=False) -> Iterator:
    """A file of the disk in a fresh window; `page.asked` lists every request, `page.said` every console message."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(path.resolve().as_uri())
    yield page
    context.close()


def accessibility_faults(page, rules=None) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA, or against some of its rules: rule and place of each fault.

    Every disclosure is opened; the shadow at the edge of a wide table goes, behind which axe judges no colour. Rows that differ from an earlier one of their table in words alone are taken out (not
    those with an id, an attribute of another value or an empty element of their own; of a number in `data` no rule
    reads the value and the source): they have the same faults or none, and axe takes seconds for a long table. So with
    cells of a row, for the rule of contrast, which takes longer than all others.
    """
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate("document.querySelectorAll('.scroll').forEach(e => e.style.backgroundImage = 'none')")
    page.evaluate(ONE_OF_EACH_SHAPE, ["tbody", "tr"])
    found = []
    if rules != CONTRAST:
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
        found += _violations(page, runOnly=only, rules={CONTRAST[0]: {"enabled": False}})
    if rules in (None, CONTRAST):
        page.evaluate(ONE_OF_EACH_SHAPE, ["tr", "th, td"])
        found += _violations(page, runOnly={"type": "rule", "values": CONTRAST})
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def _violations(page, **options) -> list[dict]:
    from axe_playwright_python.sync_playwright import Axe

    return Axe().run(page, options={**options, "resultTypes": ["violations"]}).response["violations"]


ONE_OF_EACH_SHAPE = """([whole, parts]) => document.querySelectorAll(whole).forEach(one => {
  const seen = new Set();
  for (const part of one.querySelectorAll(`:scope > :is(${parts})`)) {
    const shape = [...(parts === 'tr' ? [] : [part]), ...part.querySelectorAll('*')].map(
      e => e.cloneNode().outerHTML.replace(/^<data .*?>/, '<data>') + (e.textContent.trim() ? 'words' : '')).join('');
    seen.has(shape) ? part.remove() : seen.add(shape);
  }
})"""

#: Elements that stick out of the window to the right and cannot be scrolled to.
STICKING_OUT = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && box.right > innerWidth + 1 && !e.closest('.scroll') && !e.closest('.vh') && !e.closest('.skip');
}).map(e => e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right))"""

#: Texts of drawings that leave their drawing (by more than the tail of a J) or cover each other.
CLASHING = """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  const out = texts.filter(([_, b]) => b.left < frame.left - 3 || b.right > frame.right + 3).map(([t]) => 'out: ' + t);
  const over = texts.flatMap(([t, a], i) => texts.slice(i + 1).filter(([_, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > a.height * 0.4
  ).map(([u]) => 'over: ' + t + ' / ' + u));
  return [...out, ...over];
})"""
