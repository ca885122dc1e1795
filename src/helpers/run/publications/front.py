"""The index of publications: one for the whole tree, one for each scope, which its pages have as front page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from helpers.report.exports import data_files
from helpers.report.wording.reader import capitalised
from helpers.run.index import rendered, tongues
from helpers.run.publications import sdmx
from helpers.run.publications.data_catalogue import called, catalogue, is_demonstration
from helpers.run.publications.shelf import Publication, listed
from helpers.vocabulary.edition import Audience
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.language import LANGUAGES, Translator, format_date, translator
from helpers.vocabulary.languages import languages
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

_MORE = {sdmx.FIGURES: "SDMX-CSV", sdmx.STRUCTURE: "SDMX-JSON"}  # beside the data files of its period


def write_fronts(project: Project, scope: str) -> None:
    """Write the index of all publications and the one of a scope, in every language."""
    folder = project.reports("published")
    for lang in LANGUAGES:
        name = Audience.PUBLIC.front_page(lang)
        write_atomic(folder / name, front_html(project, listed(project), lang, folder))
        write_atomic(folder / scope / name, front_html(project, listed(project, scope), lang, folder / scope))


def front_html(project: Project, publications: list[Publication], lang: str, folder: Path) -> str:
    """The index of some publications, the newest first, as it stands in a folder."""
    t = translator(lang)
    scopes = []
    for id in dict.fromkeys(each.scope for each in publications):
        own = [each for each in reversed(publications) if each.scope == id]
        title, issued = called(project, id, t)
        rows = [_row(project, each, t, folder) for each in own]
        scopes.append({"id": id, "title": title, "issued": issued, "publications": rows})
    given = {
        "t": t,
        "lang": lang,
        "scopes": scopes,
        "tongues": tongues(Audience.PUBLIC, lang),
        "catalogue": catalogue(project, publications, t, folder),
    }
    return rendered("helpers.run.publications", "front.html.j2", given)


def _row(project: Project, each: Publication, t: Translator, folder: Path) -> dict[str, Any]:
    place = each.folder(project)
    there = [lang for lang in languages() if (place / lang / "index.html").is_file()]
    links = [
        {
            "href": (place / lang / "index.html").relative_to(folder).as_posix(),
            "lang": lang,
            "title": translator(lang)("Publication {number}", number=each.number),
        }
        for lang in sorted(there, key=lambda x: x != t.lang)
    ]
    data = [(name, title) for name, title in (data_files(t.lang) | _MORE).items() if (place / name).is_file()]
    return {
        "data": [{"href": (place / name).relative_to(folder).as_posix(), "title": title} for name, title in data],
        "demonstration": is_demonstration(place),
        "period": capitalised(Period.parse(each.period).words(t.lang)),
        "links": links,
        "day": format_date(date.fromisoformat(each.day), t.lang),
        "by": each.by,
        "note": each.note,
    }
