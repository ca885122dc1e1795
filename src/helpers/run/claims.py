"""The claims of a period: gathered from executed notebooks, proved before a page is put in place, kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpers.report.block import told_by
from helpers.run.manifest import PageLedger
from helpers.run.reading import EVIDENCE, PLACES
from helpers.run.verification.evidence import NAME, Evidence, read
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import read_json, write_atomic
from helpers.vocabulary.message import message

if TYPE_CHECKING:
    from helpers.run.execute import Failed, Made

FORMAT = 1


def said_in(notebook: str) -> list[dict[str, Any]]:
    """Every sentence of an executed notebook, in order: `text` and `claims`, none if it tells of no figure."""
    return [entry for block in told_by(json.loads(notebook)) for entry in block.get("claims", []) if entry["text"]]


@dataclass(frozen=True)
class Prover:
    """Proves what new pages of an edition say, from the figures that their audience may see."""

    edition: Edition

    @cached_property
    def places(self) -> dict[str, Any]:
        """Whose figures they are."""
        return read_json(self.edition.release / PLACES)

    @cached_property
    def evidence(self) -> Evidence:
        """The figures, as observations.csv will have them."""
        from helpers.run.verification.verify import places_of

        with (self.edition.release / EVIDENCE).open(encoding="utf-8", newline="") as handle:
            return read(handle, places_of(self.places))

    def checked(self, made: Made) -> Made | Failed:
        """The page, or what to tell of it if a sentence is not proved: it is then not published."""
        from helpers.run.execute import Failed
        from helpers.run.verification.verify import unproved

        said = said_in(made.notebook)
        false = [f"“{text}” {found}" for text, found in unproved(self.evidence, made.name, said)] if said else []
        if not false:
            return made
        more = message(" (and {n} more)", n=len(false) - 1) if len(false) > 1 else ""
        return Failed(made.name, 0, message("a sentence is not proved by the figures, so the page is not published: {sentence}{more}", sentence=false[0], more=more), "\n".join(false))  # fmt: skip


def write_claims(edition: Edition, ledger: PageLedger) -> None:
    """Bring claims.json up to date: what a page says is read from its executed notebook when its key is new."""
    folder = edition.reports
    if not ledger.pages:
        (folder / NAME).unlink(missing_ok=True)
        return
    found = read_json(folder / NAME)
    known = found.get("pages", {}) if found.get("format") == FORMAT else {}
    pages = ledger.read_once(known, lambda notebook: {"said": said_in(notebook)})
    whole = {"format": FORMAT, **Prover(edition).places, "pages": pages}
    write_atomic(folder / NAME, json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
