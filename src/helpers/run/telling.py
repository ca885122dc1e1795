"""What a run tells its user: what it did, what it would do, and what stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers import store
from helpers.run import reading as readings
from helpers.run.accounting import told
from helpers.run.manifest import PageLedger
from helpers.run.order import Order, RunResult, links_of, planned_now, planned_pages
from helpers.run.plan import Planned, asked_for
from helpers.run.publications.revisions import told as published_otherwise
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.message import counted, message, together
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
        reason = stale or message("code changed")
        line = message("{edition}: returns would be read first ({reason}).", edition=order.edition, reason=reason)
        return RunResult(0, [*order.faults.values(), line])
    ledger = PageLedger(order.edition.reports)
    planned = planned_pages(order, seen, ledger, links_of(order, seen, ledger))
    planned = asked_for(planned) if force else planned
    lines: list[str] = [
        message("would make {page}: {reason}", page=p.page.name, reason=p.reason) for p in planned if p.reason
    ]
    return RunResult(
        0,
        [*order.faults.values(), *(lines or [message("{edition}: every page is up to date.", edition=order.edition)])],
    )


def tell(order: Order, refreshed: store.Refreshed, planned: list[Planned], failed: list[Failed]) -> RunResult:
    """What was read, found and written, in a few lines."""
    counts = refreshed.counts or store.counts(order.edition)
    names = {f.name for f in failed}
    made = [p for p in planned if p.reason and p.page.name not in names]
    rejected = int(counts.get("rejected", 0))
    lines = [
        tally(str(order.edition), counts),
        message(
            "Pages: {made} made, {kept} up to date, {failed} failed.",
            made=len(made),
            kept=sum(not p.reason for p in planned),
            failed=len(failed),
        ),
    ]
    lines += filter(None, [told(order.edition)])
    if refreshed.rebuilt:
        lines.append(message("Returns read again: {reason}.", reason=refreshed.reason))
    for each in failed:
        where = message("cell {number} of ", number=each.cell) if each.cell else ""
        page = next(p.page for p in planned if p.page.name == each.name)
        log = order.log(each.name).relative_to(order.edition.project.root).as_posix()
        lines.append(message("FAILED {page}: {where}notebooks/{notebook}: {error} Log: {log}", page=each.name, where=where, notebook=page.type.notebook, error=each.error, log=log))  # fmt: skip
    lines += [message("Left out, with what it made before: {fault}", fault=fault) for fault in order.faults.values()]
    edition, named = order.edition, order.edition.audience.named
    start = edition.project.reports(edition.audience) / edition.audience.front_page("vi")
    lines.append(message("Open {page}", page=start if start.is_file() else edition.reports / order.langs[0] / named("index.html")))  # fmt: skip
    if rejected:
        lines.append(counted(rejected, "{n} figure was rejected: the quality page and `commune check` say which.", "{n} figures were rejected: the quality page and `commune check` say which."))  # fmt: skip
    return RunResult(1 if failed or order.faults else 3 if rejected else 0, lines)


def status(project: Project, scope: str) -> list[str]:
    """Periods of a scope: what was read, which pages are there, what is stale and why."""
    lines = []
    for period in project.periods(scope):
        for audience in Audience:
            edition = Edition(project, scope, period, audience)
            if edition.is_public or edition.reports.is_dir():
                with using(edition.scope.pack):
                    lines += _status_of(Order(edition))
    return lines or [message("{scope}: no periods yet.", scope=scope)]


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
                found.append(message("{edition}: {error}", edition=edition, error=error))
    return found


def left_over(project: Project) -> list[str]:
    """What is told of reports whose period or scope is gone from data/raw, or renamed: nothing links to them."""
    known = {(scope, str(period)) for scope in project.scopes() for period in project.periods(scope)}
    told = []
    for audience in Audience:
        for manifest in sorted(project.reports(audience).glob("*/*/manifest.json")):
            place = manifest.parent
            if (place.parent.name, place.name) not in known:
                where = place.relative_to(project.root).as_posix()
                told.append(message("{folder}: its returns are gone from data/raw, or called otherwise now. Take the folder away; what was published stays.", folder=where))  # fmt: skip
    return told


def _status_of(order: Order) -> list[str]:
    head = order.edition if order.edition.is_public else message("{edition} (internal)", edition=order.edition)
    ledger = PageLedger(order.edition.reports)
    stale = store.stale(order.edition)
    if stale:
        return [message("{edition}: returns {stale}; {n} pages there.", edition=head, stale=stale, n=len(ledger.pages))]
    planned = planned_now(order)
    if planned is None:
        return [message("{edition}: returns read; {n} pages there, figures for pages not prepared.", edition=head, n=len(ledger.pages))]  # fmt: skip
    due = [p for p in planned if p.reason]
    kept = message("{edition}: {kept} of {pages} pages up to date.", edition=head, kept=len(planned) - len(due), pages=len(planned))  # fmt: skip
    below = [*filter(None, [told(order.edition)]), *published_otherwise(order.edition)]
    below += [message("stale {page}: {reason}", page=p.page.name, reason=p.reason) for p in due[:20]]
    below += [message("and {n} more", n=len(due) - 20)] if len(due) > 20 else []
    return [kept, *(together(["", line], "  ") for line in below)]
