"""What is plausible of figures, beside what must add up: `plausible.toml` of a pack, each kind of entry read by its own check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.findings import finding_types
from helpers.vocabulary.law import kinds_of_units
from helpers.vocabulary.pack import faults, per_pack, sound
from helpers.vocabulary.settings import Kind, Many, Number, Text, TomlTable

FILE = "plausible.toml"
Entries = Mapping[str, list[Mapping[str, Any]]]


def _model() -> TomlTable:
    """What the file may hold."""
    figure, code, positive = Text(choices=lambda: indicators().keys()), Text(choices=finding_types), Number(0)

    def of(*needed: str, **optional: Kind) -> Many:
        return Many(TomlTable({"indicator": figure, **dict.fromkeys(needed, positive)}, optional))

    bounds = dict.fromkeys(("least", "most", "most_each", "times"), positive)
    return TomlTable(
        optional={
            "rate": Many(TomlTable({"printed": figure, "share_of": figure})),
            "plausible": of("share", "least"),
            "slow": of("least"),
            "scale": of("times"),
            "size": of(**bounds, per=figure, finding=code),
            "inhabited": of(where=figure, finding=code),
            "applies": Many(TomlTable({"starts": Text(), "kinds": Many(Text(choices=kinds_of_units))})),
        }
    )


@per_pack
def plausible() -> Entries:
    """The entries of the packs in force by kind; of a kind that no pack has, none."""
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for kind, _, entry in sound(FILE, _model):
        found[kind].append(entry)
    return found


def problems() -> list[str]:
    """What is wrong in the files of a project's own packs, a message for each."""
    return faults(FILE, _model)
