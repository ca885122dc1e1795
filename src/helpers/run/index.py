"""The front page of a tree of reports: each scope with its newest period, the older ones folded, and a search.

One file per language (`index.html` Vietnamese, `index.en.html` English), without requests, made anew only when a
manifest, a review or a figure behind it has changed. What it says of a scope are the finding and the cards of its
newest summary, in that page's own words: no figure is worked out here. Beside them claims.json names the claims that
prove it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from filelock import FileLock

from helpers.report.exports import data_files
from helpers.report.markup import policy_hash, visible
from helpers.run.search import findable, page_links
from helpers.run.shown import Shown, shown_in
from helpers.run.verification.evidence import NAME
from helpers.vocabulary.edition import Audience
from helpers.vocabulary.files import code_digest, digest, sha256, write_atomic
from helpers.vocabulary.language import LANGUAGES, Translator, format_date, format_number, translator
from helpers.vocabulary.languages import languages
from helpers.vocabulary.law import local
from helpers.vocabulary.pack import using
from helpers.vocabulary.place import faulty_scopes
from helpers.vocabulary.project import Project

PAGE = "index"  # the page that the front opens with


@dataclass(frozen=True)
class Front:
    """The newest period of a scope that has pages, and what its summary opens with.

    cards: label, value and what stands beside it. made_up: whether a claim of these rests on demonstration data.
    """

    newest: Shown
    lang: str
    finding: str = ""
    cards: tuple[tuple[str, str, str], ...] = ()
    made_up: bool = False

    @property
    def sentences(self) -> list[str]:
        """Everything that is said here and claimed there."""
        return [text for text in (self.finding, *(part for card in self.cards for part in card[1:])) if text]

    def told(self) -> dict[str, Any]:
        """What the front says, for its claims.json: where the claims are that prove it."""
        edition = self.newest.edition
        return {"scope": edition.scope_id, "period": edition.period.text, "page": f"{self.lang}/{PAGE}", "says": self.sentences}  # fmt: skip


def front_of(own: Sequence[Shown], lang: str) -> Front | None:
    """The front of a scope, whose editions stand latest first; None where no page was made."""
    newest = next((each for each in own if each.pages), None)
    if newest is None:
        return None
    blocks = newest.outputs(f"{lang}/{PAGE}")
    finding = "".join(block["text"] for block in blocks if block["slot"] == "headline")
    cards = tuple(tuple(card) for block in blocks if block["slot"] == "cards" for card in block.get("cards", []))
    return Front(newest, lang, finding, cards, any(_made_up(blocks)))


def _made_up(blocks: Sequence[dict[str, Any]]) -> Iterator[bool]:
    opening = (block for block in blocks if block["slot"] in {"headline", "cards"})
    for claim in (claim for block in opening for entry in block.get("claims", []) for claim in entry["claims"]):
        yield claim.get("basis", {}).get("origin") == "demonstration"


def fingerprint(found: Sequence[Shown]) -> str:
    """What the index is made from."""
    parts = [code_digest("vocabulary", "packs", "protect", "analysis", "report", "run")]
    for folder in sorted({each.edition.raw.parent for each in found}):
        with suppress(OSError):  # one that cannot be read is left out
            parts.append(sha256(folder / "scope.toml"))
    for each in found:
        pages = {name: [entry.get("key"), entry.get("parameters")] for name, entry in each.pages.items()}
        known = [str(each.edition), each.made, each.inputs, pages, each.counts, each.failures]
        parts.append(json.dumps(known, sort_keys=True, default=str))
        parts += [str((each.folder / name).is_file()) for lang in LANGUAGES for name in data_files(lang)]
    return digest(parts)


def write_index(project: Project, audience: Audience = Audience.PUBLIC) -> bool:
    """Bring the index up to date; says whether it had to be made. Runs of other scopes wait for each other here."""
    folder = project.reports(audience)
    folder.mkdir(parents=True, exist_ok=True)
    lock = project.root / ".commune" / f"index-{audience}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        found = shown_in(project, audience)
        key = fingerprint(found)
        mark = f'<meta name="fingerprint" content="{key}">'
        if all(_starts_with(folder / name, mark) for name in map(audience.front_page, LANGUAGES)):
            return False
        faulty = faulty_scopes(project)
        found = [each for each in found if each.edition.scope_id not in faulty]
        told = {}
        for lang in LANGUAGES:
            fronts = fronts_of(found, lang)
            name = audience.front_page(lang)
            write_atomic(folder / name, index_html(found, fronts, lang, key))
            told[name] = [front.told() for front in fronts.values() if front.sentences]
        write_atomic(folder / NAME, json.dumps({"format": 1, "front": told}, ensure_ascii=False, indent=1) + "\n")
    return True


def _starts_with(path: Path, mark: str) -> bool:
    """Whether the file's head holds the mark, and the file is whole."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return False
    return mark in text[:4000] and text.rstrip().endswith("</html>")


def fronts_of(found: Sequence[Shown], lang: str) -> dict[str, Front]:
    """What the front says of each scope that has pages."""
    own = {id: [each for each in found if each.edition.scope_id == id] for id in _scopes(found)}
    fronts = {id: front_of(editions, lang) for id, editions in own.items()}
    return {id: front for id, front in fronts.items() if front}


