"""The `commune` command. Each command imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

import errno
import gc
import getpass
import os
import signal
import sys
from collections.abc import Iterable
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from helpers import __version__
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import CommuneError, InputError, UsageError, unknown
from helpers.vocabulary.message import counted, message
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

_HELP = ["-h", "--help"]
app = typer.Typer(
    no_args_is_help=True,
    help="Commune returns go in, traceable figures and reports come out.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes around the help would double the time until it is there
    context_settings={"help_option_names": _HELP},
)


ScopeOption = Annotated[str | None, typer.Option("--scope", "-s", help="Folder of data/raw, e.g. kon-plong.")]
PeriodOption = Annotated[str | None, typer.Option("--period", "-p", help="2023, 2024-H1, 2024-Q3 or 2024-09.")]
AudienceOption = Annotated[Audience, typer.Option(help="public protects small counts; internal shows all.")]
LangOption = Annotated[str, typer.Option("--lang", help="Languages of the pages: vi, en or vi,en.")]


def _said_in(lang: str) -> str:
    """The language that a command is to speak: as asked, else as `commune --lang` or the system says."""
    return lang or _language()


SAID_IN = "Language of what is said, vi or en; the system's if left out."
SaidOption = Annotated[str, typer.Option("--lang", help=SAID_IN, callback=_said_in)]


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"commune {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version.")
    ] = False,
    lang: Annotated[str, typer.Option("--lang", help=SAID_IN)] = "",
) -> None:
    """Options of the command itself."""
    if lang:
        os.environ["LANGUAGE"] = lang  # for whatever this command starts, too
        if lang not in ("vi", "en"):
            raise unknown("language", lang, ("vi", "en"))


@app.command()
def run(
    scope: ScopeOption = None,
    period: PeriodOption = None,
    lang: LangOption = "vi",
    audience: AudienceOption = Audience.PUBLIC,
    only: Annotated[list[str] | None, typer.Option(help="Make only this page; may be repeated.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Pages made at once.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="A Dask scheduler, tcp://HOST:PORT.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Make every page again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made and why; make nothing.")] = False,
) -> None:
    """Read the returns of a period and make its reports."""
    from helpers.vocabulary.language import check_language

    edition = Edition.of(scope or "", period or "", audience)
    langs = tuple(check_language(code.strip()) for code in lang.split(","))
    _tell_packs()
    from helpers.run import Order, run_period

    order = Order(edition, langs, tuple(only or ()))
    result = run_period(order, workers=workers, scheduler=scheduler, force=force, dry_run=dry_run)
    _say(result.lines)
    if not dry_run:
        from helpers.run.runlog import keep

        keep(edition, result.exit_code, result.lines)
    raise typer.Exit(result.exit_code)


@app.command()
def watch(
    scope: ScopeOption = None,
    period: PeriodOption = None,
    lang: LangOption = "vi",
    audience: AudienceOption = Audience.PUBLIC,
) -> None:
    """Make stale pages as soon as a notebook, a pack or a return is saved, until Ctrl-C."""
    from helpers.run import Order, RunResult, run_period
    from helpers.run.watch import watch as run_watch
    from helpers.vocabulary.language import check_language

    langs = tuple(check_language(code.strip()) for code in lang.split(","))

    def make() -> RunResult:
        return run_period(Order(Edition.of(scope or "", period or "", audience), langs))

    run_watch(Project.find(), make, lambda line: _say([line]))


@app.command()
def receive(
    files: Annotated[list[Path], typer.Argument(help="Files, folders or zip files as they came in.")],
    scope: ScopeOption = None,
    period: PeriodOption = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Take what is sure without asking; list the others.")
    ] = False,
    lang: SaidOption = "",
) -> None:
    """Put files that came in into their period: say what each is, copy it unchanged, write its entry in sources.toml."""
    from helpers.run.arrivals.receiving import receive as run_receive
    from helpers.vocabulary.language import check_language

    project = Project.find()
    asked = Period.parse(period) if period else None
    chosen, ask = project.chosen_scope(scope), None if yes else typer.confirm
    code = run_receive(files, chosen, asked, project, check_language(lang), ask, typer.echo)
    raise typer.Exit(code)


@app.command()
def learn(
    file: Annotated[Path | None, typer.Argument(help="A workbook, CSV or web table that no form describes.")] = None,
    sheet: Annotated[str, typer.Option(help="Number or name of the sheet; the first with a table if left out.")] = "",
    chosen: Annotated[
        list[str] | None,
        typer.Option("--set", help="What a column is: C4=poor_households, C4=ignore. May be repeated."),
    ] = None,
    new: Annotated[
        list[str] | None, typer.Option("--new", help='A new indicator: C7="Tổng thu | Revenue | VND". May be repeated.')
    ] = None,
    form: Annotated[str, typer.Option(help="Name of the layout; from the title if left out.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write what is sure without asking; list the rest.")] = False,
    look: Annotated[str, typer.Option("--check", help="Look at a layout instead: its file or its form.")] = "",
    scope: ScopeOption = None,
    period: PeriodOption = None,
    lang: SaidOption = "",
) -> None:
    """Learn a layout by example. Shows how a table is understood and what each column may be; writes layout, test."""
    from helpers.explore.learn import Wish, check_layout, decided, learn_from, settle

    if look and file:
        raise UsageError("Name a file to learn from, or a layout to look at, not both.")
    if look:
        _say(check_layout(look, scope or "", lang))
        return
    if file is None:
        raise UsageError("Name a file to learn from, or a layout to look at: --check LAYOUT.")
    wish = Wish(file, sheet, decided(chosen or ()), decided(new or ()), form, scope or "", period or "", lang)
    found = learn_from(wish)
    if not yes and sys.stdin.isatty():
        found = settle(found, typer.prompt, typer.echo)
        yes = typer.confirm("→", default=not found.lesson.open)
    _say(found.lines(yes))
    _say([f"→ {found.page().relative_to(found.project.root).as_posix()}"])
    if yes:
        _say(found.write())
    raise typer.Exit(3 if found.lesson.open else 0)


@app.command()
def check(scope: ScopeOption = None, period: PeriodOption = None) -> None:
    """Check the returns of a period in seconds. Makes no reports; writes annotated copies for the senders."""
    from helpers.run.checking import check_period

    edition = Edition.of(scope or "", period or "")
    _tell_packs()
    lines, rejected = check_period(edition)
    _say([*lines, *edition.project.stray_periods(edition.scope_id)])
    raise typer.Exit(3 if rejected else 0)


@app.command()
def forms(
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder for the workbooks; made if missing.")],
    period: Annotated[str, typer.Option("--period", "-p", help="The period that the forms are for; may be new.")],
    scope: ScopeOption = None,
    form: Annotated[list[str] | None, typer.Option(help="Write this form, learnt ones too; may be repeated.")] = None,
) -> None:
    """Write blank workbooks for the communes. Their units are filled in and the cells validated."""
    from helpers.intake.layouts.forms import WHOLE_UP_TO, write_forms
    from helpers.run.progress import progress
    from helpers.vocabulary.pack import take_up

    project = Project.find()
    edition = Edition(project, project.chosen_scope(scope), Period.parse(period))
    take_up(edition.scope.pack)
    _tell_packs()
    units = len(edition.boundary.units)
    with progress(units + (units <= WHOLE_UP_TO)) as going:
        written = write_forms(edition, out, going.finished, tuple(form or ()))
    _say([message("Wrote {path}", path=path) for path in written] if units <= WHOLE_UP_TO else [message("Wrote {n} files to {folder}", n=len(written), folder=out)])  # fmt: skip


@app.command()
def law(
    on: Annotated[str, typer.Option("--on", help="A day, 2027-01-01; today if left out.")] = "",
    scope: ScopeOption = None,
    lang: SaidOption = "",
) -> None:
    """Say which law holds on a day, what changes then, which forms and pages differ, and what nobody has verified."""
    from helpers.run.lawbook import law_lines
    from helpers.vocabulary.language import check_language
    from helpers.vocabulary.pack import take_up
    from helpers.vocabulary.place import load_scope

    project = Project.find()
    place = load_scope(project.chosen_scope(scope), project)
    take_up(place.pack)
    _say(law_lines(place, _day(on), project, check_language(lang)))
    raise typer.Exit(1 if _tell_packs() else 0)


def _day(text: str) -> date:
    """A day in ISO form; today for ''."""
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError as error:
        raise UsageError('"{text}" is not a day. Write it as 2027-01-01.', text=text) from error


def _tell_packs() -> bool:
    """Say on stderr what is wrong in the project's own packs, if it has any; whether anything is."""
    if not Project.find().packs.is_dir():
        return False
    from helpers.run.own_packs import pack_faults

    wrong = pack_faults(Project.find())
    left_out = [message("Entries with a fault are left out; everything else goes on.")] if wrong else []
    _say([*wrong, *left_out], wrong=True)
    return bool(wrong)


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

    _say(trace_period(Edition.of(scope or "", period or ""), unit, indicator, detail))


