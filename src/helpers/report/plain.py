"""Text for spreadsheets: shown as it stands, never obeyed."""

from __future__ import annotations

import re

from helpers.report.markup import visible

#: More characters than this do not fit in a cell of a spreadsheet.
LONGEST = 32_000
_FORMULA = tuple("=+-@＝＋－＠\t\r\n|%")  # spreadsheets of the East take the wide signs too
_NUMBER = re.compile(r"[+-]?[\d.,\s]*%?|-")


def cell_text(text: object) -> str:
    """The text for a cell that is known to be text: hidden controls shown, cut where a spreadsheet would refuse it."""
    shown = visible(text)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def field_text(text: object) -> str:
    """The text for a CSV field, which a spreadsheet may take for a formula: then an apostrophe stands before it.

    Figures as printed (`-`, `-13,62`, `99,93%`) are none and stay as they are.
    """
    shown = cell_text(text)
    runs = shown.startswith(_FORMULA) or shown.lstrip().startswith(_FORMULA)
    return f"'{shown}" if runs and not _NUMBER.fullmatch(shown) else shown
