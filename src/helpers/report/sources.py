"""The files that the figures of a chart were read from, for the line under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from helpers.report.cells import Row
from helpers.vocabulary.language import Translator

MOST_NAMED = 3  # files under a chart; all are listed at the end of the page


def source_line(rows: Sequence[Row], t: Translator) -> str:
    """What stands under a chart: the files that its figures were read from, or that they were calculated."""
    behind = {each.workbook for row in rows for cell in row.cells for each in cell.origin.all if each.workbook}
    return files_line(behind, t) if behind else t("Source: calculated from the figures of this page.")


def files_line(names: Iterable[str], t: Translator) -> str:
    """The files by name, the first few of many."""
    files = sorted(names)
    more = len(files) - MOST_NAMED
    if more <= 0:
        return t("Source: {files}.", files=", ".join(files))
    return t.plural("Source: {files} and {n} more file.", "Source: {files} and {n} more files.", more, files=", ".join(files[:MOST_NAMED]))  # fmt: skip