@app.command()
def verify(
    tree: Annotated[
        Path | None,
        typer.Argument(help="A folder of reports; the project's own if left out.", exists=True, file_okay=False),
    ] = None,
    scope: ScopeOption = None,
    period: PeriodOption = None,
) -> None:
    """Prove every sentence of the reports from the data beside them, and attack what is public. Exit 1 if one falls.

    A folder that is named is only proved: which scope its public figures are of, the project knows.
    """
    from helpers.run.verification.verify import verify_tree

    if tree and (scope or period):
        raise UsageError("Name a folder, or a scope and a period, not both.")
    project = Project.find()
    asked = [Edition.of(scope or "", period or "")] if scope or period else []
    trees = [found for each in asked for found in sorted(project.reports().glob(f"*/{each.scope_id}/{period or ''}"))]
    found = verify_tree(*(trees or [tree or (asked[0].reports if asked else project.reports())]))
    _say([str(failure) for failure in found.failures])
    failed = len(found.failures) or message("none")
    _say([message("{pages} pages, {claims} claims: {failed} not proved.", pages=found.pages, claims=found.claims, failed=failed)])  # fmt: skip
    scopes = [each.scope_id for each in asked] or project.scopes()
    public = [each for each in scopes if not tree and project.reports("public", each).is_dir()]
    leaks = sum(_leaks_of(Edition.of(each)) for each in public)  # told also where a claim fails
    raise typer.Exit(1 if found.failures or leaks else 0)