def _scopes(found: Sequence[Shown]) -> list[str]:
    return list(dict.fromkeys(each.edition.scope_id for each in found))


def index_html(found: Sequence[Shown], fronts: dict[str, Front], lang: str, key: str = "") -> str:
    """The index in a language."""
    t, audience = translator(lang), found[0].edition.audience if found else Audience.PUBLIC
    given = {
        "t": t,
        "lang": lang,
        "internal": audience is Audience.INTERNAL,
        "fingerprint": key,
        "scopes": [_scope([e for e in found if e.edition.scope_id == id], fronts.get(id), t) for id in _scopes(found)],
        "entries": findable(found, t),
        "tongues": tongues(audience, lang),
    }
    return rendered("helpers.run", "overview/index.html.j2", given)


def rendered(package: str, template: str, given: dict[str, Any]) -> str:
    """A template of front pages, filled in. Controls that hide or turn text are written out; trusted markup stays."""
    return _template(package, template).render(**given, **assets()) + "\n"


@lru_cache(maxsize=4)  # it takes longer to compile than to fill in, and there are two languages
def _template(package: str, template: str) -> Any:
    from jinja2 import Environment

    def seen(value: Any) -> Any:
        return value if hasattr(value, "__html__") or not isinstance(value, str) else visible(value)

    text = files(package).joinpath(template).read_text(encoding="utf-8")
    return Environment(autoescape=True, finalize=seen).from_string(text)


def _scope(own: Sequence[Shown], front: Front | None, t: Translator) -> dict[str, Any]:
    """A scope: its newest period with pages large, older ones as rows of a table, those without pages by name."""
    scope = own[0].edition.scope
    with using(scope.pack):
        made = [each for each in own if each.pages]
        empty = [each.edition.period.words(t.lang) for each in own if not each.pages]
        titles = {link["id"]: link["title"] for each in made for link in page_links(each, t)}
        rows = [
            {"words": each.edition.period.words(t.lang), "links": {x["id"]: x for x in page_links(each, t)}}
            for each in made[1:]
        ]
        return {
            "id": scope.id,
            "title": scope.title[t.lang],
            "issued": scope.issued(t),
            "newest": _period(made[0], t) if made else None,
            "finding": front.finding if front else "",
            "cards": front.cards if front else (),
            "made_up": front.made_up if front else False,
            "older": rows,
            "columns": {id: title for id, title in titles.items() if any(id in row["links"] for row in rows)},
            "not_made": "; ".join(empty),
        }


def tongues(audience: Audience, lang: str) -> list[dict[str, Any]]:
    """The languages of a front page, with the file of each."""
    return [
        {"lang": x, "href": audience.front_page(x), "title": languages()[x]["name"], "here": x == lang}
        for x in LANGUAGES
    ]


def assets() -> dict[str, str]:
    """The pages' style with the little that the index adds, its script, and the hashes that its policy allows."""
    page = files("helpers.report").joinpath("template", "commune", "page.css").read_text(encoding="utf-8").strip()
    own = files("helpers.run").joinpath("overview")
    style = page + "\n" + own.joinpath("index.css").read_text(encoding="utf-8").strip()
    script = own.joinpath("index.js").read_text(encoding="utf-8").strip()
    return {"style": style, "script": script, "style_hash": policy_hash(style), "script_hash": policy_hash(script)}


def _period(each: Shown, t: Translator) -> dict[str, Any]:
    """The newest period: its pages, data files and the state of its last run."""
    there = [(name, title) for name, title in data_files(t.lang).items() if (each.folder / name).is_file()]
    return {
        "words": each.edition.period.words(t.lang),
        "pages": list(page_links(each, t)),
        "data": [{"href": each.href(name), "title": title} for name, title in there],
        "states": list(_states(each, t)),
    }


def _states(each: Shown, t: Translator) -> Iterator[dict[str, str]]:
    """What the reader should know of the last run, the gravest first."""
    counts = {name: int(each.counts.get(name, 0)) for name in ("rejected", "warnings", "units_accepted", "units")}
    if each.failures:
        failed = t.plural("{n} page could not be made", "{n} pages could not be made", len(each.failures))
        yield _state(t, False, failed)
    if counts["rejected"]:
        yield _state(t, False, t.plural("{n} figure was rejected", "{n} figures were rejected", counts["rejected"]))
    if counts["warnings"]:
        yield _state(t, False, t.plural("{n} warning is open", "{n} warnings are open", counts["warnings"]))
    if counts["units_accepted"]:
        accepted, units = (format_number(counts[name], t.lang) for name in ("units_accepted", "units"))
        whole = counts["units_accepted"] >= counts["units"]
        yield _state(t, whole, t("{accepted} of {units} units accepted", accepted=accepted, units=units))
    if each.made:
        day = format_date(local(datetime.fromisoformat(each.made), t.lang)[0].date(), t.lang)
        made = t.plural("{n} page, made on {date}", "{n} pages, made on {date}", len(each.pages), date=day)
        yield _state(t, not each.failures, made)


def _state(t: Translator, good: bool, words: str) -> dict[str, str]:
    return {"sign": "✔" if good else "!", "spoken": t("passed") if good else t("attention"), "words": words}
