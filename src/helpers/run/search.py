"""What the front page finds: every unit of every boundary version and every page, with the words to find them by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from helpers.run.shown import Shown
from helpers.vocabulary.language import Translator
from helpers.vocabulary.languages import languages
from helpers.vocabulary.place import Boundary, Scope, Unit

PRESENT, PAGE, FORMER = range(3)  # the order in which what is found stands


def findable(found: Sequence[Shown], t: Translator) -> list[dict[str, Any]]:
    """Entries of the search: names (folded, apart by '|'), code, rank, name, what stands beside it, link, language."""
    entries = [*_units(found, t), *_pages(found, t)]
    return sorted(entries, key=lambda entry: (entry["rank"], entry["names"], entry["place"]))


def _units(found: Sequence[Shown], t: Translator) -> Iterator[dict[str, Any]]:
    scopes = {each.edition.scope_id: each.edition.scope for each in found}
    for scope in scopes.values():
        own = [each for each in found if each.edition.scope_id == scope.id]
        for boundary in scope.boundaries:
            held = [each for each in own if each.edition.boundary.version == boundary.version]
            for unit in boundary.units if held else ():
                yield _unit(scope, boundary, unit, held, t)


def _unit(scope: Scope, boundary: Boundary, unit: Unit, held: Sequence[Shown], t: Translator) -> dict[str, Any]:
    from helpers.intake.text.vietnamese import fold

    other = [a.name for a in scope.aliases if (a.code, a.boundary) == (unit.code, boundary.version)]
    each, lang = _profile(held, unit, t.lang)
    is_named = t.lang == "vi" and unit.kind  # 'xã cũ'; in a language that has no kinds in names, 'former unit'
    former = t("former {kind}", kind=unit.kind.lower()) if is_named else t("former unit")
    told = [scope.title[t.lang]]
    if boundary.valid_to:
        told.append(t("until {year}", year=boundary.valid_to.year))
    return {
        "names": "|".join(dict.fromkeys(fold(name) for name in (unit.short_name, unit.name, *other))),
        "code": unit.code,
        "rank": FORMER if boundary.valid_to else PRESENT,
        "former": former if boundary.valid_to else "",
        "name": unit.words(t.lang),
        "place": ", ".join(told),
        "lang": lang,
        "href": each.href(each.edition.audience.named(f"{lang}/units/{unit.code}.html")) if each else "",
    }


def _profile(held: Sequence[Shown], unit: Unit, lang: str) -> tuple[Shown | None, str]:
    """The latest period with a profile of the unit, and its language: the reader's where there is one."""
    for each in held:
        for tongue in sorted(languages(), key=lambda x: x != lang):
            if f"{tongue}/commune/{unit.code}" in each.pages:
                return each, tongue
    return None, lang


def _pages(found: Sequence[Shown], t: Translator) -> Iterator[dict[str, Any]]:
    from helpers.intake.text.vietnamese import fold

    for each in found:
        place, period = each.edition.scope.title[t.lang], each.edition.period.words(t.lang)
        for link in page_links(each, t):
            yield {
                "names": fold(f"{link['title']} {period} {place}"),
                "code": "",
                "rank": PAGE,
                "former": "",
                "name": link["title"],
                "place": f"{period}, {place}",
                "lang": link["lang"],
                "href": link["href"],
            }


def page_links(each: Shown, t: Translator) -> Iterator[dict[str, str]]:
    """The pages of the whole scope in the order of the menu, in the reader's language, else in one that there is."""
    from helpers.report.page_types import menu, page_types

    for entry in menu(page_types(each.edition.project).values(), t.lang):
        langs = sorted((x for x in languages() if f"{x}/{entry['id']}" in each.pages), key=lambda x: x != t.lang)
        for lang in langs[:1]:
            file = each.edition.audience.named(entry["file"])
            yield {"id": entry["id"], "lang": lang, "href": each.href(f"{lang}/{file}"), "title": entry["short"]}
