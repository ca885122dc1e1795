"""The run of a period: read what is new, plan, make the pages that changed, write them, say what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import store
from helpers.run import reading as readings
from helpers.run.lock import only_run
from helpers.run.manifest import Ledger
from helpers.run.plan import Links, Planned, environment, plan
from helpers.run.publication import publish
from helpers.run.reading import Reading
from helpers.run.steps import pages, steps
from helpers.vocabulary.errors import CommuneError
from helpers.vocabulary.files import sha256, write_atomic
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project
from helpers.vocabulary.tally import tally

if TYPE_CHECKING:  # papermill and nbconvert are imported where a page is made: a run with nothing to do must be quick
    from helpers.run.execute import Failed, Job, Made
    from helpers.run.progress import Progress
    from helpers.run.workers import Submit

    Where = Callable[[], AbstractContextManager[tuple[Submit, int]]]


TIMEOUT = 600  # seconds for one cell; a notebook that never ends must not hold up the period
INTERRUPTED = 130  # what a shell reports for Ctrl-C


@dataclass(frozen=True)
class RunResult:
    """How a run ended: 0 done, 1 a page failed, 3 done but figures were rejected; and what to tell the user."""

    exit_code: int
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """What is to be made: a period of a scope, for an audience, in some languages."""

    project: Project
    scope: str
    period: Period
    audience: str
    langs: tuple[str, ...]
    only: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where the reports go."""
        return self.project.reports(self.scope, self.period)

    @property
    def state(self) -> Path:
        """Where the lock and the logs of failed pages are."""
        return self.project.root / ".commune" / self.scope / str(self.period)


