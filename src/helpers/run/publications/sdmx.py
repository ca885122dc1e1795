"""A publication's figures as SDMX-CSV 2.0, and their SDMX-JSON 2.0 structure, for systems of official statistics.

Both are made from its observations.csv alone, so that what is withheld there is withheld here. Code lists hold what
occurs.
"""

from __future__ import annotations

import calendar
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helpers.report.markup import slug
from helpers.run.publications.shelf import Publication
from helpers.vocabulary.catalogue import detail_label, indicators
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.language import LANGUAGES, Translator, translator
from helpers.vocabulary.pack import using
from helpers.vocabulary.place import Scope
from helpers.vocabulary.state import State

FIGURES, STRUCTURE = "data/sdmx.csv", "data/sdmx-structure.json"
AGENCY = "COMMUNE_REPORTS"
ALL, NONE = "_T", "_Z"  # SDMX: all members of a breakdown; not applicable
_SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json"
_URN = "urn:sdmx:org.sdmx.infomodel."
Line = Mapping[str, str]  # a row of observations.csv


@dataclass(frozen=True)
class Component:
    """A column of the data set. code: its value in a row; named: what a code of its list means, None without list."""

    id: str
    title: str
    code: Callable[[Line], str]
    named: Callable[[Line, Scope, Translator], str] | None = None


