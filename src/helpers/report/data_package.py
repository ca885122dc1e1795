"""observations.csv, the figures of a release, and datapackage.json, which describes them (Frictionless, specs.frictionlessdata.io)."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from helpers.protect.release import FIGURES
from helpers.report.markup import visible
from helpers.report.plain import field_text
from helpers.report.provenance import package_version, sources
from helpers.vocabulary.catalogue import bases_of, codelist, indicators
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.observation import CONFIDENTIALITIES, DAYS, KEY, QUALIFIERS, SOURCE_KINDS, STATUSES
from helpers.vocabulary.place import Scope
from helpers.vocabulary.state import State

_ORDER = ["as_of", "boundary", "unit", "indicator", "detail", "start"]
#: Columns of observations.csv: name, type, whether it is always filled, title, description.
CSV_FIELDS = (
    ("scope", "string", True, "Scope", "Reporting body: a folder of data/raw"),
    ("period", "string", True, "Period", "Period whose returns brought the figure"),
    ("start", "date", True, "Start", "First day that a flow describes; for a stock the same as as_of"),
    ("as_of", "date", True, "As of", "Last day that the figure describes"),
    ("boundary", "string", True, "Boundary version", "List of units that the code belongs to; codes are reused"),
    ("unit", "string", True, "Unit", "Official code: 5 digits commune, 3 district, 2 province"),
    ("unit_name", "string", True, "Name of the unit", "In Vietnamese, as in the official list"),
    ("indicator", "string", True, "Indicator", "Identifier in the resource `indicators`"),
    ("detail", "string", False, "Detail", "Member of the indicator's breakdown, empty where there is none"),
    ("standard", "string", False, "Standard", "Id of the standard, criteria set or phase that measures it, empty where none does"),
    ("value", "number", False, "Value", "In the base unit of measure; empty if missing or withheld"),
    ("measure", "string", False, "Unit of measure", "share is 0 to 1, points are percentage points, money is in VND"),
    ("qualifier", "string", False, "Qualifier", "> more than, < less than, ~ about"),
    ("status", "string", True, "Observation status", "SDMX OBS_STATUS: A normal, B break, E estimated, L not collected, M cannot exist, O not yet reported, P provisional"),
    ("confidentiality", "string", True, "Confidentiality", "SDMX CONF_STATUS: F free, C confidential (value withheld)"),
    ("state", "string", True, "State", "known, withheld from this audience, missing, or not applicable"),
    ("kind", "string", True, "Kind of source", "official return, published figure, or demonstration (made up)"),
    ("coverage", "string", False, "Coverage", "Number of units that a total covers: 8 of 9 (8/9 is a date to Excel)"),
    ("covers", "string", False, "Units covered", "all, all but …, or the codes of the units that a total covers"),
    ("revised", "boolean", True, "Revised", "Another return gave another value for the same day"),
    ("workbook", "string", False, "File", "File that the figure was read from; empty for computed totals"),
    ("sheet", "string", False, "Sheet", "Sheet of the file"),
    ("cell", "string", False, "Cell", "Cell of the sheet"),
    ("printed", "string", False, "As printed", "Text of the cell; an apostrophe stands before what a spreadsheet might run"),
)  # fmt: skip
_ALLOWED = {
    "qualifier": QUALIFIERS,
    "status": STATUSES,
    "confidentiality": CONFIDENTIALITIES,
    "state": tuple(State),
    "kind": SOURCE_KINDS,
}
#: Only an office can license its own figures; published ones belong to whoever printed them.
_LICENCE = {"name": "notspecified", "title": "Not specified: cite the source that each figure names"}


def described(data: pd.DataFrame, content: str, edition: Edition, more: Sequence[str] = ()) -> dict[str, Any]:
    """The package: observations.csv with its schema, tables.xlsx, and the units and indicators that it speaks of.

    more: files of tables in further languages.
    """
    scope, period = edition.scope, edition.period
    notes = ["Figures with addresses (workbook, sheet, cell) as accepted for the reports of this period."]
    demonstration = bool((data["kind"] == "demonstration").any())
    if demonstration:
        notes.append("Số liệu minh họa / Demonstration data: rows of kind `demonstration` are made up.")
    if not edition.is_public:
        notes.append("Nội bộ / Internal: not for publication, small numbers are shown.")
    else:
        notes.append(f"Sensitive counts below {scope.threshold} and what would give them away are withheld.")
    return {
        "profile": "data-package",
        "name": f"commune-{scope.id}-{period}".lower(),
        "version": package_version() or "0",
        "title": f"{scope.title['en']}, {period.words('en')}",
        "title_vi": f"{scope.title['vi']}, {period.words('vi')}",
        "description": " ".join(notes),
        "audience": edition.audience.value,
        "demonstration": demonstration,
        "licenses": [_LICENCE],
        "sources": _sources(edition),
        "resources": [
            _observations(content),
            *map(_tables, ("tables.xlsx", *more)),
            _units(data),
            _indicators(data, edition.period.end),
        ],
    }


def _sources(edition: Edition) -> list[dict[str, str]]:
    """The files as received, with what they are and whence."""
    found = []
    for source in sources(edition):
        words = [source.title, source.producer, source.citation]
        title = ". ".join(visible(word).rstrip(".") for word in words if word)
        found.append({"title": title or source.file, "file": f"{source.period}/{source.file}", "kind": source.kind})
    return found


def _observations(content: str) -> dict[str, Any]:
    encoded = content.encode("utf-8")
    return {
        "profile": "tabular-data-resource",
        "name": "observations",
        "path": "observations.csv",
        "title": "Figures, one row each",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(encoded),
        "hash": f"sha256:{hashlib.sha256(encoded).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "schema": {
            "fields": [_field(*entry) for entry in CSV_FIELDS],
            "missingValues": [""],
            "primaryKey": KEY,
            "foreignKeys": [
                {"fields": ["indicator"], "reference": {"resource": "indicators", "fields": ["indicator"]}},
                {"fields": ["unit", "boundary"], "reference": {"resource": "units", "fields": ["unit", "boundary"]}},
            ],
        },
    }


def _field(name: str, type: str, filled: bool, title: str, description: str) -> dict[str, Any]:
    rules: dict[str, Any] = {"required": True} if filled else {}
    if name in _ALLOWED:
        rules["enum"] = [value for value in _ALLOWED[name] if value]
    field = {"name": name, "type": type, "title": title, "description": description}
    return field | ({"constraints": rules} if rules else {})


def _tables(path: str) -> dict[str, Any]:
    return {
        "name": path.removesuffix(".xlsx").replace(".", "-"),
        "type": "file",
        "path": path,
        "title": "Tables of the pages, one sheet each",
        "format": "xlsx",
        "mediatype": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


def _units(data: pd.DataFrame) -> dict[str, Any]:
    """Names of the units that occur."""
    names = data[["unit", "boundary", "unit_name"]].drop_duplicates().sort_values(["boundary", "unit"])
    return _inline("units", "Units and places of comparison", names.to_dict("records"), ["unit", "boundary"])


def _indicators(data: pd.DataFrame, day: date) -> dict[str, Any]:
    """What the indicators that occur are by the law of a day, and the members of their breakdowns."""
    rows = []
    for id in sorted(set(data["indicator"]) & set(indicators())):
        entry = indicators()[id]
        members = codelist(entry.details) if entry.details else {}
        rows.append(
            {
                "indicator": id,
                "kind": entry.kind,
                "measure": entry.measure,
                "label_vi": entry.label["vi"],
                "label_en": entry.label["en"],
                "definition_vi": entry.definition["vi"],
                "definition_en": entry.definition["en"],
                "source": "; ".join(bases_of(entry, day, "en")),
                "details": "; ".join(f"{code} = {words['vi']} / {words['en']}" for code, words in members.items()),
            }
        )
    return _inline("indicators", "Indicators", rows, ["indicator"])


def _inline(name: str, title: str, rows: list[dict[str, Any]], key: list[str]) -> dict[str, Any]:
    fields = [{"name": column, "type": "string"} for column in (rows[0] if rows else dict.fromkeys(key))]
    schema = {"fields": fields, "missingValues": [""], "primaryKey": key}
    return {"profile": "tabular-data-resource", "name": name, "title": title, "data": rows, "schema": schema}


def tidy(observations: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per figure in a fixed order, with the unit's name and the measure beside the codes."""
    rows = observations.sort_values([*_ORDER, "period"], kind="stable", ignore_index=True)
    names = {key: scope.name_or_code(*key, "vi") for key in set(zip(rows["unit"], rows["boundary"], strict=True))}
    rows["unit_name"] = [names[key] for key in zip(rows["unit"], rows["boundary"], strict=True)]
    rows["measure"] = rows["indicator"].map({id: entry.measure for id, entry in indicators().items()}).fillna("")
    rows["revised"] = np.where(rows["revised"].astype(bool), "true", "false") if "revised" in rows else "false"
    rows["coverage"] = rows["coverage"].str.replace("/", " of ")
    rows = rows.assign(**{day: rows[day].dt.strftime("%Y-%m-%d") for day in DAYS})
    return rows[[name for name, *_ in CSV_FIELDS]]


def csv_text(data: pd.DataFrame) -> str:
    """Comma-separated, UTF-8, machine numbers ('.' for decimals, nothing for missing), text safe in a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(data.columns)
    columns = [_written(data[name], name == "value") for name in data.columns]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def _written(column: pd.Series, numeric: bool) -> Iterable[str]:
    if numeric:
        return [_machine(value) for value in column]
    known = {text: field_text(text) for text in column.unique()}
    return [known[text] for text in column]


def released_csv(edition: Edition) -> str:
    """The figures of a release that was made, as observations.csv has them."""
    return csv_text(tidy(pd.read_parquet(edition.release / FIGURES), edition.scope))


def _machine(value: float) -> str:
    """The shortest decimal that a figure has ('0.0846', of which 8,46 % / 100 makes 0.08460000000000001); '' for missing."""
    text = "" if value != value else str(int(value)) if float(value).is_integer() else f"{value:.15g}"
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text  # '0.125' is 125 to a spreadsheet in Viet Nam