def _leaks_of(edition: Edition, folder: Path | None = None) -> int:
    """Attack a scope's public folder and say what was found out; how many figures that is."""
    from helpers.run.verification.leaks import attack_tree

    folder = folder or edition.project.reports("public", edition.scope_id)
    attacked = attack_tree(folder, edition.scope)
    leaks = attacked.leaks
    _say([*map(str, leaks), *(message("{name}: public figures contradict each other, so nothing was tried.", name=name) for name in attacked.unread)])  # fmt: skip
    told = message("{folder}: {n} withheld figures can be told from what is public.", folder=folder, n=len(leaks))
    _say([told if leaks else message("{folder}: no withheld figures can be told from what is public.", folder=folder)])
    return len(leaks)


@app.command()
def attack(
    scope: ScopeOption = None,
    tree: Annotated[
        Path | None,
        typer.Argument(
            help="A public folder of the scope; the project's own if left out.", exists=True, file_okay=False
        ),
    ] = None,
) -> None:
    """Try to find out withheld counts from public files alone. Exit code 1 if one can be told."""
    raise typer.Exit(1 if _leaks_of(Edition.of(scope or ""), tree) else 0)


@app.command()
def publish(
    scope: ScopeOption = None,
    period: PeriodOption = None,
    note: Annotated[str, typer.Option(help="What readers should know of this publication.")] = "",
    by: Annotated[str, typer.Option(help="Who publishes; your name on this machine if left out.")] = "",
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="Publish although figures are made up for demonstration.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="See whether all publications are as they went out; publish nothing.")
    ] = False,
    reproduce: Annotated[
        int | None, typer.Option(min=1, help="Make this publication again at its commit and compare; publish nothing.")
    ] = None,
) -> None:
    """Keep the public reports of a period as they went out. Refuses what is stale, not proved, or demonstration data."""
    if check and reproduce is not None:
        raise UsageError("Ask for --check or for --reproduce, not both.")
    project = Project.find()
    if check:
        from helpers.run.publications.shelf import damage, listed

        found = list(damage(project))
        _say(found or [counted(len(listed(project)), "{n} publication, as it went out.", "{n} publications, all as they went out.")])  # fmt: skip
        raise typer.Exit(1 if found else 0)
    if reproduce is not None:
        from helpers.run.publications.reproduce import reproduce as run_again

        found = run_again(Edition.of(scope or "", period or ""), reproduce, lambda line: _say([line], wrong=True))
        _say(found or [message("Every page, notebook and data file is the same, byte for byte but for the stamp.")])
        raise typer.Exit(1 if found else 0)
    from helpers.run.publications.publish import Going, warnings
    from helpers.run.publications.publish import publish as keep

    _tell_packs()
    edition = Edition.of(scope or "", period or "")
    made = keep(edition, Going(by or getpass.getuser(), note, demonstration))
    _say([message("Published: {name}, {folder}", name=made.name, folder=made.folder(project)), *warnings(edition)])


