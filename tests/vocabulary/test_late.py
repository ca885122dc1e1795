"""What is hardly ever used is imported when it is."""

import subprocess
import sys

ADDRESSES = """
import sys
import helpers, nbformat
assert "lark" not in sys.modules
from jsonschema import FormatChecker
checker = FormatChecker()
print(checker.conforms("https://vi.wikipedia.org/wiki/Đăk_Ring", "iri"), checker.conforms("no address", "iri"))
import rfc3987_syntax
print(type(rfc3987_syntax).__name__, "lark" in sys.modules)
"""


def test_notebooks_are_read_without_the_grammar_of_addresses_which_is_there_when_one_is_tested():
    done = subprocess.run([sys.executable, "-c", ADDRESSES], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "module", "True"]


DENSITY = """
import sys
from helpers.report.chart import imported_seaborn
seaborn = imported_seaborn()
print("scipy.stats" in sys.modules)
seaborn.kdeplot([1, 2, 3, 5])
from scipy import stats
print(type(stats).__name__, stats is sys.modules["scipy.stats"])
"""


def test_charts_are_drawn_without_what_estimates_densities_which_is_there_when_one_is_asked_for():
    done = subprocess.run([sys.executable, "-c", DENSITY], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "module", "True"]
