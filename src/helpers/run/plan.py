"""Which pages of a period are to be made, and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from helpers.report.page_types import notebook_digest
from helpers.run.manifest import PageLedger
from helpers.run.reading import Digests
from helpers.run.steps import PageOrder
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import code_digest, digest
from helpers.vocabulary.pack import in_force

#: Floors whose code, templates, catalogues and translations can change a page.
FLOORS = ("__init__", "vocabulary", "packs", "intake", "quality", "store", "protect", "analysis", "report")
#: Packages that figures, charts and words go through.
PACKAGES = ("babel", "highspy", "jinja2", "matplotlib", "nbconvert", "numpy", "pandas", "pyarrow", "scipy", "seaborn")
_WORDS = {
    "notebook": "the notebook changed",
    "code": "the code, a template, a pack or a translation changed",
    "packages": "Python or a package changed",
    "figures": "figures that it reads changed",
    "parameters": "the parameters changed",
    "links": "other languages or pages are there to link to",
}


@dataclass(frozen=True)
class Planned:
    """A page with the digests of all that it depends on. `reason` is '' if the page that is there holds."""

    page: PageOrder
    parts: dict[str, str]
    reason: str

    @property
    def key(self) -> str:
        """The page's key: one digest of all parts."""
        return digest(part for pair in sorted(self.parts.items()) for part in pair)


@dataclass(frozen=True)
class Links:
    """What a page links to: at its top the languages it is there in and the period's pages with their titles; files of pages.

    files: those that are there or belong to the run, below the period's reports; a link to another one is taken out.
    """

    languages: tuple[str, ...]
    menu: tuple[tuple[str, str], ...]
    files: frozenset[str] = frozenset()

    @property
    def pages(self) -> tuple[str, ...]:
        """Ids of the pages."""
        return tuple(id for id, _ in self.menu)


@lru_cache(maxsize=1)
def environment() -> dict[str, str]:
    """Versions of Python and of PACKAGES."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def plan(
    pages: Sequence[PageOrder],
    reading: Digests,
    ledger: PageLedger,
    edition: Edition,
    links: Links,
    *,
    force: bool = False,
) -> list[Planned]:
    """Every page with its parts and why it must be made, if it must."""
    shared = {
        "code": digest([code_digest(*FLOORS), in_force().digest]),
        "packages": digest(part for pair in sorted(environment().items()) for part in pair),
        "links": digest(
            [
                "languages",
                *links.languages,
                "pages",
                *(part for entry in links.menu for part in entry),
                "files",
                *sorted(links.files),
            ]
        ),
    }
    types = {page.type.id: page.type for page in pages}
    notebooks = {id: notebook_digest(edition.project.notebooks / each.notebook) for id, each in types.items()}
    read = {id: reading.of(each) for id, each in types.items() if each.each == "period"}
    planned = []
    for page in pages:
        given_to_it = page.parameters(edition)
        parts = {
            **shared,
            "notebook": notebooks[page.type.id],
            "figures": read.get(page.type.id) or reading.of(page.type, page.unit),
            "parameters": digest(f"{k}={v}" for k, v in given_to_it.items()),
        }
        planned.append(Planned(page, parts, "asked for" if force else _reason(page, parts, ledger)))
    return planned


def _reason(page: PageOrder, parts: dict[str, str], ledger: PageLedger) -> str:
    entry = ledger.pages.get(page.name)
    if entry is None:
        return "not made yet"
    changed = [_WORDS[name] for name in sorted(parts) if entry.get("parts", {}).get(name) != parts[name]]
    if changed:
        return "; ".join(changed)
    damaged = ledger.damaged(page.name)
    return f"missing or altered: {', '.join(damaged)}" if damaged else ""