@app.command()
def diff(
    earlier: Annotated[int | None, typer.Argument(help="Number of a publication; the last one if left out.")] = None,
    later: Annotated[int | None, typer.Argument(help="Number of a later one; what stands now if left out.")] = None,
    scope: ScopeOption = None,
    period: PeriodOption = None,
    lang: SaidOption = "",
    draft: Annotated[
        bool, typer.Option("--draft", help="Write a draft of the note for readers, in both languages.")
    ] = False,
) -> None:
    """Say what differs between two publications, or one and now, by figure and cause. Exit code 1 if one is unknown."""
    from helpers.run.publications.causes import Cause
    from helpers.run.publications.compare import between
    from helpers.run.publications.telling import draft as draft_of
    from helpers.run.publications.telling import lines
    from helpers.vocabulary.language import LANGUAGES, check_language

    edition = Edition.of(scope or "", period or "")
    found = between(edition, earlier, later)
    told = [line for each in LANGUAGES for line in draft_of(found, edition.scope, each)]
    _say(told if draft else lines(found, edition.scope, check_language(lang)))
    raise typer.Exit(1 if Cause.UNEXPLAINED in found.counts else 0)


@app.command()
def selftest() -> None:
    """See whether this machine reads tables as it should. Exit code 1 if one comes out otherwise."""
    from helpers.run.selftest import selftest as run_selftest

    faults = 0
    for name, fault in run_selftest():
        faults += bool(fault)
        line = "wrong  {name}: {fault}" if fault else "right  {name}"
        _say([message(line, name=name, fault=fault)])
    _say([counted(faults, "{n} comes out otherwise: do not publish from here, and report it with `pip freeze`.", "{n} come out otherwise: do not publish from here, and report it with `pip freeze`.") if faults else message("This machine reads as it should.")])  # fmt: skip
    raise typer.Exit(1 if faults else 0)


@app.command()
def status(scope: ScopeOption = None) -> None:
    """Say what is there, missing and stale. Periods, sources and pages, each with the reason."""
    from helpers.report.page_types import faulty_notebooks
    from helpers.run import status as status_lines
    from helpers.run.arrivals.received import waiting_for
    from helpers.run.telling import left_over, unreadable
    from helpers.vocabulary.place import faulty_scopes

    project = Project.find()
    failed, faulty = False, faulty_scopes(project)
    for each in [project.check_scope(scope)] if scope else project.scopes():
        faults = [faulty[each]] if each in faulty else unreadable(project, each)
        try:
            _say([] if each in faulty else [*status_lines(project, each), *waiting_for(project, each)])
        except InputError as error:
            faults.append(error.told)
        failed = failed or bool(faults)  # one bad scope or period hides no other
        _say([message("commune: {told}", told=told) for told in faults], wrong=True)
        _say(project.stray_periods(each))
    _say([] if scope else [*project.stray_scopes(), *left_over(project)])
    unusable = faulty_notebooks(project)
    _say([message("commune: {told}", told=told) for told in unusable.values()], wrong=True)
    raise typer.Exit(InputError.exit_code if failed or unusable else 0)


