"""The `commune` command. Each command imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from helpers import __version__
from helpers.vocabulary.errors import CommuneError, InputError
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

app = typer.Typer(
    no_args_is_help=True,
    help="Commune returns go in, traceable figures and reports come out. / Từ biểu của xã đến báo cáo có nguồn.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes around the help would double the time until it is there
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Audience(StrEnum):
    """Who the pages are for."""

    public = "public"
    internal = "internal"


ScopeOption = Annotated[str | None, typer.Option("--scope", "-s", help="Folder of data/raw, e.g. kon-plong.")]
PeriodOption = Annotated[str | None, typer.Option("--period", "-p", help="2023, 2024-H1, 2024-Q3 or 2024-09.")]
LangOption = Annotated[str, typer.Option("--lang", help="Languages of the pages: vi, en or vi,en.")]


def _chosen(scope: str | None, period: str | None) -> tuple[Project, str, Period]:
    """The project, scope and period asked for, or the defaults: the project's scope and its latest period."""
    project = Project.find()
    chosen = project.check_scope(scope) if scope else project.default_scope()
    return project, chosen, project.check_period(chosen, period) if period else project.default_period(chosen)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"commune {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Options of the command itself."""


@app.command()
def run(
    scope: ScopeOption = None,
    period: PeriodOption = None,
    lang: LangOption = "vi",
    audience: Annotated[
        Audience, typer.Option(help="public protects small counts; internal shows all.")
    ] = Audience.public,
    only: Annotated[list[str] | None, typer.Option(help="Make only this page; may be repeated.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Pages made at once.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="A Dask scheduler, tcp://HOST:PORT.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Make every page again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made and why; make nothing.")] = False,
) -> None:
    """Read the returns of a period and make its reports."""
    from helpers.vocabulary.language import check_language

    project, scope_id, chosen = _chosen(scope, period)
    langs = [check_language(code.strip()) for code in lang.split(",")]
    from helpers.run import run_period

    result = run_period(
        project,
        scope_id,
        str(chosen),
        langs=langs,
        audience=audience.value,
        only=only,
        workers=workers,
        scheduler=scheduler,
        force=force,
        dry_run=dry_run,
    )
    _say(result.lines)
    if not dry_run:
        from helpers.run.runlog import keep

        keep(project, scope_id, chosen, result.exit_code, result.lines)
    raise typer.Exit(result.exit_code)


@app.command()
def check(scope: ScopeOption = None, period: PeriodOption = None) -> None:
    """Check the returns of a period in seconds. Makes no reports; writes annotated copies for the senders."""
    from helpers.run.checking import check_period

    project, scope_id, chosen = _chosen(scope, period)
    lines, rejected = check_period(project, scope_id, chosen)
    _say([*lines, *project.stray_periods(scope_id)])
    raise typer.Exit(3 if rejected else 0)


@app.command()
def forms(
    out: Annotated[Path, typer.Option(help="Folder for the workbooks; made if missing.")],
    period: Annotated[str, typer.Option("--period", "-p", help="The period that the forms are for; may be new.")],
    scope: ScopeOption = None,
) -> None:
    """Write blank workbooks for the communes. Their units are filled in and the cells validated."""
    from helpers.intake.forms import write_forms

    project = Project.find()
    scope_id = project.check_scope(scope) if scope else project.default_scope()
    _say([f"Wrote {path}" for path in write_forms(scope_id, Period.parse(period), out, project)])


@app.command()
def trace(
    unit: Annotated[str, typer.Option(help="Code or name of a unit.")],
    indicator: Annotated[str, typer.Option(help="Indicator id, see docs/data-dictionary.md.")],
    scope: ScopeOption = None,
    period: PeriodOption = None,
    detail: Annotated[str | None, typer.Option(help="Member of a breakdown; all of them if left out.")] = None,
) -> None:
    """Follow a figure back to its cell. Pages, correction, workbook, sheet, and the text as printed."""
    from helpers.run.checking import trace_period

    project, scope_id, chosen = _chosen(scope, period)
    _say(trace_period(project, scope_id, chosen, unit, indicator, detail))


@app.command()
def status(scope: ScopeOption = None) -> None:
    """Say what is there, missing and stale. Periods, sources and pages, each with the reason."""
    from helpers.run import status as status_lines
    from helpers.run.received import waiting_for

    project = Project.find()
    failed = False
    for each in [project.check_scope(scope)] if scope else project.scopes():
        try:
            _say([*status_lines(project, each), *waiting_for(project, each)])
        except InputError as error:  # one bad scope hides no other
            failed = True
            typer.echo(f"commune: {error}", err=True)
        _say(project.stray_periods(each))
    _say([] if scope else project.stray_scopes())
    raise typer.Exit(InputError.exit_code if failed else 0)


@app.command()
def explore() -> None:
    """Open JupyterLab on the notebooks."""
    import subprocess

    project = Project.find()
    start = project.notebooks / "00_explore.ipynb"
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        *([str(start)] if start.is_file() else []),
        f"--notebook-dir={project.notebooks}",
    ]
    if os.name == "posix":  # this process becomes JupyterLab: Ctrl-C reaches it alone, and nothing is left behind
        os.execv(sys.executable, command)  # noqa: S606 - as below
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - our own interpreter, no user text


def _say(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)


def main() -> None:
    """Run the command; a problem that the user can act on is one message and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Windows consoles default to a code page
    try:
        app()
    except CommuneError as error:
        typer.echo(f"commune: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        typer.echo(f"commune: {_machine_fault(error)}", err=True)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the last boundary: a fault of ours must still be one message
        typer.echo(
            f"commune: a fault of the program, {type(error).__name__}: {error}. Details: {_log_fault()}", err=True
        )
        sys.exit(1)


def _machine_fault(error: OSError) -> str:
    """What to do about a full disk, a folder without rights, a file that another program holds."""
    place = f"{error.filename} " if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        told = "The disk is full. Free some space and run again"
    elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        told = f"{place or 'A file '}cannot be written or read ({error.strerror}). Close it in other programs or get the rights, and run again"
    else:
        told = f"{place}{error.strerror or error}. Mend this and run again"
    return f"{told}; what was made before is whole."


def _log_fault() -> str:
    """Keep the traceback of a fault for whoever mends the program, where it is not in the user's way nor in others' sight."""
    try:
        handle, name = tempfile.mkstemp(prefix="commune-fault-", suffix=".log")
        with open(handle, "w", encoding="utf-8") as file:
            file.write(traceback.format_exc())
    except OSError:
        return "none could be kept"
    return name


if __name__ == "__main__":
    main()
