"""What the front page says of a scope: the finding and the cards of its newest summary, in that page's own words.

No figure is worked out here, so that the front cannot say something else than the page; `commune verify` sees that it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.run.shown import Shown

PAGE = "index"  # the page that the front opens with


@dataclass(frozen=True)
class Front:
    """The newest period of a scope that has pages, and what its summary opens with.

    cards: label, value and what stands beside it. made_up: whether a claim of these rests on demonstration data.
    """

    newest: Shown
    lang: str
    finding: str = ""
    cards: tuple[tuple[str, str, str], ...] = ()
    made_up: bool = False

    @property
    def sentences(self) -> list[str]:
        """Everything that is said here and claimed there."""
        return [text for text in (self.finding, *(part for card in self.cards for part in card[1:])) if text]

    def told(self) -> dict[str, Any]:
        """What the front says, for its claims.json: where the claims are that prove it."""
        edition = self.newest.edition
        return {"scope": edition.scope_id, "period": edition.period.text, "page": f"{self.lang}/{PAGE}", "says": self.sentences}  # fmt: skip


def front_of(own: Sequence[Shown], lang: str) -> Front | None:
    """The front of a scope, whose editions stand latest first; None where no page was made."""
    newest = next((each for each in own if each.pages), None)
    if newest is None:
        return None
    blocks = newest.outputs(f"{lang}/{PAGE}")
    finding = "".join(block["text"] for block in blocks if block["slot"] == "headline")
    cards = tuple(tuple(card) for block in blocks if block["slot"] == "cards" for card in block.get("cards", []))
    return Front(newest, lang, finding, cards, any(_made_up(blocks)))


def _made_up(blocks: Sequence[dict[str, Any]]) -> Iterator[bool]:
    opening = (block for block in blocks if block["slot"] in {"headline", "cards"})
    for claim in (claim for block in opening for entry in block.get("claims", []) for claim in entry["claims"]):
        yield claim.get("basis", {}).get("origin") == "demonstration"
