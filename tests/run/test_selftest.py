"""The museum of real-life shapes is read right here, and what comes out otherwise is told with the figure."""

import pytest

from helpers.run import selftest


@pytest.fixture(scope="module")
def told():
    return list(selftest.selftest())


def test_every_file_of_the_museum_is_read_and_gives_the_same_figures(told):
    files = [path for path in selftest._MUSEUM.iterdir() if path.suffix != ".toml"]
    assert len(told) == len(files)
    assert {name: fault for name, fault in told if fault} == {}


def test_a_figure_that_comes_out_otherwise_is_named():
    given = {("23452", "households"): 1731.0, ("23455", "persons"): 9.0}
    fault = selftest._fault(given, {("23452", "households"): 1732, ("23455", "households"): 610})
    assert (
        fault
        == "23452/households is 1731.0, not 1732; 23455/households is not read, not 610; 23455/persons is too many"
    )
