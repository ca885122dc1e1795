"""What is wrong in a project's own packs, told by every command: a slip leaves out one entry, nothing else."""

from __future__ import annotations

from helpers.intake.layouts.layout import problems as of_layouts
from helpers.vocabulary.catalogue import problems as of_indicators
from helpers.vocabulary.errors import did_you_mean
from helpers.vocabulary.identities import problems as of_identities
from helpers.vocabulary.language import problems as of_translations
from helpers.vocabulary.law import problems as of_entries
from helpers.vocabulary.message import message
from helpers.vocabulary.pack import own_names, shipped_names, strangers
from helpers.vocabulary.place import packs_named
from helpers.vocabulary.project import Project
from helpers.vocabulary.register import problems as of_registers


def pack_faults(project: Project) -> list[str]:
    """A message for each faulty file of the packs in force, each file nothing reads, each pack no scope names."""
    named = packs_named(project)
    known = {*named, *shipped_names()}
    lost = [
        message(
            "data/packs/{name}: no scope names this pack.{near}", name=name, near=did_you_mean(name, known - {name})
        )
        for name in own_names(project.packs)
        if name not in named
    ]
    faults = (of_entries, of_indicators, of_identities, of_layouts, of_translations, of_registers, strangers)
    return [*(each for told in faults for each in told()), *lost]
