"""Cards: the few figures that a page opens with, each a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helpers.report.markup import escape
from helpers.report.wording import Said


@dataclass(frozen=True)
class Card:
    """What is measured (text, or by language), its value, and what must stand beside it: count, base, change, day."""

    label: str | Mapping[str, str]
    value: Said | str
    about: Said | str = ""


def card_html(label: str, value: str, about: str) -> str:
    """A card: label, value, what stands beside it. value and about are HTML. A unit may stand on a line of its own."""
    value = value.replace("\N{NO-BREAK SPACE}", " ")
    return f'<div class="card"><p>{escape(label)}</p><p class="large">{value}</p><p>{about}</p></div>'
