"""The counts of a review in words: what was read, what became of it, and what was found."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.vocabulary.message import counted, message


def tally(edition: str, counts: Mapping[str, int]) -> str:
    """'kon-plong 2024: 8 of 9 units accepted. 9 files, 6,184 cells = … . 1 error, 0 warnings, 58 notes.'

    The four outcomes of cells add up to all cells.
    """
    many = {name: counted(counts[name], f"{{n}} {name.removesuffix('s')}", f"{{n}} {name}") for name in ("files", "cells", "errors", "warnings", "notes")}  # fmt: skip
    labels = counted(counts["label"], "{n} label", "{n} labels")
    units = message("{accepted} of {units} units accepted", accepted=counts["units_accepted"], units=counts["units"])
    return message(
        "{edition}: {of}. {files}, {cells} = {accepted} accepted + {rejected} rejected + {labels} + {ignorable} ignorable. "
        "{errors}, {warnings}, {notes}.",
        edition=edition, of=units if counts["units_reported"] else message("no figures by unit"), labels=labels,
        **many, **{name: counts[name] for name in ("accepted", "rejected", "ignorable")},
    )  # fmt: skip