@app.command()
def explore() -> None:
    """Open JupyterLab on the notebooks."""
    from helpers.explore.lab import open_lab

    raise typer.Exit(open_lab(Project.find()))


@app.command("new-page")
def new_page(
    name: Annotated[str, typer.Argument(help="Id and file name of the page: small letters, figures, hyphens.")],
    title_vi: Annotated[str, typer.Option(help="Title in Vietnamese; the name if left out.")] = "",
    title_en: Annotated[str, typer.Option(help="Title in English; the name if left out.")] = "",
) -> None:
    """Write a notebook that makes a page of its own, to build on. It runs as it is."""
    from helpers.explore.new_page import new_page as write

    project = Project.find()
    words = name.replace("-", " ").capitalize()
    path = write(name, project, {"vi": title_vi or words, "en": title_en or words})
    _say([message("Wrote notebooks/{file}. Open it with `commune explore`; `commune run --only {name}` makes its page.", file=path.name, name=name)])  # fmt: skip


def _say(lines: Iterable[str], *, wrong: bool = False) -> None:
    """Say lines in the user's language, on stderr if something is wrong."""
    for line in lines:
        typer.echo(_told(line), err=wrong)


def _told(text: str) -> str:
    """A text in the user's language. English needs no translation, and no wait for one."""
    if _language() == "en":
        return text
    from helpers.vocabulary.language import translator

    return translator(_language()).tell(text)


def _language() -> str:
    """'vi' or 'en', as --lang or the system says: LANGUAGE, LC_ALL, LC_MESSAGES, LANG, or Windows' menus."""
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    asked = next((os.environ[name] for name in names if os.environ.get(name)), "") or _windows_language()
    return "vi" if asked.startswith("vi") else "en"


def _windows_language() -> str:
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def main() -> None:
    """Run the command; a problem that the user can act on is one message and an exit code, never a traceback."""
    gc.set_threshold(100_000)  # modules and frames, which a command mostly makes, are no garbage: a tenth of its time
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Windows consoles default to a code page
    for name in ("SIGTERM", "SIGHUP"):  # stop as Ctrl-C does: what is finished is kept
        if number := getattr(signal, name, None):  # Windows has no SIGHUP
            signal.signal(number, signal.default_int_handler)
    try:
        command = typer.main.get_command(app)
        if _language() != "en":
            _translate(command)
        command()
    except CommuneError as error:
        _say([message("commune: {told}", told=error)], wrong=True)
        sys.exit(error.exit_code)
    except OSError as error:
        _say([message("commune: {told}", told=_machine_fault(error))], wrong=True)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the last boundary: a fault of ours must still be one message
        from helpers.run.faultlog import keep_fault

        told = message("a fault of the program, {kind}: {error}. Details: {details}", kind=type(error).__name__, error=error, details=keep_fault(error))  # fmt: skip
        _say([message("commune: {told}", told=told)], wrong=True)
        sys.exit(1)


def _translate(command: Any) -> None:
    """The help of a command, its options and its own commands, in the user's language."""
    command.help = _told(message(command.help or ""))
    for option in [*command.params, command.get_help_option(typer.Context(command, help_option_names=_HELP))]:
        if getattr(option, "help", ""):
            option.help = _told(message(option.help))
    for each in getattr(command, "commands", {}).values():
        _translate(each)


def _machine_fault(error: OSError) -> str:
    """What to do about a full disk, a folder without rights, a file that another program holds."""
    place, reason = f"{error.filename} " if error.filename else "", error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        told = message("The disk is full{place}. Free some space and run again", place=place and f" ({error.filename})")
    elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        told = message("{place}cannot be written or read ({reason}). Close it in other programs or get the rights, and run again", place=place or message("A file "), reason=reason)  # fmt: skip
    else:
        told = message("{place}{reason}. Mend this and run again", place=place, reason=reason)
    return message("{told}; what was made before is whole.", told=told)
