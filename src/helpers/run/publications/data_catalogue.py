"""What an index of publications offers to data portals: a catalogue of data sets by schema.org, as JSON-LD."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.run.publications import sdmx
from helpers.run.publications.shelf import Publication
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.errors import CommuneError
from helpers.vocabulary.files import read_json
from helpers.vocabulary.language import Translator
from helpers.vocabulary.pack import using
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

_PACKAGE, _FIGURES = "data/datapackage.json", "data/observations.csv"
_FILES = {
    _FIGURES: "text/csv",
    sdmx.FIGURES: "application/vnd.sdmx.data+csv;version=2.0.0",
    sdmx.STRUCTURE: "application/vnd.sdmx.structure+json;version=2.0.0",
    _PACKAGE: "application/json",
}


def is_demonstration(folder: Path) -> bool:
    """Whether a publication holds made-up figures."""
    return bool(read_json(folder / _PACKAGE).get("demonstration"))


def catalogue(project: Project, publications: list[Publication], t: Translator, folder: Path) -> str:
    """JSON-LD of the newest publication of each period, safe inside a script element; '' where there is none.

    Made-up figures are offered to nobody.
    """
    newest = {(each.scope, each.period): each for each in publications}
    offered = [each for each in newest.values() if not is_demonstration(each.folder(project))]
    if not offered:
        return ""
    told = {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": t("Publications"),
        "inLanguage": t.lang,
        "dataset": [_dataset(project, each, t, folder) for each in offered],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _dataset(project: Project, each: Publication, t: Translator, folder: Path) -> dict[str, Any]:
    place, period = each.folder(project), Period.parse(each.period)
    package, (title, _) = read_json(place / _PACKAGE), called(project, each.scope, t)
    measured = _measured(project, each, t.lang)
    return {
        "@type": "Dataset",
        "name": f"{title}, {period.words(t.lang)}",
        "description": t("Figures of {place} as published: {names}.", place=title, names="; ".join(measured)),
        "variableMeasured": measured,
        "version": str(each.number),
        "datePublished": each.day,
        "temporalCoverage": f"{period.start}/{period.end}",
        "spatialCoverage": {"@type": "Place", "name": title},
        "publisher": {"@type": "Organization", "name": each.by},
        "isAccessibleForFree": True,
        "citation": [source["title"] for source in package.get("sources", [])],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": _FILES[name],
                "contentUrl": (place / name).relative_to(folder).as_posix(),
            }
            for name in _FILES
            if (place / name).is_file()
        ],
    }


def _measured(project: Project, each: Publication, lang: str) -> list[str]:
    """Names of the indicators with figures in the data set, in its scope's order; none where either is gone."""
    try:
        with using(load_scope(each.scope, project).pack):
            held = set(pd.read_csv(each.folder(project) / _FIGURES, usecols=["indicator"])["indicator"])
            return [entry.label[lang] for id, entry in indicators().items() if id in held]
    except (CommuneError, OSError):
        return []


def called(project: Project, id: str, t: Translator) -> tuple[str, str]:
    """A scope's title and who issues its reports; its folder's name where it is gone or unreadable: what went out stays."""
    try:
        scope = load_scope(id, project)
    except (CommuneError, OSError):
        return id, ""
    return scope.title[t.lang], scope.issued(t)