def carry(publication: Publication, folder: Path, scope: Scope) -> None:
    """Write both files into a publication's folder."""
    with (folder / "data" / "observations.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    with using(scope.pack):
        structure = json.dumps(structure_of(publication, rows, scope), ensure_ascii=False, indent=1)
    write_atomic(folder / FIGURES, figures_of(publication, rows))
    write_atomic(folder / STRUCTURE, structure + "\n")


def figures_of(publication: Publication, rows: Iterable[Line]) -> str:
    """SDMX-CSV 2.0: which data set a row belongs to, that it is information, then its components."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *(each.id for each in COMPONENTS)])
    name = f"{AGENCY}:{_id(publication)}({_version(publication)})"
    writer.writerows(["dataflow", name, "I", *(each.code(row) for each in COMPONENTS)] for row in rows)
    return text.getvalue()


def structure_of(publication: Publication, rows: Sequence[Line], scope: Scope) -> dict[str, object]:
    """The structure message: code lists, concepts, the data structure and the data flow that the rows belong to."""
    coded = [each for each in COMPONENTS if each.named]
    concepts = [{"id": each.id, **_names(lambda t, each=each: t(each.title))} for each in COMPONENTS]
    flow = {
        **_kept(publication, _id(publication), lambda t: f"{scope.title[t.lang]}, {publication.period}"),
        "structure": _urn("datastructure.DataStructure", publication, "DSD_COMMUNE"),
    }
    return {
        "meta": {
            "schema": _SCHEMA,
            "id": f"{_id(publication)}-{publication.number}",
            "prepared": f"{publication.day}T00:00:00Z",
            "sender": {"id": AGENCY},
            "contentLanguages": list(LANGUAGES),
        },
        "data": {
            "codelists": [_codelist(publication, each, rows, scope) for each in coded],
            "conceptSchemes": [{**_kept(publication, "CS_COMMUNE", lambda t: t("Concepts")), "concepts": concepts}],
            "dataStructures": [_data_structure(publication)],
            "dataflows": [flow],
        },
    }


def _id(publication: Publication) -> str:
    """'KON_PLONG_2024_H1': what SDMX lets an id be."""
    return f"D_{slug(publication.scope)}_{publication.period}".upper().replace("-", "_")


def _version(publication: Publication) -> str:
    return f"{publication.number}.0.0"


def _urn(kind: str, publication: Publication, id: str) -> str:
    return f"{_URN}{kind}={AGENCY}:{id}({_version(publication)})"


def _names(words: Callable[[Translator], str]) -> dict[str, object]:
    told = {lang: words(translator(lang)) for lang in LANGUAGES}
    return {"name": told["en"], "names": told}


def _kept(publication: Publication, id: str, words: Callable[[Translator], str]) -> dict[str, object]:
    return {"id": id, "version": _version(publication), "agencyID": AGENCY, **_names(words)}


def _codelist(publication: Publication, component: Component, rows: Sequence[Line], scope: Scope) -> dict[str, object]:
    """Each code that occurs; one with several meanings (a unit's code, used again after a merger) names them all."""
    meant: dict[str, list[Line]] = {}
    for row in rows:
        meant.setdefault(component.code(row), []).append(row)

    def words(told: list[Line], t: Translator) -> str:
        return "; ".join(dict.fromkeys(component.named(row, scope, t) for row in told if component.named))

    codes = [{"id": code, **_names(lambda t, told=told: words(told, t))} for code, told in sorted(meant.items())]
    return {**_kept(publication, f"CL_{component.id}", lambda t: t(component.title)), "codes": codes}


def _data_structure(publication: Publication) -> dict[str, object]:
    dimensions = [_component(publication, each) for each in DIMENSIONS]
    time = {**_component(publication, TIME), "localRepresentation": {"format": {"dataType": "ObservationalTimePeriod"}}}
    related = {"attributeRelationship": {"observation": {}}}
    components = {
        "dimensionList": {"id": "DimensionDescriptor", "dimensions": dimensions, "timeDimension": time},
        "measureList": {"id": "MeasureDescriptor", "measures": [_component(publication, MEASURE)]},
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [{**_component(publication, each), **related} for each in ATTRIBUTES],
        },
    }
    name = _kept(publication, "DSD_COMMUNE", lambda t: t("Figures of units"))
    return {**name, "dataStructureComponents": components}


def _component(publication: Publication, component: Component) -> dict[str, object]:
    concept = _urn("conceptscheme.Concept", publication, "CS_COMMUNE")
    if component.named:
        kind: dict[str, object] = {"enumeration": _urn("codelist.Codelist", publication, f"CL_{component.id}")}
    else:
        kind = {"format": {"dataType": "Double" if component is MEASURE else "String"}}
    return {"id": component.id, "conceptIdentity": f"{concept}.{component.id}", "localRepresentation": kind}


def span(start: str, end: str) -> str:
    """The days that a figure describes: '2023-12-31', or for a flow its first day and length, '2024-01-01/P6M'."""
    if start == end:
        return end
    months = _months(start, end)
    return f"{start}/P{months}M" if months else f"{start}/P{(date.fromisoformat(end) - date.fromisoformat(start)).days + 1}D"  # fmt: skip


def frequency(start: str, end: str) -> str:
    """SDMX CL_FREQ of a flow by its length; of a stock, which is of one day, there is none."""
    return NONE if start == end else {12: "A", 6: "S", 3: "Q", 1: "M"}.get(_months(start, end), "_O")


def _months(start: str, end: str) -> int:
    """How many whole months; 0 if they are not whole."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    return (last.year - first.year) * 12 + last.month - first.month + 1 if whole else 0


def _code(text: str, empty: str) -> str:
    """A code of ours as SDMX lets a code be: '1719$investment' for '1719/investment'."""
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", text.replace("/", "$")) or empty


def _unit(row: Line, scope: Scope, t: Translator) -> str:
    return scope.name_or_code(row["unit"], row["boundary"], t.lang)


def _indicator(row: Line, scope: Scope, t: Translator) -> str:
    entry = indicators().get(row["indicator"])
    return entry.label[t.lang] if entry else row["indicator"]


def _detail(row: Line, scope: Scope, t: Translator) -> str:
    entry = indicators().get(row["indicator"])
    if not row["detail"]:
        return t("Total")
    return detail_label(entry.details, row["detail"], t.lang) if entry and entry.details else row["detail"]


def _status(row: Line) -> str:
    """SDMX OBS_STATUS; what is withheld is suppressed."""
    return "Q" if row["state"] == State.WITHHELD else row["status"]


def _itself(column: str) -> Callable[[Line, Scope, Translator], str]:
    return lambda row, scope, t: row[column] or t("Does not apply")


_STATUS = {
    "A": "Normal value", "B": "Break in series", "E": "Estimated value", "L": "Missing: not collected", "M": "Missing: cannot exist",
    "O": "Missing: not reported", "P": "Provisional value", "Q": "Missing: withheld",
}  # fmt: skip
_FREQUENCY = {
    "A": "Annual", "S": "Half-yearly", "Q": "Quarterly", "M": "Monthly", "_O": "Another length", NONE: "Of one day",
}  # fmt: skip
_FREE = {"F": "Free to publish", "C": "Confidential"}

DIMENSIONS = (
    Component("FREQ", "Frequency", lambda row: frequency(row["start"], row["as_of"]), lambda row, scope, t: t(_FREQUENCY[frequency(row["start"], row["as_of"])])),
    Component("REF_AREA", "Unit", lambda row: _code(row["unit"], NONE), _unit),
    Component("BOUNDARY", "Boundary version", lambda row: _code(row["boundary"], NONE), _itself("boundary")),
    Component("INDICATOR", "Indicator", lambda row: _code(row["indicator"], NONE), _indicator),
    Component("DETAIL", "Detail", lambda row: _code(row["detail"], ALL), _detail),
    Component("STANDARD", "Standard", lambda row: _code(row["standard"], NONE), _itself("standard")),
)  # fmt: skip
TIME = Component("TIME_PERIOD", "Days", lambda row: span(row["start"], row["as_of"]))
MEASURE = Component("OBS_VALUE", "Value", lambda row: row["value"])
ATTRIBUTES = (
    Component("OBS_STATUS", "Status", _status, lambda row, scope, t: t(_STATUS[_status(row)])),
    Component("CONF_STATUS", "Confidentiality", lambda row: row["confidentiality"], lambda row, scope, t: t(_FREE[row["confidentiality"]])),
    Component("UNIT_MEASURE", "Unit of measure", lambda row: _code(row["measure"], NONE), _itself("measure")),
    Component("QUALIFIER", "Qualifier", lambda row: row["qualifier"]),
    Component("SOURCE_KIND", "Kind of source", lambda row: _code(row["kind"], NONE), _itself("kind")),
    Component("COVERAGE", "Coverage", lambda row: row["coverage"]),
    Component("SOURCE", "Source", lambda row: " ".join(filter(None, (row["workbook"], row["sheet"], row["cell"])))),
)  # fmt: skip
COMPONENTS = (*DIMENSIONS, TIME, MEASURE, *ATTRIBUTES)
