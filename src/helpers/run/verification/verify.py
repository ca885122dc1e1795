"""`commune verify`: every claim of a public tree proved again from its observations.csv.

What statcheck does for the p-values of a paper, for each sentence of a report: read the figures, work the claim out anew
with code of its own (`proofs`), compare the words with what is proved (`prose`), and see that the page says them.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.run.verification.evidence import NAME, Evidence, Places, Unproved, read
from helpers.run.verification.linked import dead_links
from helpers.run.verification.proofs import ProvedNumbers, prove
from helpers.run.verification.prose import check
from helpers.vocabulary.errors import InputError


@dataclass(frozen=True)
class Failure:
    """A sentence that is not proved: of which page, in which words, and what was found."""

    page: str
    text: str
    found: str

    def __str__(self) -> str:
        return f"{self.page}: “{self.text}”\n    {self.found}"


@dataclass(frozen=True)
class Verified:
    """What was proved in a tree and what was not."""

    pages: int
    claims: int
    failures: tuple[Failure, ...]


def verify_tree(*trees: Path) -> Verified:
    """Prove every claims.json below folders, and follow every link of their pages. Raises InputError where there is none, or a file is damaged."""
    every = [Verified(0, 0, ())]
    for tree in trees:
        found = sorted(tree.rglob(NAME))
        if not found:
            raise InputError("{tree}: no {file} below this folder, so there is nothing to verify. Make the reports first: commune run.", tree=tree, file=NAME)  # fmt: skip
        dead = tuple(Failure(str(page), link, "the link leads to no file. Make the reports again: commune run.") for page, link in dead_links(tree))  # fmt: skip
        every += [Verified(0, 0, dead), *(verify_period(path) for path in found)]
    return Verified(*(sum(getattr(v, name) for v in every) for name in ("pages", "claims")), tuple(f for v in every for f in v.failures))  # fmt: skip


def verify_period(path: Path) -> Verified:
    """Prove the claims of one claims.json from the data beside it."""
    told = _json(path)
    if "front" in told:
        return _front(path.parent, told["front"])
    if not told["pages"]:
        return Verified(0, 0, ())
    data = path.parent / "data" / "observations.csv"
    try:
        with data.open(encoding="utf-8-sig", newline="") as handle:
            evidence = read(handle, places_of(told))
    except FileNotFoundError as error:
        raise InputError(
            "{data}: not there, so the claims of {path} cannot be proved.", data=data, path=path
        ) from error
    except KeyError as error:
        raise InputError("{data}: the column {column} is missing.", data=data, column=error) from error
    failures = []
    said = {name: page["said"] for name, page in told["pages"].items()}
    for name, entries in said.items():
        place = _file(path.parent, name)
        if not place.is_file():
            failures.append(Failure(str(place), name, "the page is not there, but its claims are. Make it again: commune run."))  # fmt: skip
            continue
        failures += [Failure(str(place), *failed) for failed in unproved(evidence, name, entries, _text(place))]
    claims = sum(len(entry["claims"]) for entries in said.values() for entry in entries)
    return Verified(len(said), claims, tuple(failures))


def _front(tree: Path, front: Mapping[str, Any]) -> Verified:
    """The front page of a tree: it says only what pages say, whose claims are proved there."""
    failures, sentences = [], 0
    for file, each in front.items():
        text = _text(tree / file)
        for told in each:
            pages = _json(tree / told["scope"] / told["period"] / NAME)["pages"]
            entries = pages.get(told["page"], {"said": []})["said"]
            proved = {_plain(entry["text"]) for entry in entries if entry["claims"]}
            for says in map(_plain, told["says"]):
                sentences += 1
                if says not in proved:
                    failures.append(Failure(f"{tree}/{file}", says, f"the page {told['page']} of {told['scope']} {told['period']} does not say so"))  # fmt: skip
                if says not in text:
                    failures.append(Failure(f"{tree}/{file}", says, "the page does not say so"))
    return Verified(1, 0, tuple(failures))


def places_of(told: Mapping[str, Any]) -> Places:
    """The places of a claims.json."""
    known = (told.get(name, {}) for name in ("areas", "names", "law"))
    return Places(told["boundary"], told["total"], tuple(told["units"]), *known, tuple(told.get("kinds", ())))


def unproved(
    evidence: Evidence, name: str, entries: Iterable[Mapping[str, Any]], page: str | None = None
) -> Iterator[tuple[str, str]]:
    """Sentences of a page that are not proved, each with what was found. page: its text, which must hold them."""
    lang = name.partition("/")[0]
    for entry in entries:
        try:
            prove_entry(evidence, lang, entry)
            if page is not None and _plain(entry["text"]) not in page:
                raise Unproved("the page does not say so")
        except Unproved as error:
            yield entry["text"], str(error)


def prove_entry(evidence: Evidence, lang: str, entry: Mapping[str, Any]) -> None:
    """One sentence: each of its claims, then its words. Raises Unproved."""
    numbers = ProvedNumbers()
    for claim in entry["claims"]:
        for kind, values in prove(evidence, claim).items():
            numbers.give(kind, *values)
    if entry["claims"]:
        check(evidence, lang, entry, numbers)


def _file(folder: Path, name: str) -> Path:
    """Where a page lies: 'vi/commune/23473' is vi/units/23473.html, for the office itself vi/units/23473.internal.html."""
    page = folder / (name.replace("/commune/", "/units/") + ".html")
    return page if page.is_file() else page.with_suffix(".internal.html")


def _text(path: Path) -> str:
    try:
        page = re.sub("</?data[^>]*>", "", path.read_text(encoding="utf-8"))  # numbers that open stand within words
        return _plain(re.sub("<[^>]+>", " ", page))
    except FileNotFoundError as error:
        raise InputError("{path}: the page is not there, but its claims are.", path=path) from error


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def _json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            "{path}: damaged ({error}). Make the reports again: commune run --force.", path=path, error=error
        ) from error
