"""The types of pages that a project makes: each notebook declares its page in its own metadata, under `commune`.

    "commune": {"id": "land", "title": {"vi": "Đất …", "en": "Land …"}, "needs": ["*_land"], "reads": ["*_land",
    "households"]}

A notebook without the entry makes no page. A copy of a notebook is a further page, named after its file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from helpers.report.markup import slug
from helpers.vocabulary.errors import InputError, did_you_mean
from helpers.vocabulary.files import digest
from helpers.vocabulary.pack import in_force
from helpers.vocabulary.project import Project
from helpers.vocabulary.words import Words

_KEYS = ("id", "title", "short", "each", "needs", "reads", "findings", "menu", "packs")
_LISTED = 'indicators, such as ["households", "*poor*"]'
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class PageType:
    """What a notebook says of its page.

    each: `period` (one page) or `unit` (one for each unit of the period's boundary version).
    needs: the page is made if the period holds a figure of one of these indicators (`*` matches any part).
    reads: indicators that the notebook is handed; the page is made again when one of them changes.
    findings: `all` if the page shows what became of every cell, `counts` if it only counts findings.
    menu: place among the links at the top of a page; the number in the notebook's name where it says nothing.
    packs: the packs whose figures and law the notebook knows; scopes of others have no such page, or that of a notebook
    that declares the same page and names no pack.
    """

    id: str
    notebook: str
    title: Mapping[str, str]
    short: Mapping[str, str]
    each: str = "period"
    needs: tuple[str, ...] = ("*",)
    reads: tuple[str, ...] = ("*",)
    findings: str = "counts"
    menu: int = 0
    packs: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Where the page goes, below the language's folder; `{unit}` stands for the code of a unit."""
        folder = "units" if self.id == "commune" else self.id
        return f"{folder}/{{unit}}.html" if self.each == "unit" else f"{self.id}.html"

    def is_for(self, held: Iterable[str]) -> bool:
        """Whether a period that holds these indicators gets the page."""
        return any(matches(name, self.needs) for name in held)


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether an indicator's id fits one of the patterns."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def faulty_notebooks(project: Project) -> dict[str, str]:
    """What is wrong with each notebook that cannot be used, by its path: it makes no page and ends the work on no other."""
    return {f"notebooks/{path.name}": found.told for path, found in _found(project) if isinstance(found, InputError)}


def sound_notebooks(project: Project) -> list[Path]:
    """The others, whether they declare a page or not."""
    return [path for path, found in _found(project) if not isinstance(found, InputError)]


def page_types(project: Project) -> dict[str, PageType]:
    """The types of pages by id, in the order of the notebooks' names, for the packs in force."""
    every = [(path, found) for path, found in _found(project) if isinstance(found, PageType)]
    known = set(in_force().names)
    here = [(path, each) for path, each in every if not each.packs or known & set(each.packs)]
    special = {each.id for _, each in here if each.packs}
    found: dict[str, PageType] = {}
    for path, declared in here:
        if declared.id in special and not declared.packs:
            continue
        each = _copy(declared, path.stem) if declared.id in found else declared
        found[each.id] = each
    return found


def _found(project: Project) -> Iterator[tuple[Path, PageType | InputError | None]]:
    for path in sorted(project.notebooks.glob("*.ipynb"), key=lambda path: path.stem):
        try:
            yield path, _declared(path)
        except InputError as error:
            yield path, error


def menu(types: Iterable[PageType], lang: str) -> list[dict[str, str]]:
    """The links at the top of a page: id, title, short title and file of each type that has one page a period."""
    ranked = sorted((each for each in types if each.each == "period"), key=lambda each: each.menu)
    return [{"id": e.id, "title": e.title[lang], "short": e.short[lang], "file": e.file} for e in ranked]


def notebook_digest(path: Path) -> str:
    """Digest of what a notebook does: cells and declaration, not outputs, counts or an editor's metadata."""
    metadata, cells = _read(path)
    return digest([json.dumps(metadata.get("commune"), sort_keys=True), *cells])


def _read(path: Path) -> tuple[dict[str, Any], list[str]]:
    """Metadata, and of each cell its type, source and tags. Raises InputError for what is no notebook."""
    name = f"notebooks/{path.name}"
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        told = ([c["cell_type"], "".join(c["source"]), *c["metadata"].get("tags", [])] for c in notebook["cells"])
        return dict(notebook["metadata"]), [text for cell in told for text in cell]
    except OSError as error:
        raise InputError(
            "{name} cannot be read ({reason}): mend it or take it out of the folder.", name=name, reason=error.strerror
        ) from None
    except json.JSONDecodeError as error:
        raise InputError(
            "{name} is not a notebook (line {line}): mend it or take it out of the folder.",
            name=name,
            line=str(error.lineno),
        ) from None
    except (UnicodeDecodeError, RecursionError, AttributeError, KeyError, TypeError):
        raise InputError(
            "{name} is not a notebook of format 4: open it in JupyterLab and save it.", name=name
        ) from None


def _declared(path: Path) -> PageType | None:
    entry = _read(path)[0].get("commune")
    if entry is None:
        return None
    _check(entry, f"notebooks/{path.name}")
    title = Words(entry["title"])
    number = re.match(r"\d+", path.stem)
    return PageType(
        id=entry["id"],
        notebook=path.name,
        title=title,
        short=Words(entry.get("short", title)),
        each=entry.get("each", "period"),
        needs=tuple(entry.get("needs", "*")),
        reads=tuple(entry.get("reads", "*")),
        findings=entry.get("findings", "counts"),
        menu=entry.get("menu", int(number[0]) if number else 50),
        packs=tuple(entry.get("packs", ())),
    )


def _check(entry: Any, where: str) -> None:
    """Raise InputError for the first thing that a declaration says wrongly."""
    where = f'{where}, metadata "commune"'
    if not isinstance(entry, dict):
        raise InputError("{where}: write a table with at least id and title.", where=where)
    for key in entry:
        if key not in _KEYS:
            raise InputError(
                '{where}: unknown entry "{key}".{near} Known: {known}.',
                where=where,
                key=key,
                near=did_you_mean(key, _KEYS),
                known=list(_KEYS),
            )
    if not isinstance(entry.get("id"), str) or not _ID.fullmatch(entry["id"]):
        raise InputError(
            "{where}: id is the page's file name: small letters, figures and hyphens, such as land-use.", where=where
        )
    for key, words in (("title", entry.get("title")), ("short", entry.get("short", entry.get("title")))):
        if not isinstance(words, dict) or not all(isinstance(words.get(lang), str) for lang in ("vi", "en")):
            raise InputError('{where}: {key} needs both languages: {{"vi": "…", "en": "…"}}.', where=where, key=key)
    for key, known in (("each", ("period", "unit")), ("findings", ("counts", "all"))):
        if entry.get(key, known[0]) not in known:
            raise InputError(
                '{where}: {key} is "{given}"; write {known}.',
                where=where,
                key=key,
                given=entry[key],
                known=" or ".join(known),
            )
    for key, what in (("needs", _LISTED), ("reads", _LISTED), ("packs", 'packs, such as ["viet-nam"]')):
        if not isinstance(entry.get(key, []), list) or not all(isinstance(each, str) for each in entry.get(key, [])):
            raise InputError("{where}: {key} is a list of {what}.", where=where, key=key, what=what)


def _copy(declared: PageType, stem: str) -> PageType:
    """The declaration of a copied notebook: named after its file, so that it is a page beside the original's."""
    name = stem.lstrip("0123456789_- ") or stem
    titles = (
        Words({lang: f"{text} ({name})" for lang, text in words.items()}) for words in (declared.title, declared.short)
    )
    return replace(declared, id=slug(name), title=next(titles), short=next(titles))
