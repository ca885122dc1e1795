"""Putting finished pages in place, each whole, and the manifest last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpers import store
from helpers.run.linked import without_dead_links
from helpers.run.manifest import PageLedger
from helpers.run.order import Order
from helpers.run.plan import Links, Planned, environment
from helpers.vocabulary.files import sha256, write_atomic

if TYPE_CHECKING:  # papermill and nbconvert are imported where a page is made: a run with nothing to do must be quick
    from helpers.run.execute import Made


def write_page(order: Order, planned: Planned, made: Made, ledger: PageLedger, links: Links) -> None:
    """Put a finished page and its notebook in place, each whole, then note it."""
    page, file = planned.page, planned.page.file(order.edition.audience)
    contents = {page.executed: made.notebook, file: without_dead_links(made.html, file, links.files)}
    for file, content in contents.items():
        write_atomic(order.edition.reports / file, content)
    entry = {
        "key": planned.key,
        "parts": planned.parts,
        "notebook": f"notebooks/{page.type.notebook}",
        "parameters": page.parameters(order.edition),
        "files": {file: sha256(order.edition.reports / file) for file in sorted(contents)},
        "made": _now(),
        "seconds": round(made.seconds, 3),
    }
    ledger.record(page.name, entry)
    order.log(page.name).unlink(missing_ok=True)


def _now() -> str:
    from helpers.report.provenance import now

    return f"{now():%Y-%m-%dT%H:%M:%SZ}"


def drop_gone(order: Order, planned: list[Planned], ledger: PageLedger) -> None:
    """Remove pages that the period has no more, e.g. of a unit that left the scope."""
    if not order.only:
        kept = {p.page.name for p in planned}
        ledger.forget({n for n in ledger.pages if n.partition("/")[0] in order.langs and n not in kept})


def finish(order: Order, planned: list[Planned], ledger: PageLedger) -> None:
    """Write the copies for senders, the claims and the manifest if anything was made."""
    from helpers.run.claims import write_claims

    if ledger.pages != ledger.manifest.get("pages") or any(p.reason for p in planned):
        _write_copies(order)
        write_claims(order.edition, ledger)
        ledger.write(_facts(order))


def _write_copies(order: Order) -> None:
    """Annotated copies of faulty returns, for the internal audience only: they show every figure."""
    if order.edition.is_public:
        return
    from helpers.intake.source import told_names
    from helpers.quality.annotate import write_annotated

    findings = store.read("findings", order.edition)
    write_annotated(order.edition.raw, findings, order.edition.reports / "returns", told_names(order.edition))


def _facts(order: Order) -> dict[str, Any]:
    from helpers.report.provenance import code_state, package_version, sources

    commit, committed = code_state(order.edition.project.root)
    found = sources(order.edition)
    return {
        "scope": order.edition.scope_id,
        "period": str(order.edition.period),
        "made": _now(),
        "code": {"version": package_version(), "commit": commit, "committed": committed},
        "environment": environment(),
        "inputs": [
            {"file": f"{s.period}/{s.file}", "sha256": s.sha256, "kind": s.kind, "title": s.title} for s in found
        ],
    }
