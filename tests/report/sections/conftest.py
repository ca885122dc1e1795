"""Pages over a made-up scope of three communes, with the figures that a test writes out."""

from __future__ import annotations

import pytest
from tests.editions import hand_out
from tests.report.conftest import observation

from helpers.protect.totals import with_totals
from helpers.vocabulary.observation import frame
from helpers.vocabulary.place import load_scope


@pytest.fixture
def page_of(project, monkeypatch):
    """A function from rows (unit, indicator, value) or (unit, indicator, detail, value) by date to a page over them."""
    from helpers.report.page import begin

    def make(name: str, figures: dict[str, list[tuple]], lang: str = "en", **parameters):
        rows = [
            observation(row[0], row[1], row[-1], detail=row[2] if len(row) == 4 else "", as_of=day)
            for day, found in figures.items()
            for row in found
        ]
        seen = (
            with_totals(frame(rows), load_scope("mau", project)) if rows else frame([]).assign(coverage="", covers="")
        )
        hand_out(monkeypatch, seen)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
        return begin(name, scope="mau", period="2024-H1", lang=lang, project=project, **parameters)

    return make
