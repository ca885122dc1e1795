"""The files that the figures of a chart were read from, for the line under it."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.vocabulary.language import Translator

MOST_NAMED = 3  # files under a chart; all are listed at the end of the page


def files_line(names: Iterable[str], t: Translator) -> str:
    """The files by name, the first few of many."""
    files = sorted(names)
    more = len(files) - MOST_NAMED
    if more <= 0:
        return t("Source: {files}.", files=", ".join(files))
    return t.plural("Source: {files} and {n} more file.", "Source: {files} and {n} more files.", more, files=", ".join(files[:MOST_NAMED]))  # fmt: skip
