"""Words for claims, in every language of the pages: whole sentences, chosen by what the claim says.

`reader` writes numbers, names and days; `sentences` holds what can be said of any indicator; a module per page holds
its own. Nothing here knows a page or a frame: a `sentence` takes what `helpers.report.claims` takes and gives a `Said`.
"""

from helpers.report.wording.reader import Phrase, Reader
from helpers.report.wording.said import Said, first, own, sentence

__all__ = ["Phrase", "Reader", "Said", "first", "own", "sentence"]
