"""What a layout's file may hold: its tables, keys and kinds of values; `layouts/README.md` says what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.settings import Code, Day, Either, Flag, Kind, Many, Mistake, Named, Place, Table, Text, Whole

ROLES = ("number", "unit", "code", "part", "dimension", "figure", "note", "indicator", "detail", "as_of", "level")
_SCALE = Text(choices=("percent", "fraction"))


@dataclass(frozen=True)
class _Indicator:
    """An indicator of the catalogue; '' where a sub-row has none; with braces, a template for each member of a list."""

    def mistakes(self, value: Any, at: Place) -> Iterator[Mistake]:
        """Not a text, or no indicator."""
        template = isinstance(value, str) and (value == "" or "{" in value)
        yield from () if template else Text(choices=lambda: indicators().keys()).mistakes(value, at)


def _of_column(column: Mapping[str, Any], at: Place) -> Iterator[Mistake]:
    """A column of figures says what they are; `long` tables take it from the row."""
    if column.get("role", "figure") == "dimension" and "name" not in column:
        yield Mistake((*at, "role"), "cần có name", "of a dimension needs a name")


_COLUMN: dict[str, Kind] = {
    "role": Text(choices=ROLES),
    "heading": Many(Text(many_lines=True), least=1),
    "variants": Many(Text(many_lines=True)),
    "index": Text(may_be_empty=True),
    "indicator": Either((_Indicator(), Many(_Indicator(), least=1))),
    "detail": Text(may_be_empty=True),
    "as_of": Day(),
    **dict.fromkeys(("optional", "cut_off"), Flag()),
    **dict.fromkeys(("name", "each", "members_of"), Text()),
    "scale": _SCALE,
    "members": Named(Text()),
    **dict.fromkeys(("places", "not_for", "only_for"), Many(Text())),
}
_COLUMNS = Many(Table(optional=_COLUMN, rule=_of_column))
_NEEDED: dict[str, Kind] = {
    "form": Code(),
    "origin": Text(choices=("official", "own", "published")),
    "title": Text(may_be_empty=True, many_lines=True),
    "recognise": Many(Many(Text(), least=1)),
    "valid_from": Day(),
}
_FURTHER: dict[str, Kind] = {
    "valid_to": Day(),
    **dict.fromkeys(("sheet", "asked", "lines", "unit_of_measure", "since"), Text(may_be_empty=True)),
    "header_row": Whole(1),
    "order": Whole(),
    "index_row": Flag(),
    **dict.fromkeys(("parts", "kinds", "without"), Many(Text())),
    "rows": Text(choices=("units", "records")),
    "rest": Text(choices=("", "ignore"), may_be_empty=True),
    "scale": _SCALE,
    "source": Text(may_be_empty=True, many_lines=True),
}
LAYOUT = Table({**_NEEDED, "column": _COLUMNS}, _FURTHER)
LIKE = Table(
    {"like": Text(), "form": Code()}, {**_NEEDED, **_FURTHER, "column": _COLUMNS}
)  # a layout by its differences
