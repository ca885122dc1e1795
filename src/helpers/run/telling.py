"""What a run tells its user: what it did, what it would do, and what stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers import store
from helpers.run import reading as readings
from helpers.run.accounting import told
from helpers.run.manifest import PageLedger
from helpers.run.order import Order, RunResult, links_of, planned_now, planned_pages
from helpers.run.plan import Planned
from helpers.run.publications.revisions import told as published_otherwise
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.pack import using
from helpers.vocabulary.project import Project
from helpers.vocabulary.tally import tally

if TYPE_CHECKING:
    from helpers.run.execute import Failed


def say_plan(order: Order, force: bool) -> RunResult:
    """What a run would do. Figures that are not read yet, or changed, make every page count as changed."""
    stale = store.stale(order.edition)
    seen = readings.stored(order.edition)
    if stale or seen is None:
        return RunResult(0, [f"{order.edition}: returns would be read first ({stale or 'code changed'})."])
    ledger = PageLedger(order.edition.reports)
    planned = planned_pages(order, seen, ledger, links_of(order, seen, ledger), force=force)
    lines = [f"would make {p.page.name}: {p.reason}" for p in planned if p.reason]
    return RunResult(0, lines or [f"{order.edition}: every page is up to date."])


def tell(order: Order, refreshed: store.Refreshed, planned: list[Planned], failed: list[Failed]) -> RunResult:
    """What was read, found and written, in a few lines."""
    counts = refreshed.counts or store.counts(order.edition)
    names = {f.name for f in failed}
    made = [p for p in planned if p.reason and p.page.name not in names]
    rejected = int(counts.get("rejected", 0))
    lines = [
        tally(str(order.edition), counts),
        f"Pages: {len(made)} made, {sum(not p.reason for p in planned)} up to date, {len(failed)} failed.",
    ]
    lines += filter(None, [told(order.edition)])
    if refreshed.rebuilt:
        lines.append(f"Returns read again: {refreshed.reason}.")
    for each in failed:
        where = f"cell {each.cell} of " if each.cell else ""
        page = next(p.page for p in planned if p.page.name == each.name)
        log = order.log(each.name).relative_to(order.edition.project.root).as_posix()
        lines.append(f"FAILED {each.name}: {where}notebooks/{page.type.notebook}: {each.error} Log: {log}")
    edition, named = order.edition, order.edition.audience.named
    start = edition.project.reports(edition.audience) / edition.audience.front_page("vi")
    lines.append(f"Open {start if start.is_file() else edition.reports / order.langs[0] / named('index.html')}")
    if rejected:
        lines.append(f"{rejected:,} figures were rejected: the quality page and `commune check` say which.")
    return RunResult(1 if failed else 3 if rejected else 0, lines)


def status(project: Project, scope: str) -> list[str]:
    """Periods of a scope: what was read, which pages are there, what is stale and why."""
    lines = []
    for period in project.periods(scope):
        for audience in Audience:
            edition = Edition(project, scope, period, audience)
            if edition.is_public or edition.reports.is_dir():
                with using(edition.scope.pack):
                    lines += _status_of(Order(edition))
    return lines or [f"{scope}: no periods yet."]


def unreadable(project: Project, scope: str) -> list[str]:
    """What is wrong with lists of sources of a scope, a message for each period: its returns cannot be read."""
    from helpers.intake.source import read_sources  # here: a run with nothing to do must not wait for it

    found = []
    for period in project.periods(scope):
        edition = Edition(project, scope, period)
        with using(edition.scope.pack):
            try:
                read_sources(edition)
            except (InputError, OSError) as error:
                found.append(f"{edition}: {error}")
    return found


def left_over(project: Project) -> list[str]:
    """What is told of reports whose period or scope is gone from data/raw, or called otherwise now: nothing links to them."""
    known = {(scope, str(period)) for scope in project.scopes() for period in project.periods(scope)}
    told = []
    for audience in Audience:
        for manifest in sorted(project.reports(audience).glob("*/*/manifest.json")):
            place = manifest.parent
            if (place.parent.name, place.name) not in known:
                where = place.relative_to(project.root).as_posix()
                told.append(f"{where}: its returns are gone from data/raw, or called otherwise now. Take the folder away; what was published stays.")  # fmt: skip
    return told


def _status_of(order: Order) -> list[str]:
    head = str(order.edition) + ("" if order.edition.is_public else " (internal)")
    ledger = PageLedger(order.edition.reports)
    stale = store.stale(order.edition)
    if stale:
        return [f"{head}: returns {stale}; {len(ledger.pages)} pages there."]
    planned = planned_now(order)
    if planned is None:
        return [f"{head}: returns read; {len(ledger.pages)} pages there, figures for pages not prepared."]
    due = [p for p in planned if p.reason]
    said = f"{head}: {len(planned) - len(due)} of {len(planned)} pages up to date."
    return [
        said,
        *(f"  {line}" for line in [*filter(None, [told(order.edition)]), *published_otherwise(order.edition)]),
        *(f"  stale {p.page.name}: {p.reason}" for p in due[:20]),
        *_more(len(due) - 20),
    ]


def _more(count: int) -> list[str]:
    return [f"  and {count} more"] if count > 0 else []
