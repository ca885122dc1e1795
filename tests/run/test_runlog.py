"""Each run leaves a line in the period's log, with what it said."""

import re
import sys

from helpers.run import runlog
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project


def edition_in(folder):
    return Edition(Project(folder), "thu", Period.parse("2024"))


def log_of(project):
    return (project.root / ".commune/thu/2024/public/run.log").read_text(encoding="utf-8").splitlines()


def test_a_run_is_logged_with_time_command_and_exit_code(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["commune", "run", "--scope", "thu"])
    runlog.keep(edition_in(tmp_path), 3, ["Pages: 5 made."])
    head, told = log_of(Project(tmp_path))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ commune [\d.]+ run --scope thu: exit 3", head)
    assert told == "  Pages: 5 made."


def test_later_runs_come_after_earlier_ones(tmp_path):
    for code in (1, 0):
        runlog.keep(edition_in(tmp_path), code, [])
    assert [line[-1] for line in log_of(Project(tmp_path))] == ["1", "0"]


def test_the_folder_of_this_machine_is_not_named(tmp_path):
    runlog.keep(edition_in(tmp_path), 0, [f"Open {tmp_path}/reports/index.html"])
    assert log_of(Project(tmp_path))[1] == "  Open ./reports/index.html"


def test_a_long_log_keeps_its_last_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(runlog, "MOST_LINES", 4)
    for code in range(5):
        runlog.keep(edition_in(tmp_path), code, ["said"])
    assert [line.rsplit("exit ", 1)[-1] for line in log_of(Project(tmp_path))] == ["3", "  said", "4", "  said"]


def test_a_log_that_cannot_be_written_does_not_undo_the_run(tmp_path, capsys):
    (tmp_path / ".commune").write_text("a file where the folder should be", encoding="utf-8")
    runlog.keep(edition_in(tmp_path), 0, [])
    assert "run.log could not be written" in capsys.readouterr().err
