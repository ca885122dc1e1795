"""The front page of a tree of reports: every scope and period with its pages, data and state, key figures, and a search for communes.

One file per language (`index.html` Vietnamese, `index.en.html` English), without requests, made anew only when a
manifest, a review or a figure behind it has changed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from helpers.protect.release import stored_counts
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.files import code_digest, digest, write_atomic
from helpers.vocabulary.language import LANGUAGES, Translator, format_date, format_number, translator
from helpers.vocabulary.languages import languages
from helpers.vocabulary.pack import using
from helpers.vocabulary.place import Boundary, Unit
from helpers.vocabulary.project import Project

if TYPE_CHECKING:
    from helpers.run.key_figures import KeyFigure

DATA_FILES = {"observations.csv": "CSV", "tables.xlsx": "Excel", "datapackage.json": "JSON"}


@dataclass(frozen=True)
class Shown:
    """An edition as its folder under reports/ shows it."""

    edition: Edition

    @property
    def folder(self) -> Path:
        """Where its reports are."""
        return self.edition.reports

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Its manifest, {} if no run has finished or the file is damaged."""
        try:
            found = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError):
            return {}
        return found if isinstance(found, dict) else {}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Counts of its review as the readers may know them, {} if there is no release."""
        return stored_counts(self.edition)

    @property
    def failures(self) -> list[str]:
        """Pages that failed in the last run: their logs are there."""
        return sorted(path.stem for path in (self.edition.state / "logs").glob("*.log"))

    @property
    def pages(self) -> dict[str, dict[str, Any]]:
        """Pages that are there, by name (`vi/poverty`, `vi/commune/23473`)."""
        return self.manifest.get("pages", {})

    @property
    def made(self) -> str:
        """The day of the last run that made something, as YYYY-MM-DD; '' if there was none."""
        return str(self.manifest.get("made", ""))[:10]

    @property
    def inputs(self) -> list[dict[str, Any]]:
        """The files that its figures were read from."""
        return self.manifest.get("inputs", [])

    @property
    def figures(self) -> Path:
        """The figures that the readers of the index may see."""
        return self.edition.release / "observations.parquet"

    def href(self, file: str) -> str:
        """Link from the index."""
        return f"{self.edition.scope_id}/{self.edition.period}/{file}"


def shown_in(project: Project, audience: Audience = Audience.PUBLIC) -> list[Shown]:
    """Every period of every scope, the latest of each scope first."""
    return [
        Shown(Edition(project, id, period, audience))
        for id in project.scopes()
        for period in reversed(project.periods(id))
    ]


def fingerprint(found: list[Shown]) -> str:
    """What the index is made from."""
    parts = [code_digest("vocabulary", "packs", "protect", "analysis", "report", "run")]
    for folder in sorted({each.edition.raw.parent for each in found}):
        parts.append((folder / "scope.toml").read_text(encoding="utf-8"))
    for each in found:
        pages = {name: [entry.get("key"), entry.get("parameters")] for name, entry in each.pages.items()}
        known = [str(each.edition), each.made, each.inputs, pages, each.counts, each.failures]
        parts.append(json.dumps(known, sort_keys=True, default=str))
        parts += [str((each.folder / "data" / name).is_file()) for name in DATA_FILES]
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
        figures = figures_by_scope(found)
        for lang in LANGUAGES:
            write_atomic(folder / audience.front_page(lang), index_html(found, figures, lang, key))
    return True


def _starts_with(path: Path, mark: str) -> bool:
    """Whether the file's head holds the mark, and the file is whole."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return False
    return mark in text[:4000] and text.rstrip().endswith("</html>")


def figures_by_scope(found: list[Shown]) -> dict[str, list[KeyFigure]]:
    """Key figures of each scope from its latest period that has pages and figures for the public."""
    import pandas as pd

    from helpers.run.key_figures import key_figures

    figures: dict[str, list[KeyFigure]] = {}
    for each in found:
        id = each.edition.scope_id
        if id not in figures and each.pages and each.figures.is_file():
            with using(each.edition.scope.pack):
                figures[id] = key_figures(pd.read_parquet(each.figures), each.edition.scope, each.edition.period)
    return figures


