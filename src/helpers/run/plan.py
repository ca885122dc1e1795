"""Which pages of a period are to be made, and why; and what this process makes pages with."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from helpers import __version__
from helpers.report.page_types import notebook_digest
from helpers.run.manifest import PageLedger
from helpers.run.reading import Digests
from helpers.run.steps import PageOrder
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import code_digest, digest, installed
from helpers.vocabulary.message import message, together
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
    """What a page links to: at its top its languages and the period's pages with their titles; files of pages.

    files: those that are there or belong to the run, below the period's reports; a link to another one is taken out.
    """

    languages: tuple[str, ...]
    menu: tuple[tuple[str, str], ...]
    files: frozenset[str] = frozenset()

    @property
    def pages(self) -> tuple[str, ...]:
        """Ids of the pages."""
        return tuple(id for id, _ in self.menu)

    @property
    def digest(self) -> str:
        """Of all of them."""
        menu = (part for entry in self.menu for part in entry)
        return digest(["languages", *self.languages, "pages", *menu, "files", *sorted(self.files)])


@lru_cache(maxsize=1)
def environment() -> dict[str, str]:
    """Versions of Python and of PACKAGES."""
    return {"python": ".".join(map(str, sys.version_info[:3])), **{name: installed(name) for name in PACKAGES}}


@lru_cache(maxsize=1)
def made_with() -> dict[str, str]:
    """Versions by name, and the digest of the code that can change a page; of this process, as when first asked."""
    return {"commune-reports": __version__, "code": code_digest(*FLOORS), **environment()}


def differences(theirs: object) -> str:
    """What another maker of pages has that this process has not, in words; '' if both would make the same page."""
    if not isinstance(theirs, Mapping):
        return f"it has no commune-reports {__version__}"
    unlike = [(name, ours, theirs.get(name, "none")) for name, ours in made_with().items() if theirs.get(name) != ours]
    return "; ".join(f"{name} {there[:12]}, here {ours[:12]}" for name, ours, there in unlike)


def plan(
    pages: Sequence[PageOrder], reading: Digests, ledger: PageLedger, edition: Edition, links: Links
) -> list[Planned]:
    """Every page with its parts and why it must be made, if it must."""
    shared = {
        "code": digest([code_digest(*FLOORS), in_force().digest]),
        "packages": digest(part for pair in sorted(environment().items()) for part in pair),
        "links": links.digest,
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
        planned.append(Planned(page, parts, _reason(page, parts, ledger)))
    return planned


def asked_for(planned: Sequence[Planned]) -> list[Planned]:
    """The pages with a reason each, whatever changed: a user's wish."""
    return [replace(each, reason=message("asked for")) for each in planned]


def _reason(page: PageOrder, parts: dict[str, str], ledger: PageLedger) -> str:
    entry = ledger.pages.get(page.name)
    if entry is None:
        return message("not made yet")
    changed = [message(_WORDS[name]) for name in sorted(parts) if entry.get("parts", {}).get(name) != parts[name]]
    if changed:
        return together(changed, "; ")
    damaged = ledger.damaged(page.name)
    return message("missing or altered: {files}", files=damaged) if damaged else ""
