"""Every accepted figure is on a page, withheld, or listed with the reason; what no page knows gets a page of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest
from tests.run.conftest import FIGURES, write_figures, write_notebook

from helpers.run.accounting import account_of, shown_by_page, told
from helpers.run.checking import trace_period
from helpers.run.manifest import PageLedger
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.observation import frame, withhold

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TABLE = [
    "from helpers.report.table import Column, Table",
    "own = page.observations.query(\"indicator == 'poor_households'\").set_index('unit', drop=False)",
    "own = own.assign(poor_households=own['value'])",
    "page.table(Table(own, 'Poor', [Column('unit'), Column('poor_households', 'Poor', 'count')]))",
]


def figure(indicator: str, value: float | None, unit: str = "1", day: str = "2023-12-31", status: str = "A") -> dict:
    return {
        "unit": unit, "boundary": "2019", "indicator": indicator, "value": value, "as_of": day, "status": status,
        "scope": "a", "period": "2023", "kind": "official", "confidentiality": "F",
    }  # fmt: skip


def test_the_outcomes_of_accepted_figures_are_one_each_and_add_up():
    rows = frame(
        [
            figure("households", 100), figure("poor_households", 2), figure("near_poor_households", None, status="O"),
            figure("poverty_rate_printed", 0.2), figure("households", 90, day="2022-12-31"), figure("persons", 400),
        ]
    )  # fmt: skip
    rows = withhold(rows, rows["indicator"] == "poor_households")
    shown = {
        "households/ 2019 - 2023-12-31 2023-12-31": ["1", "2"],
        "poor_households/ 2019 - 2023-12-31 2023-12-31": ["1"],
    }
    assert account_of(rows, [shown])["outcome"].tolist() == ["shown", "withheld", "gap", "printed", "earlier", "left"]


def test_a_period_without_figures_has_an_empty_account():
    assert account_of(frame(), []).empty


@pytest.fixture
def edition(trial):
    """A page with a table of the poor, and the shipped page of other figures; not run yet."""
    write_notebook(trial, "02_poverty", "poverty", TABLE)
    shutil.copy(NOTEBOOKS / "07_other.ipynb", trial.notebooks)
    return Edition.of("trial", "2024-H1", project=trial)


def test_what_no_page_knows_gets_a_page_of_its_own_and_the_run_says_so(edition, run):
    lines = run().lines
    words = "Accepted figures: 8 = 3 on pages + 0 withheld + 5 listed (5 on the page of other figures)."
    assert words in lines
    assert told(edition) == words
    page = (edition.reports / "vi/other.html").read_text(encoding="utf-8")
    assert "1.000" in page  # households of Xã Một
    assert "(tỷ đồng)" in page  # capital of the programmes
    assert run().lines[1].startswith("Pages: 0 made")


def test_a_new_programme_comes_on_the_page_of_other_figures_in_the_run_that_brings_it(edition, run, trial):
    run()
    write_figures(trial, FIGURES + "613,ocop_products,,2023-12-31,77,\n")
    assert "9 = 3 on pages + 0 withheld + 6 listed" in " ".join(run().lines)
    assert ">77<" in (edition.reports / "vi/other.html").read_text(encoding="utf-8")


def test_without_a_page_for_them_other_figures_are_said_to_be_on_none(edition, run, trial):
    (trial.notebooks / "07_other.ipynb").unlink()
    assert "5 listed (5 on no page)" in " ".join(run().lines)


def test_nothing_is_said_of_what_is_left_over_before_all_pages_are_there(edition, run):
    assert not any("Accepted figures:" in line for line in run(only=["poverty", "quality"]).lines)


def test_an_account_of_other_pages_is_taken_again_whatever_the_clock_says(edition, run):
    """A file from the future, as a clock that is set back leaves it, is no proof that nothing changed since."""
    run(only=["poverty", "quality"])
    write = edition.release / "account.parquet"
    write.write_bytes(account_of(frame(), []).to_parquet())
    os.utime(write, (4_000_000_000, 4_000_000_000))
    assert "8 = 3 on pages + 0 withheld + 5 listed" in " ".join(run().lines)


def test_trace_names_the_pages_that_show_the_figure_and_no_other(edition, run):
    run()
    shown = shown_by_page(edition, PageLedger(edition.reports))
    assert shown["vi/poverty"] == {
        "poor_households/ 2019 2022-2026 2023-12-31 2023-12-31": ["23452", "23455", "23458", "613"]
    }
    pages = {name: trace_period(edition, "Xã Một", name)[1:3] for name in ("poor_households", "households")}
    assert pages["poor_households"][0].endswith("vi/poverty.html")
    assert not pages["poor_households"][1].startswith("page:")
    assert pages["households"][0].endswith("vi/other.html")
    assert pd.Series(trace_period(edition, "Xã Một", "minority_households")).str.contains("no page shows it").any()
