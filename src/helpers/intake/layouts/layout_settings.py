"""What a layout's file may hold: its tables, keys and kinds of values; `layouts/README.md` says what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.intake.layouts.versions import LABELS, LISTS
from helpers.vocabulary.catalogue import codelist, indicators
from helpers.vocabulary.law import GRADES, forms, kinds_of_units
from helpers.vocabulary.pack import ids
from helpers.vocabulary.settings import (
    Code,
    Day,
    Either,
    Fitting,
    Flag,
    Kind,
    Many,
    Mistake,
    Named,
    Place,
    Text,
    TomlTable,
    Whole,
    not_among,
)

ROLES = ("number", "unit", "code", "part", "dimension", "figure", "note", "indicator", "detail", "as_of", "level")
# What a workbook lets its sheets be called.
_SHEET = Fitting(
    re.compile(r"(?!')[^][:*?/\\]{1,31}(?<!')"),
    "có từ 1 đến 31 ký tự, không có [ ] : * ? / \\ và không có dấu ' ở đầu, cuối",
    "have 1 to 31 characters, none of [ ] : * ? / \\ and no ' at an end",
)
_SCALE = Text(choices=("percent", "fraction"))


def _of_indicator(value: str, at: Place) -> Iterator[Mistake]:
    """An indicator of the catalogue; '' where a sub-row has none; with braces, a template for each member of a list."""
    if value and "{" not in value:
        yield from Text(choices=lambda: ids("indicators.toml", "indicator")).mistakes(value, at)


def _of_column(column: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    """A dimension has a name; a detail is a member of its indicator's code list."""
    if column.get("role", "figure") == "dimension" and "name" not in column:
        yield Mistake((*at, "role"), "cần có name", "of a dimension needs a name")
    named = column.get("indicator", "")
    entry = indicators().get(named if isinstance(named, str) else named[0])
    detail = column.get("detail", "")
    if entry and entry.details and detail and "{" not in detail:
        known = codelist(entry.details)
        yield from (not_among((*at, "detail"), part, known) for part in detail.split("/") if part not in known)


_COLUMN: dict[str, Kind] = {
    "role": Text(choices=ROLES),
    "heading": Many(Text(many_lines=True), least=1),
    "variants": Many(Text(many_lines=True)),
    "index": Text(may_be_empty=True),
    "indicator": Either(
        (Text(may_be_empty=True, rule=_of_indicator), Many(Text(may_be_empty=True, rule=_of_indicator), least=1))
    ),
    "detail": Text(may_be_empty=True),
    "as_of": Day(),
    **dict.fromkeys(("optional", "cut_off"), Flag()),
    "name": Text(),
    "each": Text(choices=tuple(LISTS)),
    "members_of": Text(choices=tuple(LABELS)),
    "scale": _SCALE,
    "members": Named(Text()),
    "places": Many(Text()),
}
_COLUMNS = Many(TomlTable(optional=_COLUMN, rule=_of_column), least=1)
_NEEDED: dict[str, Kind] = {
    "form": Code(),
    "origin": Text(choices=("official", "own", "published")),
    "title": Text(may_be_empty=True, many_lines=True),
    "recognise": Many(Many(Text(), least=1)),
    "valid_from": Day(),
}
_FURTHER: dict[str, Kind] = {
    "valid_to": Day(),
    "sheet": _SHEET,
    "unit_of_measure": Text(may_be_empty=True),
    "asked": Text(choices=("every period", "year end", "never")),
    "lines": Text(choices=("capital",)),
    "since": Text(choices=("period", "year")),
    "header_row": Whole(1, 200),
    "order": Whole(),
    **dict.fromkeys(("index_row", "transposed"), Flag()),
    "grade": Text(choices=GRADES),
    **dict.fromkeys(("parts", "without"), Many(Text())),
    "kinds": Many(Text(choices=kinds_of_units)),
    "rows": Text(choices=("units", "records")),
    "rest": Text(choices=("", "ignore"), may_be_empty=True),
    "scale": _SCALE,
    "source": Text(may_be_empty=True, many_lines=True),
}
LAYOUT = TomlTable({**_NEEDED, "column": _COLUMNS}, _FURTHER)
# A layout by its differences.
LIKE = TomlTable({"like": Text(choices=forms), "form": Code()}, {**_NEEDED, **_FURTHER, "column": _COLUMNS})
