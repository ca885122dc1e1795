"""Claims: what a sentence, headline, card or caption says of figures, as data that another program can prove.

A function here takes rows of a frame and gives a `Claim`; `helpers.report.wording` puts it into words; `commune verify`
works it out again from observations.csv. What makes sentences false is handled here and nowhere else: ties, gaps,
withheld and missing figures, totals that do not cover all units, other days, the sign, what is no clear change, and
rounding.
"""

from helpers.report.claims.basis import Ground
from helpers.report.claims.changes import change, largest_part, movers, outlook, printed_change
from helpers.report.claims.claim import Basis, Claim, Measure, as_printed, measure
from helpers.report.claims.programmes import against_time, lacking, mean, meeting, of_place, out_of, share_of_lines
from helpers.report.claims.statistics import (
    Column,
    Frame,
    Row,
    against_whole,
    comparison,
    coverage,
    extreme,
    fewest_with_half,
    level,
    newest,
    place,
    share_of,
    value,
)

__all__ = [
    "Basis", "Claim", "Column", "Frame", "Ground", "Measure", "Row", "against_time", "against_whole",
    "as_printed", "change", "comparison", "coverage", "extreme", "fewest_with_half", "lacking", "largest_part",
    "level", "mean", "measure", "meeting", "movers", "newest", "of_place", "out_of", "outlook", "place",
    "printed_change", "share_of", "share_of_lines", "value",
]  # fmt: skip
