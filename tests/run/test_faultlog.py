"""A fault of the program is written down for who mends it: few logs, for the owner, without figures and folders."""

import os
import re
import stat
import subprocess
import sys

import pandas as pd
import pytest
from tests.run.conftest import make_trial

from helpers.run.faultlog import MOST, keep_fault
from helpers.vocabulary.edition import Edition


def fault(message):
    try:
        try:
            pd.DataFrame({"a": [1]})[message]
        except KeyError as error:
            raise RuntimeError(message) from error
    except RuntimeError as error:
        return error


@pytest.fixture
def trial(tmp_path, monkeypatch):
    project = make_trial(tmp_path)
    monkeypatch.setenv("COMMUNE_ROOT", str(project.root))
    return project


def test_a_log_names_places_and_kinds_of_errors_but_no_message_and_no_folder(trial):
    path = keep_fault(fault("households 1731"))
    assert path.startswith(str(trial.root / ".commune" / "faults"))
    with open(path, encoding="utf-8") as file:
        told = file.read()
    assert re.search(r"KeyError\n(  .*\n)+which led to\nRuntimeError\n  test_faultlog.py:\d+ in fault", told)
    assert "pandas/core/frame.py" in told
    assert "1731" not in told
    assert not re.search(r"(?m)(^|\s)/", told)


def test_only_the_newest_are_kept(trial):
    paths = [keep_fault(fault("x")) for _ in range(MOST + 3)]
    assert sorted(p.name for p in (trial.root / ".commune/faults").iterdir()) == sorted(
        map(os.path.basename, paths[3:])
    )


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX systems")
def test_what_the_public_may_not_see_is_for_the_owner_alone(trial):
    from helpers import store

    keep_fault(fault("x"))
    store.refresh(Edition.of("trial", "2024-H1", project=trial))
    for place in ("data/processed", "reports/internal", ".commune", ".commune/faults"):
        assert stat.S_IMODE((trial.root / place).stat().st_mode) == 0o700, place


@pytest.mark.skipif(not hasattr(__import__("signal"), "SIGHUP"), reason="signals of POSIX systems")
def test_a_terminal_that_is_closed_stops_a_command_as_ctrl_c_does(trial):
    """In a process of its own, which sends itself the signal while it waits."""
    code = (
        "import os, signal, sys, helpers.cli as cli\n"
        "os.environ['LANGUAGE'] = 'en'\n"
        "cli.typer.main.get_command = lambda app: lambda: os.kill(os.getpid(), signal.SIGHUP)\n"
        "try:\n    cli.main()\nexcept KeyboardInterrupt:\n    sys.exit(77)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 77