def index_html(found: list[Shown], figures: dict[str, list[KeyFigure]], lang: str, key: str = "") -> str:
    """The index in a language."""
    from jinja2 import Environment

    from helpers.report.markup import visible
    from helpers.run.key_figures import shown

    t, audience = translator(lang), found[0].edition.audience if found else Audience.PUBLIC
    text = files("helpers.run").joinpath("overview", "index.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, finalize=seen(visible)).from_string(text)
    scopes = []
    for id in dict.fromkeys(each.edition.scope_id for each in found):
        own = [each for each in found if each.edition.scope_id == id]
        with using(own[0].edition.scope.pack):
            scopes.append(
                {
                    "id": id,
                    "title": own[0].edition.scope.title[lang],
                    "figures": [shown(figure, t) for figure in figures.get(id, [])],
                    "demonstration": _demonstration(own, t),
                    "periods": [_period(each, t) for each in own],
                }
            )
    units = sorted(_units(found, lang), key=lambda unit: (unit["key"], unit["place"]))
    tongues = [
        {"lang": x, "href": audience.front_page(x), "title": languages()[x]["name"], "here": x == lang}
        for x in LANGUAGES
    ]
    given = {
        "t": t,
        "lang": lang,
        "internal": audience is Audience.INTERNAL,
        "fingerprint": key,
        "scopes": scopes,
        "units": units,
        "tongues": tongues,
    }
    return template.render(**given, **assets()) + "\n"


def _demonstration(own: list[Shown], t: Translator) -> str:
    """What a reader must know of the key figures of a scope: that they, or some of them, are made up; '' for none."""
    made = {source.get("kind") == "demonstration" for each in own for source in each.manifest.get("inputs", [])}
    if True not in made:
        return ""
    return (
        t("Partly demonstration data; the other figures are published or official.")
        if False in made
        else t("Demonstration data")
    )


def seen(visible: Any) -> Any:
    """Controls that hide or turn text around are written out; markup that the template trusts stays."""
    return lambda value: value if hasattr(value, "__html__") or not isinstance(value, str) else visible(value)


def assets() -> dict[str, str]:
    """The pages' style with the little that the index adds, its script, and the hashes that its policy allows."""
    page = files("helpers.report").joinpath("template", "commune", "page.css").read_text(encoding="utf-8").strip()
    own = files("helpers.run").joinpath("overview")
    style = page + "\n" + own.joinpath("index.css").read_text(encoding="utf-8").strip()
    script = own.joinpath("index.js").read_text(encoding="utf-8").strip()
    return {"style": style, "script": script, "style_hash": _hash(style), "script_hash": _hash(script)}


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _period(each: Shown, t: Translator) -> dict[str, Any]:
    """A row of a scope's table."""
    there = [(name, title) for name, title in DATA_FILES.items() if (each.folder / "data" / name).is_file()]
    return {
        "words": each.edition.period.words(t.lang),
        "pages": list(_pages(each, t)),
        "data": [{"href": each.href(f"data/{name}"), "title": title} for name, title in there],
        "states": list(_states(each, t)),
    }


def _pages(each: Shown, t: Translator) -> Iterator[list[dict[str, str]]]:
    """Links to the pages of the whole scope: one entry per page, the reader's language first."""
    from helpers.report.page_types import menu, page_types

    types = page_types(each.edition.project)
    for entry in menu(types.values(), t.lang):
        langs = sorted((x for x in languages() if f"{x}/{entry['id']}" in each.pages), key=lambda x: x != t.lang)
        first = types[entry["id"]].title
        titles = [first[x] if place == 0 else languages()[x]["name"] for place, x in enumerate(langs)]
        if langs:
            pairs = zip(langs, titles, strict=True)
            file = each.edition.audience.named(entry["file"])
            yield [{"lang": x, "href": each.href(f"{x}/{file}"), "title": title} for x, title in pairs]


def _states(each: Shown, t: Translator) -> Iterator[dict[str, str]]:
    """What the reader should know of the last run, the gravest first."""
    counts = {name: int(each.counts.get(name, 0)) for name in ("rejected", "warnings", "units_accepted", "units")}
    if each.failures:
        yield _state(
            t, False, t.plural("{n} page could not be made", "{n} pages could not be made", len(each.failures))
        )
    if counts["rejected"]:
        yield _state(t, False, t.plural("{n} figure was rejected", "{n} figures were rejected", counts["rejected"]))
    if counts["warnings"]:
        yield _state(t, False, t.plural("{n} warning is open", "{n} warnings are open", counts["warnings"]))
    if counts["units_accepted"]:
        accepted, units = (format_number(counts[name], t.lang) for name in ("units_accepted", "units"))
        whole = counts["units_accepted"] >= counts["units"]
        yield _state(t, whole, t("{accepted} of {units} units accepted", accepted=accepted, units=units))
    if each.made:
        day = format_date(date.fromisoformat(each.made), t.lang)
        words = t.plural("{n} page, made on {date}", "{n} pages, made on {date}", len(each.pages), date=day)
        yield _state(t, not each.failures, words)


def _state(t: Translator, good: bool, words: str) -> dict[str, str]:
    return {"sign": "✔" if good else "!", "spoken": t("passed") if good else t("attention"), "words": words}


def _units(found: list[Shown], lang: str) -> Iterator[dict[str, str]]:
    """Every unit of every boundary version, with its profile in the latest period that has one."""
    from helpers.intake.vietnamese import fold

    for scope in {each.edition.scope_id: each.edition.scope for each in found}.values():
        own = [each for each in found if each.edition.scope_id == scope.id]
        for boundary in scope.boundaries:
            held = [each for each in own if each.edition.boundary.version == boundary.version]
            if not held:
                continue
            for unit in boundary.units:
                each, tongue = _profile(held, unit, lang)
                other = [a.name for a in scope.aliases if (a.code, a.boundary) == (unit.code, boundary.version)]
                place = [scope.title[lang], _span(boundary)] if len(scope.boundaries) > 1 else [scope.title[lang]]
                yield {
                    "name": unit.words(lang),
                    "key": fold(" ".join([unit.name, unit.code, *other])),
                    "place": ", ".join(place),
                    "lang": tongue,
                    "href": each.href(each.edition.audience.named(f"{tongue}/units/{unit.code}.html")) if each else "",
                }


def _profile(held: list[Shown], unit: Unit, lang: str) -> tuple[Shown | None, str]:
    """The latest period with a profile of the unit, and its language: the reader's where there is one."""
    for each in held:
        for tongue in sorted(languages(), key=lambda x: x != lang):
            if f"{tongue}/commune/{unit.code}" in each.pages:
                return each, tongue
    return None, lang


def _span(boundary: Boundary) -> str:
    """When the units held: '2019–2025' or '2025–'."""
    ends = str(boundary.valid_to.year) if boundary.valid_to else ""
    return f"{boundary.valid_from.year}–{ends}"
