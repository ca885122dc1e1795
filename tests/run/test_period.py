"""A run makes what changed, keeps what failed, and leaves every file whole."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from tests.run.conftest import FIGURES, make_trial, write_figures, write_notebook

import helpers
from helpers import __version__
from helpers.run import Order, manifest, run_period, status
from helpers.run.processes import pool
from helpers.run.processes.worker import SPAWN
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError

PAGES = [
    "vi/commune/23452",
    "vi/commune/23455",
    "vi/commune/23458",
    "vi/index",
    "vi/poverty",
    "vi/programmes",
    "vi/quality",
]


def folder_of(trial):
    return trial.reports("public", "trial", "2024-H1")


def contents(trial):
    """Every page and executed notebook, without the stamp of the time it was made."""
    found = {}
    for path in sorted(folder_of(trial).rglob("*")):
        if path.suffix in {".html", ".ipynb"}:
            text = path.read_text(encoding="utf-8")
            stamped = re.sub(r'<div id=\\?"stamp\\?">.*?</div>', "", text, flags=re.DOTALL)
            found[path.relative_to(folder_of(trial)).as_posix()] = re.sub(r"\d\d:\d\d [U(]", "", stamped)
    return found


def made_pages(trial):
    known = json.loads((folder_of(trial) / "manifest.json").read_text(encoding="utf-8"))["pages"]
    return {name: page["made"] for name, page in known.items()}


def due(run, **options):
    """Pages that a dry run would make, with its reasons."""
    lines = run(dry_run=True, **options).lines
    return dict(line.removeprefix("would make ").split(": ", 1) for line in lines if line.startswith("would make "))


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """The small project after its first run."""
    project = make_trial(tmp_path_factory.mktemp("ready"))
    assert run_period(Order(Edition.of("trial", "2024-H1", project=project))).exit_code == 0
    return project


@pytest.fixture
def done(trial, ready):
    """A copy of it: nothing that a run makes depends on where the project lies."""
    shutil.copytree(ready.root, trial.root, dirs_exist_ok=True)
    return trial


def test_every_page_is_made_once_and_then_left_alone(done, run, capfd):
    assert sorted(made_pages(done)) == PAGES
    before = contents(done)
    assert "0 made, 7 up to date, 0 failed" in run().lines[1]
    assert contents(done) == before
    assert "Poor: 200." in before["vi/poverty.html"]
    assert "Poor: 50." in before["vi/units/23455.html"]


def imported(done, *words):
    """What the command `commune run` imports; seconds would hang on the machine, and imports are most of them."""
    command = [sys.executable, "-X", "importtime", "-m", "helpers", "run", "--period", "2024-H1", *words]
    surroundings = {**os.environ, "COMMUNE_ROOT": str(done.root), "PYTHONPATH": str(Path(helpers.__file__).parents[1])}
    said = subprocess.run(command, env=surroundings, capture_output=True, encoding="utf-8", timeout=600, check=True)
    assert "Accepted figures: 8 = " in said.stdout
    modules = {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}
    assert "helpers.run.period" in modules
    return said.stdout, modules


def test_a_run_with_nothing_to_do_imports_nothing_that_makes_a_page_or_reads_a_figure(done):
    said, modules = imported(done)
    assert "7 up to date" in said
    needless = {"numpy", "pyarrow", "pandas", "openpyxl", "papermill", "helpers.intake", "helpers.analysis"}
    assert not modules & {*needless, "helpers.run.verification.proofs"}


def test_a_run_that_reads_no_return_leaves_to_its_workers_what_takes_long_to_import(done):
    write_notebook(done, "02_poverty", "poverty", ["page.say('Other words.')"])
    said, modules = imported(done)
    assert "1 made, 6 up to date" in said
    heavy = {"numpy", "pandas", "papermill", "nbformat", "nbconvert", "IPython", "jsonschema", "matplotlib"}
    assert sorted(modules & heavy) == []


def test_after_one_corrected_cell_only_the_pages_that_read_it_are_made_again(done, run):
    programmes = (folder_of(done) / "vi/programmes.html").read_bytes()
    write_figures(
        done, FIGURES.replace("23452,poor_households,,2023-12-31,200", "23452,poor_households,,2023-12-31,201")
    )
    assert "6 made, 1 up to date, 0 failed" in run().lines[1]
    assert "Poor: 201." in (folder_of(done) / "vi/poverty.html").read_text(encoding="utf-8")
    assert (folder_of(done) / "vi/programmes.html").read_bytes() == programmes


def test_a_changed_notebook_makes_its_own_pages_again(done, run):
    write_notebook(done, "05_commune", "commune", ["page.say('Other words.')"])
    assert due(run) == dict.fromkeys(PAGES[:3], "the notebook changed")


def test_a_page_that_was_altered_or_deleted_is_made_again(done, run):
    (folder_of(done) / "vi/poverty.html").write_text("", encoding="utf-8")
    (folder_of(done) / "notebooks/vi/01_clean.ipynb").unlink()
    assert due(run) == {
        "vi/poverty": "missing or altered: vi/poverty.html",
        "vi/quality": "missing or altered: notebooks/vi/01_clean.ipynb",
    }


def test_status_says_what_is_stale_and_why(done):
    account = "  Accepted figures: 8 = 0 on pages + 0 withheld + 8 listed (8 on no page)."  # these pages have no table
    assert status(done, "trial") == ["trial 2024-H1: 7 of 7 pages up to date.", account]
    write_notebook(done, "02_poverty", "poverty", ["page.say('Other words.')"])
    assert status(done, "trial")[2] == "  stale vi/poverty: the notebook changed"


def test_a_step_sees_only_the_indicators_that_it_declares_to_read(trial, run):
    write_notebook(trial, "04_programmes", "programmes", ["sorted(set(page.observations['indicator']))"])
    run(only=["programmes"])
    executed = (folder_of(trial) / "notebooks/vi/04_programmes.ipynb").read_text(encoding="utf-8")
    assert "['capital_disbursed_vnd', 'capital_plan_vnd']" in executed


def test_only_and_force_choose_the_pages(done, run):
    assert due(run, only=["poverty", "commune/23458"], force=True).keys() == {"vi/poverty", "vi/commune/23458"}
    with pytest.raises(UsageError, match='Did you mean "poverty"'):
        run(only=["povety"])


def test_some_pages_made_alone_leave_nothing_to_do(done, run):
    write_notebook(done, "07_other", "other", ["page.say('Figures that stand on no other page.')"])
    run()
    run(only=["poverty", "commune/23458"], force=True)
    assert due(run) == due(run, only=["poverty"]) == {}


def test_a_failing_page_is_told_its_old_version_stays_and_the_next_run_resumes(done, run):
    before = contents(done)
    write_notebook(done, "02_poverty", "poverty", ["x = 1", "raise ValueError('no such thing')"])
    write_notebook(done, "01_clean", "quality", ["page.say('Made all the same.')"])
    failed = run()
    assert failed.exit_code == 1
    told = next(line for line in failed.lines if line.startswith("FAILED"))
    assert told.startswith(
        "FAILED vi/poverty: cell 4 of notebooks/02_poverty.ipynb: ValueError: no such thing Log: .commune/"
    )
    log = done.root / told.partition("Log: ")[2]
    assert "raise ValueError('no such thing')" in log.read_text(encoding="utf-8")
    assert contents(done)["vi/poverty.html"] == before["vi/poverty.html"]
    assert "Made all the same." in contents(done)["vi/quality.html"]
    write_notebook(done, "02_poverty", "poverty", ["page.say('Mended.')"])
    assert "1 made, 6 up to date, 0 failed" in run().lines[1]
    assert not log.exists()


def test_a_notebook_of_another_version_of_the_package_is_told_so(trial, run):
    write_notebook(trial, "01_clean", "quality", ["page.words_of_yore()"])
    write_notebook(trial, "02_poverty", "poverty", ["from helpers.report import words_of_yore"])
    write_notebook(trial, "06_summary", "index", ["from helpers.report import table; table.words_of_yore"])
    write_notebook(trial, "04_programmes", "programmes", ["page.figures.words_of_yore"])
    lines = [line for line in run(only=["quality", "poverty", "index", "programmes"]).lines if "words_of_yore" in line]
    hint = f"the notebook is not of this version ({__version__}): take the one that came with it"
    assert {line.split()[1]: hint in line for line in lines} == {
        "vi/quality:": True,
        "vi/poverty:": True,
        "vi/index:": True,
        "vi/programmes:": False,
    }


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("import os; os._exit(9)", "DeadKernelError"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "DeadKernelError"),
        ("while True: pass", "CellTimeoutError"),
    ],
)
def test_a_kernel_that_dies_or_never_ends_fails_its_page_only(trial, run, monkeypatch, cell, told):
    monkeypatch.setattr("helpers.run.period.TIMEOUT", 1)
    write_notebook(trial, "02_poverty", "poverty", [cell])
    result = run(only=["poverty", "quality"])
    assert result.exit_code == 1
    assert [told in line for line in result.lines if line.startswith("FAILED")] == [True]
    assert (folder_of(trial) / "vi/quality.html").is_file()


def test_a_parameter_that_the_notebook_does_not_declare_fails_its_page(trial, run):
    path = trial.notebooks / "02_poverty.ipynb"
    path.write_text(
        path.read_text(encoding="utf-8").replace("audience = 'public'", "reader = 'public'"), encoding="utf-8"
    )
    told = "\n".join(run(only=["poverty"]).lines)
    assert "the notebook has no parameter audience; it has scope, period, lang, reader" in told


def test_the_manifest_is_valid_and_names_no_path_of_this_machine_nor_a_user(done):
    text = (folder_of(done) / "manifest.json").read_text(encoding="utf-8")
    jsonschema.validate(json.loads(text), manifest.schema())
    everything = text + "".join(contents(done).values())
    for private in {str(done.root), os.path.expanduser("~"), os.sep + "tmp" + os.sep}:
        assert private not in everything


@pytest.mark.parametrize(
    ("path", "fits"),
    [("2021/review.csv", True), ("/etc/x", False), ("C:\\x", False), ("C:/x", False), ("a/../b", False), ("..", False)],
)
def test_the_schema_takes_relative_paths_and_refuses_ways_out(path, fits):
    validator = jsonschema.Draft202012Validator(
        {**manifest.schema(), "$ref": "#/$defs/path", "type": "string", "required": []}
    )
    assert validator.is_valid(path) == fits


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"format": 0}'])
def test_a_damaged_manifest_is_made_anew(done, run, damage):
    (folder_of(done) / "manifest.json").write_text(damage, encoding="utf-8")
    assert "7 made" in run().lines[1]
    jsonschema.validate(json.loads((folder_of(done) / "manifest.json").read_text(encoding="utf-8")), manifest.schema())


def test_two_clean_runs_give_the_same_bytes_whatever_the_order_and_the_kind_of_workers(trial, run, monkeypatch):
    run(workers=1)
    first = contents(trial)
    monkeypatch.setattr(pool, "_shared", None)
    monkeypatch.setattr(pool, "METHOD", SPAWN)  # as on Windows
    assert "7 made" in run(workers=2, force=True).lines[1]
    pool.close_shared()
    assert contents(trial) == first


def test_a_second_language_makes_the_pages_that_link_to_it_and_then_both_hold(done, run):
    assert "14 made" in run(langs=["vi", "en"]).lines[1]
    assert due(run, langs=["vi"]) == {}
    assert due(run, langs=["vi", "en"]) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("parent =", 'issuer = { by = { vi = "Phòng A", en = "Office A" }, next = 2027-01-20 }\nparent ='),
        ('name = "Xã Ba"', 'name = "Xã Bốn"'),
    ],
    ids=["who issues them and when the next come", "the name of a unit"],
)
def test_every_page_is_made_again_when_the_scope_says_something_else_of_itself(done, run, before, after):
    path = done.raw("trial") / "scope.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert "7 made, 0 up to date" in run().lines[1]


def test_pages_are_made_again_when_an_office_gives_the_areas_of_its_units(done, run):
    (done.raw("trial") / "boundaries.geojson").write_text('{"features": []}', encoding="utf-8")
    assert "7 made, 0 up to date" in run().lines[1]


def test_pages_of_a_unit_that_left_the_scope_are_removed(done, run):
    path = done.raw("trial") / "scope.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(', { code = "23458", name = "Xã Ba" }', ""), encoding="utf-8"
    )
    write_figures(done, "".join(line for line in FIGURES.splitlines(True) if not line.startswith("23458")))
    run()
    assert not (folder_of(done) / "vi/units/23458.html").exists()
    assert "vi/commune/23458" not in made_pages(done)
