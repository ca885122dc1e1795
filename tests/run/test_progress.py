"""What a run says while it goes on."""

import time

from helpers.run.progress import patience, progress


def test_without_a_terminal_there_is_a_line_for_each_page_with_its_problem(capsys):
    with progress(2) as shown:
        for name, problem in (("vi/poverty", ""), ("vi/land", "ValueError: no such thing")):
            shown.started(name)
            shown.finished(name, problem)
    assert capsys.readouterr().err == "[1/2] vi/poverty\n[2/2] vi/land: ValueError: no such thing\n"


def test_a_long_run_has_a_line_for_every_twentieth_part_and_for_each_failure(capsys):
    with progress(400) as shown:
        for number in range(400):
            shown.finished(f"vi/commune/{number}", "lost" if number == 6 else "")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert lines[0].startswith("[7/400] vi/commune/6: lost (about ")
    assert lines[-1] == "[400/400] vi/commune/399"


def test_in_a_terminal_a_bar_shows_counts_and_what_is_under_way(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with progress(2) as shown:
        shown.started("vi/poverty")
        shown.finished("vi/poverty")
        shown.started("vi/land")
        shown.finished("vi/land", "lost")
    said = capsys.readouterr().err
    assert "2/2" in said
    assert "vi/land: lost" in said


def test_what_takes_long_is_told_while_it_does_and_what_does_not_is_not(capsys):
    with patience("thinking", seconds=30):
        pass
    assert capsys.readouterr().err == ""
    with patience("thinking", seconds=0.05):
        time.sleep(0.5)
    lines = capsys.readouterr().err.splitlines()
    assert lines
    assert all(line.startswith("thinking (") for line in lines)
