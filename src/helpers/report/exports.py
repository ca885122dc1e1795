"""Names of the files that a period is handed over in, and of what its maps are drawn from."""

from __future__ import annotations

from helpers.vocabulary.edition import Edition

FIRST = "vi"  # the language of tables.xlsx; others say theirs in the name
FIGURES, PACKAGE = "observations.csv", "datapackage.json"
AREAS = "boundaries.geojson"  # of units, which an office may give beside scope.toml


def tables_name(lang: str) -> str:
    """'tables.xlsx' in Vietnamese, 'tables.en.xlsx' in English."""
    return "tables.xlsx" if lang == FIRST else f"tables.{lang}.xlsx"


def data_files(lang: str) -> dict[str, str]:
    """What front pages offer of a period's data, by its file below the period: first what a double click opens."""
    return {f"data/{tables_name(lang)}": "Excel", f"data/{FIGURES}": "CSV", f"data/{PACKAGE}": "JSON"}


def whole_name(edition: Edition, lang: str) -> str:
    """'kon-plong-2024-H1-vi.html': all pages of a period in one file; internal ones say so in their name."""
    return edition.audience.named(f"{edition.scope_id}-{edition.period}-{lang}.html")
