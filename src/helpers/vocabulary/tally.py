"""The counts of a review in words: what was read, what became of it, and what was found."""

from __future__ import annotations

from collections.abc import Mapping


def tally(edition: str, counts: Mapping[str, int]) -> str:
    """'kon-plong 2024: 8 of 9 units accepted. 9 files, 6,184 cells = … . 1 error, 0 warnings, 58 notes.'

    The four outcomes of cells add up to all cells.
    """
    accepted = f"{counts['units_accepted']:,} of {counts['units']:,} units accepted"
    return (
        f"{edition}: {accepted if counts['units_reported'] else 'no figures by unit'}. "
        f"{_many(counts, 'files')}, {_many(counts, 'cells')} = {counts['accepted']:,} accepted + {counts['rejected']:,} "
        f"rejected + {_many(counts, 'label', 'labels')} + {counts['ignorable']:,} ignorable. "
        f"{_many(counts, 'errors')}, {_many(counts, 'warnings')}, {_many(counts, 'notes')}."
    )


def _many(counts: Mapping[str, int], name: str, words: str = "") -> str:
    plural = words or name
    return f"{counts[name]:,} {plural.removesuffix('s') if counts[name] == 1 else plural}"
