"""Returns as clerks, disks and networks spoil them: read or refused, never a crash, and every cell accounted for."""

from __future__ import annotations

import pytest
from tests.hardening import trial
from tests.hardening.books import WRITERS, sound, to_xls
from tests.hardening.mutate import mutant

SAMPLE = 50  # of the mutants that benchmarks/soak.py tries by the thousand


@pytest.mark.parametrize("kind", WRITERS)
def test_the_sound_workbook_is_read_whole_without_a_finding(tmp_path, kind):
    name = f"return.{kind}"
    tables = trial.outcome(trial.project_with(tmp_path, name, WRITERS[kind](sound())))
    assert list(trial.wrongs(tables, name, sound(), kind)) == []
    assert tables["findings"].empty
    seen = set(tables["observations"][["unit", "indicator", "detail"]].itertuples(index=False, name=None))
    assert trial.expected() <= seen


@pytest.mark.parametrize("number", range(SAMPLE))
def test_a_spoilt_return_is_accounted_for(tmp_path, number):
    tried = mutant(number)
    name = f"return.{tried.kind}"
    tables = trial.outcome(trial.project_with(tmp_path, name, tried.data))
    assert list(trial.wrongs(tables, name, tried.book, tried.kind)) == [], tried.story


def test_the_trial_notices_a_lost_cell_and_a_lost_figure(tmp_path):
    """The judge is judged: what is hidden from it must be missed."""
    tables = trial.outcome(trial.project_with(tmp_path, "return.xls", to_xls(sound())))
    tables["cells"] = tables["cells"].iloc[1:]
    tables["observations"] = tables["observations"].iloc[1:]
    found = " ".join(trial.wrongs(tables, "return.xls", sound(), "xls"))
    assert "cells without an outcome" in found
    assert "figures are gone without a finding" in found
