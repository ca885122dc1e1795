"""The museum of real-life shapes is read right here, and what comes out otherwise is told with the figure."""

import pytest

from helpers.run import selftest


@pytest.mark.parametrize("exhibit", selftest.EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_every_exhibit_gives_the_same_figures(exhibit):
    assert selftest.fault_of(exhibit) == ""


def test_a_figure_that_comes_out_otherwise_is_named(monkeypatch):
    monkeypatch.setattr(selftest, "EXPECTED", selftest.EXPECTED | {("23455", "poor_households"): 98.0})
    told = {fault for _, fault in selftest.selftest()}
    assert told == {"23455/poor_households is 97.0, not 98"}