def run_period(
    project: Project,
    scope: str,
    period: str,
    langs: Sequence[str] = ("vi",),
    audience: str = "public",
    only: Sequence[str] | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> RunResult:
    """Read the returns of a period and make its reports; pages whose inputs have not changed are left as they are.

    only: page ids (`poverty`) or one unit's profile (`commune/23473`). scheduler: address of a Dask scheduler, else
    threads here. dry_run: say what would be made and why, make nothing. Raises UsageError for wrong parameters and
    InputError for files that cannot be read; a notebook that fails is told in the result.
    """
    order = Order(project, scope, project.check_period(scope, period), audience, tuple(langs), tuple(only or ()))
    if dry_run:
        return _say_plan(order, force)
    try:
        return _run(order, workers, scheduler, force)
    except KeyboardInterrupt:
        kept = "Finished pages are kept; the next run makes the others."
        return RunResult(INTERRUPTED, [f"{scope} {period}: stopped. {kept}"])
    except OSError as error:
        where = f" ({Path(error.filename).name})" if isinstance(error.filename, str) else ""
        told = f"{error.strerror or error}{where}. Earlier outputs are whole; run again when this is mended."
        raise CommuneError(f"{scope} {period}: {told}") from error


def _run(order: Order, workers: int | None, scheduler: str | None, force: bool) -> RunResult:
    with only_run(order.state, f"{order.scope} {order.period}"):
        seen = readings.stored(order.scope, order.period, order.audience, order.project)
        if seen is None and not scheduler:
            _start_early()
        refreshed = store.refresh(order.scope, order.period, order.project)
        if refreshed.rebuilt or seen is None:
            seen = readings.prepare(order.scope, order.period, order.audience, order.project)
        ledger = Ledger(order.folder)
        links = links_of(order, seen, ledger)
        planned = planned_pages(order, seen, ledger, links, force=force)
        failed = _make(order, planned, ledger, links, _where(order, workers, scheduler))
        _drop_gone(order, planned, ledger)
        changed = _changed_meanwhile(order, planned)
        if not changed:
            _finish(order, planned, ledger)
            publish(order.project, order.scope, order.period, order.audience, seen.key, ledger.pages)
    result = _tell(order, refreshed, planned, failed)
    return RunResult(1, [*result.lines, changed]) if changed else result


def _changed_meanwhile(order: Order, planned: list[Planned]) -> str:
    """What to say if a return was replaced while its pages were made, else ''. The manifest is then left to the next run:
    it must not name a file that the pages do not show."""
    if not any(p.reason for p in planned) or not store.stale(order.scope, order.period, order.project):
        return ""
    return "The returns changed while their pages were made, which show them as they were before. Run again."


def _start_early() -> None:
    """New figures mean new pages: the warm parent imports its stack while they are read."""
    from helpers.run.parents import start_early

    start_early()


def links_of(order: Order, seen: Reading, ledger: Ledger) -> Links:
    """The languages and pages that a page links to: those of the period that are there or belong to this run."""
    languages = {name.partition("/")[0] for name in ledger.pages} | set(order.langs)
    return Links(tuple(sorted(languages)), tuple(step.page for step in steps() if step.is_for(seen.indicators)))


def planned_pages(order: Order, seen: Reading, ledger: Ledger, links: Links, *, force: bool = False) -> list[Planned]:
    """The pages of an order with the reasons to make them."""
    wanted = pages(order.langs, seen.units, seen.indicators, order.only)
    given = (order.scope, order.period, order.audience)
    return plan(wanted, seen, ledger, order.project, given, links, force=force)


def _say_plan(order: Order, force: bool) -> RunResult:
    """What a run would do. Figures that are not read yet, or changed, make every page count as changed."""
    stale = store.stale(order.scope, order.period, order.project)
    seen = readings.stored(order.scope, order.period, order.audience, order.project)
    if stale or seen is None:
        return RunResult(0, [f"{order.scope} {order.period}: returns would be read first ({stale or 'code changed'})."])
    ledger = Ledger(order.folder)
    planned = planned_pages(order, seen, ledger, links_of(order, seen, ledger), force=force)
    lines = [f"would make {p.page.name}: {p.reason}" for p in planned if p.reason]
    return RunResult(0, lines or [f"{order.scope} {order.period}: every page is up to date."])


def _make(order: Order, planned: list[Planned], ledger: Ledger, links: Links, where: Where) -> list[Failed]:
    """Make the pages that have a reason; the others stay. Returns those that failed, whose old versions stay too."""
    from helpers.run.progress import progress

    due = {p.page.name: p for p in planned if p.reason}
    if not due:
        return []
    from helpers.run.execute import Failed
    from helpers.run.workers import in_order_of_completion

    failed: list[Failed] = []
    with where() as (submit, at_once), progress(len(due)) as shown:
        for job, result in in_order_of_completion(submit, _jobs(order, due, links, shown), at_once):
            if isinstance(result, Failed):
                failed.append(result)
                write_atomic(_log(order, job.name), result.log)
                shown.finished(job.name, result.error)
            else:
                _write_page(order, due[job.name], result, ledger)
                shown.finished(job.name)
    return failed


def _where(order: Order, workers: int | None, scheduler: str | None) -> Where:
    """How to open the place where pages are made; opened only if there are pages to make."""

    def opened() -> AbstractContextManager[tuple[Submit, int]]:
        from helpers.run.sealed import pack
        from helpers.run.workers import cluster, default_workers, local

        packed = pack(order.scope, order.period, order.audience, order.project)
        return (
            cluster(packed, scheduler)
            if scheduler
            else local(packed, order.state / "figures", workers or default_workers())
        )

    return opened


def _jobs(order: Order, due: dict[str, Planned], links: Links, shown: Progress) -> Iterator[Job]:
    from helpers.run.execute import Job

    notebooks = {n: _notebook(order, n) for n in {p.page.step.notebook for p in due.values()}}
    for name, each in due.items():
        shown.started(name)
        step = each.page.step
        parameters = each.page.parameters(order.scope, str(order.period), order.audience)
        yield Job(name, notebooks[step.notebook], parameters, step.reads, links.languages, links.pages, TIMEOUT)


def _notebook(order: Order, name: str) -> str:
    return (order.project.notebooks / name).read_text(encoding="utf-8")


def _log(order: Order, name: str) -> Path:
    return order.state / "logs" / f"{name.replace('/', '-')}.log"


def _write_page(order: Order, planned: Planned, made: Made, ledger: Ledger) -> None:
    """Put a finished page and its notebook in place, each whole, then note it."""
    page = planned.page
    contents = {page.executed: made.notebook, page.file: made.html}
    for file, content in contents.items():
        write_atomic(order.folder / file, content)
    entry = {
        "key": planned.key,
        "parts": planned.parts,
        "notebook": f"notebooks/{page.step.notebook}",
        "parameters": page.parameters(order.scope, str(order.period), order.audience),
        "files": {file: sha256(order.folder / file) for file in sorted(contents)},
        "made": _now(),
        "seconds": round(made.seconds, 3),
    }
    ledger.record(page.name, entry)
    _log(order, page.name).unlink(missing_ok=True)


def _now() -> str:
    from helpers.report.provenance import now

    return f"{now():%Y-%m-%dT%H:%M:%SZ}"


def _drop_gone(order: Order, planned: list[Planned], ledger: Ledger) -> None:
    """Remove pages that the period has no more, e.g. of a unit that left the scope."""
    if not order.only:
        kept = {p.page.name for p in planned}
        ledger.forget({n for n in ledger.pages if n.partition("/")[0] in order.langs and n not in kept})


def _finish(order: Order, planned: list[Planned], ledger: Ledger) -> None:
    """Write the copies for senders and the manifest if anything was made."""
    if ledger.pages != ledger.manifest.get("pages") or any(p.reason for p in planned):
        _write_copies(order)
        ledger.write(_facts(order))


def _write_copies(order: Order) -> None:
    """Annotated copies of faulty returns, for the internal audience only: they show every figure, so a public run removes them."""
    from helpers.quality.annotate import write_annotated

    findings = store.read("findings", order.scope, order.period, order.project)
    told = findings if order.audience == "internal" else findings.iloc[:0]
    write_annotated(order.project.raw(order.scope, order.period), told, order.folder / "returns")


def _facts(order: Order) -> dict[str, Any]:
    from helpers.report.provenance import code_state, package_version, sources

    commit, committed = code_state(order.project.root)
    found = sources(order.project, order.scope, order.period)
    return {
        "scope": order.scope,
        "period": str(order.period),
        "made": _now(),
        "code": {"version": package_version(), "commit": commit, "committed": committed},
        "environment": environment(),
        "inputs": [
            {"file": f"{s.period}/{s.file}", "sha256": s.sha256, "kind": s.kind, "title": s.title} for s in found
        ],
    }


def _tell(order: Order, refreshed: store.Refreshed, planned: list[Planned], failed: list[Failed]) -> RunResult:
    """What was read, found and written, in a few lines."""
    counts = refreshed.counts or store.counts(order.scope, order.period, order.project)
    names = {f.name for f in failed}
    made = [p for p in planned if p.reason and p.page.name not in names]
    rejected = int(counts.get("rejected", 0))
    lines = [
        tally(order.scope, order.period, counts),
        f"Pages: {len(made)} made, {sum(not p.reason for p in planned)} up to date, {len(failed)} failed.",
    ]
    if refreshed.rebuilt:
        lines.append(f"Returns read again: {refreshed.reason}.")
    for each in failed:
        where = f"cell {each.cell} of " if each.cell else ""
        page = next(p.page for p in planned if p.page.name == each.name)
        log = _log(order, each.name).relative_to(order.project.root).as_posix()
        lines.append(f"FAILED {each.name}: {where}notebooks/{page.step.notebook}: {each.error} Log: {log}")
    start = order.project.reports() / "index.html"
    lines.append(f"Open {start if start.is_file() else order.folder / order.langs[0] / 'index.html'}")
    if rejected:
        lines.append(f"{rejected:,} figures were rejected: the quality page and `commune check` say which.")
    return RunResult(1 if failed else 3 if rejected else 0, lines)


def status(project: Project, scope: str) -> list[str]:
    """Periods of a scope: what was read, which pages are there, what is stale and why."""
    lines = []
    for period in project.periods(scope):
        lines += _status_of(Order(project, scope, period, "public", ("vi",)))
    return lines or [f"{scope}: no periods yet."]


def _status_of(order: Order) -> list[str]:
    head = f"{order.scope} {order.period}"
    ledger = Ledger(order.folder)
    stale = store.stale(order.scope, order.period, order.project)
    if stale:
        return [f"{head}: returns {stale}; {len(ledger.pages)} pages there."]
    langs = tuple(sorted({name.partition("/")[0] for name in ledger.pages})) or order.langs
    audience = next((p["parameters"]["audience"] for _, p in sorted(ledger.pages.items())), order.audience)
    order = Order(order.project, order.scope, order.period, audience, langs)
    seen = readings.stored(order.scope, order.period, audience, order.project)
    if seen is None:
        return [f"{head}: returns read; {len(ledger.pages)} pages there, figures for pages not prepared."]
    planned = planned_pages(order, seen, ledger, links_of(order, seen, ledger))
    due = [p for p in planned if p.reason]
    told = f"{head}: {len(planned) - len(due)} of {len(planned)} pages up to date."
    return [told, *(f"  stale {p.page.name}: {p.reason}" for p in due[:20]), *_more(len(due) - 20)]


def _more(count: int) -> list[str]:
    return [f"  and {count} more"] if count > 0 else []
