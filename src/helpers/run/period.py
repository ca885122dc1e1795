"""The run of a period: read what is new, plan, make the pages that changed, write them, say what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import store
from helpers.run import reading as readings
from helpers.run.accounting import take_account
from helpers.run.claims import Prover
from helpers.run.first_edition import move_aside
from helpers.run.lock import only_run
from helpers.run.manifest import PageLedger
from helpers.run.order import Order, RunResult, is_whole, links_of, planned_pages
from helpers.run.plan import Links, Planned, asked_for
from helpers.run.progress import patience
from helpers.run.publications.revisions import compare_figures, compare_sentences, leaks_with_earlier
from helpers.run.publications.revisions import told as published_otherwise
from helpers.run.steps import check_pages
from helpers.run.telling import say_plan, tell
from helpers.run.writing import drop_gone, finish, write_page
from helpers.vocabulary.errors import CommuneError, InputError, UsageError
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.message import message
from helpers.vocabulary.place import faulty_scopes

if TYPE_CHECKING:  # papermill and nbconvert are imported where a page is made: a run with nothing to do must be quick
    from helpers.run.execute import Failed, Job
    from helpers.run.progress import Bar, PlainLines
    from helpers.run.workers import Submit
    from helpers.vocabulary.edition import Edition

    Place = AbstractContextManager[tuple[Submit, int]]

TIMEOUT = 600  # seconds for one cell; a notebook that never ends must not hold up the period
INTERRUPTED = 130  # what a shell reports for Ctrl-C


@dataclass(frozen=True)
class Making:
    """How the pages of an order are made: from which figures, where (opened if there are pages), proved by whom."""

    order: Order
    seen: readings.Digests
    ledger: PageLedger
    prover: Prover
    where: Callable[[], Place]

    def stages(self, *stages: int, force: bool = False) -> tuple[list[Planned], list[Failed]]:
        """Make the pages of some stages that have a reason, and account for every figure once they are there."""
        planned, failed, links = [], [], links_of(self.order, self.seen, self.ledger)
        for stage in stages:
            if stage == 1 and is_whole(self.order, self.seen, self.ledger):
                take_account(self.order.edition, self.ledger)
            now = planned_pages(self.order, self.seen, self.ledger, links, (stage,))
            now = asked_for(now) if force else now
            failed += self._make({each.page.name: each for each in now if each.reason}, links)
            planned += now
        return planned, failed

    def _make(self, due: dict[str, Planned], links: Links) -> list[Failed]:
        """Make pages. Returns those that failed, whose old versions stay."""
        if not due:
            return []
        from helpers.run.progress import progress

        place = self.where()  # first: its workers import their stack meanwhile
        from helpers.run.execute import Failed
        from helpers.run.workers import in_order_of_completion

        failed: list[Failed] = []
        with place as (submit, at_once), progress(len(due)) as shown:
            for job, made in in_order_of_completion(submit, self._jobs(due, links, shown), at_once):
                result = made if isinstance(made, Failed) else self.prover.checked(made)
                if isinstance(result, Failed):
                    failed.append(result)
                    write_atomic(self.order.log(job.name), result.log)
                else:
                    write_page(self.order, due[job.name], result, self.ledger, links)
                shown.finished(job.name, result.error if isinstance(result, Failed) else "")
        return failed

    def _jobs(self, due: dict[str, Planned], links: Links, shown: PlainLines | Bar) -> Iterator[Job]:
        from helpers.run.execute import Job

        folder = self.order.edition.project.notebooks
        names = {each.page.type.notebook for each in due.values()}
        notebooks = {name: (folder / name).read_text(encoding="utf-8") for name in names}
        for name, each in due.items():
            shown.started(name)
            type, parameters = each.page.type, each.page.parameters(self.order.edition)
            linked = (links.languages, links.pages, type.id)
            yield Job(name, notebooks[type.notebook], parameters, *linked, TIMEOUT)


def run_period(
    order: Order,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> RunResult:
    """Read the returns of a period and make its reports; pages whose inputs have not changed are left as they are.

    scheduler: address of a Dask scheduler, else
    threads here. dry_run: say what would be made and why, make nothing. Raises UsageError for wrong parameters and
    InputError for files that cannot be read; a notebook that fails is told in the result.
    """
    if order.only:  # before the returns are read, which takes its time
        _check_pages(order)
    if dry_run:
        return say_plan(order, force)
    try:
        return _run(order, workers, scheduler, force)
    except KeyboardInterrupt:
        return RunResult(INTERRUPTED, [message("{edition}: stopped. Finished pages are kept; the next run makes the others.", edition=order.edition)])  # fmt: skip
    except OSError as error:
        where = f" ({Path(error.filename).name})" if isinstance(error.filename, str) else ""
        reason = f"{error.strerror or error}{where}"
        raise CommuneError("{edition}: {reason}. Earlier outputs are whole; run again when this is mended.", edition=order.edition, reason=reason) from error  # fmt: skip


def _check_pages(order: Order) -> None:
    try:
        check_pages(order.types, order.only, [unit.code for unit in order.edition.boundary.units])
    except UsageError as error:  # it may be the page of a notebook that cannot be used
        raise next((InputError(told) for told in order.faults.values()), error) from None


def _run(order: Order, workers: int | None, scheduler: str | None, force: bool) -> RunResult:
    edition = order.edition
    with only_run(edition.state, str(edition)):
        moved = move_aside(edition.project)
        seen = readings.stored(edition)
        if seen is None and not scheduler:
            from helpers.run.processes import pool

            pool.shared(workers or pool.default_workers())  # they import their stack while the figures are read
        refreshed = store.refresh(edition)
        compare_figures(edition)
        seen = readings.stored(edition)
        if refreshed.rebuilt or seen is None:
            working = message("{edition}: working out what may be published. Many small figures that hang together take minutes", edition=edition)  # fmt: skip
            with patience(working):
                seen = readings.prepare(edition)
        ledger = PageLedger(edition.reports)
        making = Making(order, seen, ledger, Prover(edition), partial(_place, edition, workers, scheduler))
        planned, failed = making.stages(0, 1, force=force)
        if compare_sentences(edition, ledger):  # the menus of all pages name the page of changes, or no longer
            again, failed = making.stages(0, 1)
            planned = _both(planned, again)
        last, failed_last = making.stages(2, force=force)
        planned, failed = planned + last, failed + failed_last
        drop_gone(order, planned, ledger)
        changed = _changed_meanwhile(order, planned)
        if not changed:
            finish(edition, planned, ledger, seen.figures)
    result = tell(order, refreshed, planned, failed)
    faults = faulty_scopes(edition.project) if any(p.reason for p in planned) else {}
    others = [message("The front page leaves a scope out: {fault}", fault=fault) for fault in faults.values()]
    remade = refreshed.rebuilt or any(p.reason for p in planned)
    revised = published_otherwise(edition) if remade else []
    leaks = _leaks(edition) if remade and not changed else []
    return RunResult(
        1 if changed or leaks else result.exit_code,
        [*moved, *result.lines, *revised, *others, *leaks, *filter(None, [changed])],
    )


def _leaks(edition: Edition) -> list[str]:
    """What the pages tell together with earlier publications, and what to do then; nothing where they tell nothing."""
    found = list(leaks_with_earlier(edition))
    todo = "Do not send these pages: together with what was published they tell what is withheld. Ask who answers for confidentiality; what was published stands until then."
    return [*found, message(todo)] if found else []


def _both(planned: list[Planned], again: list[Planned]) -> list[Planned]:
    """Pages that were planned twice, each once, with a reason if they had one either time."""
    first = {p.page.name: p for p in planned if p.reason}
    return [first.get(p.page.name, p) for p in again]


def _changed_meanwhile(order: Order, planned: list[Planned]) -> str:
    """What to say if a return was replaced while its pages were made, else ''. The manifest is left to the next run:
    it must not name a file that the pages do not show."""
    if not any(p.reason for p in planned) or not store.stale(order.edition):
        return ""
    return message("The returns changed while their pages were made, which show them as they were before. Run again.")


def _place(edition: Edition, workers: int | None, scheduler: str | None) -> Place:
    """Where pages are made; opened only if there are pages to make."""
    from helpers.run.workers import cluster, local

    return cluster(edition, scheduler) if scheduler else local(edition, workers)
