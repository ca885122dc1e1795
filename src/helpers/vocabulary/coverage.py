"""Which units a total covers: the set itself, so that a count of units never stands for it.

Written as `all`, as `all but 23455 23461`, or as the codes; the shorter of the two where some are missing. Two totals
of one boundary version cover the same units if and only if these texts are equal. A figure that is no sum of units has
''.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

ALL, BUT = "all", "all but "


def covers_of(given: Collection[str], due: Sequence[str]) -> str:
    """The units that gave a figure, of those due in official order, as a text."""
    there, lacking = ([code for code in due if (code in given) is wanted] for wanted in (True, False))
    if not lacking:
        return ALL
    return BUT + " ".join(lacking) if len(lacking) < len(there) else " ".join(there)


def is_partial(covers: str) -> bool:
    """Whether a total lacks units."""
    return covers not in {"", ALL}
