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
print(checker.conforms("https://kontum.gov.vn/a", "uri"), checker.conforms("no address", "uri"))
"""


def test_notebooks_are_read_without_the_grammar_of_addresses_which_is_there_when_one_is_tested():
    done = subprocess.run([sys.executable, "-c", ADDRESSES], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "module", "True", "True", "False"]


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


WORKER = """
import sys
from helpers.run.processes.preload import preload
preload()
print(*(name in sys.modules for name in ("papermill", "bs4", "requests", "soupsieve", "scipy.sparse")))
import bs4, papermill.iorw, requests
print(bs4.BeautifulSoup("<p class=a>x</p>", "html.parser").select_one("p.a").text, papermill.iorw.requests.get is requests.get)
"""


def test_a_worker_does_not_wait_for_what_asks_the_network_or_plans_which_is_there_for_a_notebook_that_does():
    done = subprocess.run([sys.executable, "-c", WORKER], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "False", "False", "False", "x", "True"]
