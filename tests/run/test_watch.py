"""`commune watch` makes what is stale when something is saved, says what it made, and ends cleanly."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from tests.run.conftest import FIGURES, write_figures, write_notebook
from tests.run.test_faults import hear_interrupts
from tests.run.test_pool import below, gone

from helpers.run import Order, run_period
from helpers.run.watch import saved, watch
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")


@pytest.fixture
def watching(trial):
    """The command at work on the small project, and the lines that it has said."""
    command = [sys.executable, "-m", "helpers", "watch", "--scope", "trial", "--period", "2024-H1"]
    process = subprocess.Popen(command, cwd=trial.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=hear_interrupts)  # fmt: skip
    lines = []
    threading.Thread(target=lambda: lines.extend(iter(process.stdout.readline, "")), daemon=True).start()
    yield process, lines
    process.kill()
    process.wait()


def said(lines, *words, within=90):
    """Wait until it waits for changes, having said these words; gives what it said and forgets it."""
    deadline = time.monotonic() + within
    while not any("Waiting for changes" in line for line in lines):
        assert time.monotonic() < deadline, lines
        time.sleep(0.02)
    told = "".join(lines)
    lines.clear()
    assert all(word in told for word in words), told
    return told


@posix_only
def test_a_saved_notebook_and_a_saved_return_make_their_pages_and_the_end_is_clean(trial, watching):
    process, lines = watching
    said(lines, "Pages: 7 made, 0 up to date, 0 failed.")
    write_notebook(trial, "02_poverty", "poverty", ["page.say('Other words.')"])
    told = said(lines, "vi/poverty", "Pages: 1 made, 6 up to date, 0 failed.")
    assert "vi/land" not in told
    assert "Other words." in (trial.reports("public", "trial", "2024-H1") / "vi/poverty.html").read_text(
        encoding="utf-8"
    )
    write_notebook(trial, "02_poverty", "poverty", ["1 / 0"])
    said(lines, "FAILED vi/poverty", "ZeroDivisionError")
    write_notebook(trial, "02_poverty", "poverty", ["page.say('Mended.')"])
    write_figures(
        trial, FIGURES.replace("23452,poor_households,,2023-12-31,200", "23452,poor_households,,2023-12-31,201")
    )
    said(lines, "0 failed.")
    (trial.raw("trial", "2024-H1") / "sources.toml").write_text("[[source", encoding="utf-8")
    said(lines, "sources.toml")
    family = below(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert gone(*family)
    assert "Traceback" not in "".join(lines)


def test_a_scope_that_is_not_there_ends_the_command(trial):
    with pytest.raises(UsageError, match='Did you mean "trial"'):
        watch(trial, lambda: run_period(Order(Edition.of("trail", "2024-H1", project=trial))), pytest.fail)


def test_files_that_programs_hide_while_one_edits_are_no_change(trial):
    before = saved(trial)
    (trial.notebooks / ".ipynb_checkpoints").mkdir()
    (trial.notebooks / ".ipynb_checkpoints" / "02_poverty-checkpoint.ipynb").touch()
    (trial.raw("trial", "2024-H1") / "~$figures.xlsx").touch()
    assert saved(trial) == before
    (trial.raw("trial", "2024-H1") / "figures.csv").write_text("", encoding="utf-8")
    assert saved(trial) != before
