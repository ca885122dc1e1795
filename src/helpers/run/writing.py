"""Putting finished pages in place, each whole, the manifest last; then data, editions in one file, index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import store
from helpers.report.exports import FIRST, data_files
from helpers.run.claims import write_claims
from helpers.run.index import write_index
from helpers.run.manifest import PageLedger
from helpers.run.order import Order
from helpers.run.plan import Links, Planned, environment
from helpers.run.verification.linked import without_dead_links
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.files import code_digest, digest, now, read_json, write_atomic

if TYPE_CHECKING:  # papermill and nbconvert are imported where a page is made: a run with nothing to do must be quick
    from helpers.run.execute import Made


def write_page(order: Order, planned: Planned, made: Made, ledger: PageLedger, links: Links) -> None:
    """Put a finished page and its notebook in place, each whole, then note it."""
    page, file = planned.page, planned.page.file(order.edition.audience)
    contents = {page.executed: made.notebook, file: without_dead_links(made.html, file, links.files)}
    written = {name: write_atomic(order.edition.reports / name, text) for name, text in sorted(contents.items())}
    entry = {
        "key": planned.key,
        "parts": planned.parts,
        "notebook": f"notebooks/{page.type.notebook}",
        "parameters": page.parameters(order.edition),
        "files": written,
        "made": _now(),
        "seconds": round(made.seconds, 3),
    }
    ledger.record(page.name, entry)
    order.log(page.name).unlink(missing_ok=True)


def _now() -> str:
    return f"{now():%Y-%m-%dT%H:%M:%SZ}"


def drop_gone(order: Order, planned: list[Planned], ledger: PageLedger) -> None:
    """Remove pages that the period has no more, e.g. of a unit that left the scope."""
    if not order.only:
        faulty = {n for n, page in ledger.pages.items() if page["notebook"] in order.faults}
        kept = faulty | {p.page.name for p in planned}
        ledger.forget({n for n in ledger.pages if n.partition("/")[0] in order.langs and n not in kept})


def finish(edition: Edition, planned: list[Planned], ledger: PageLedger, key: str) -> None:
    """Write the copies for senders, the claims and the manifest if anything was made; bring data files and index up to date.

    What is current is left alone, so that a run with nothing to do is quick. key: digest of the figures that the
    audience sees.
    """
    if ledger.pages != ledger.manifest.get("pages") or any(p.reason for p in planned):
        _with_frames(_record, edition, ledger)
    made_from = fingerprint(ledger.pages, key)
    if ledger.pages and not are_current(edition.reports, made_from):
        _with_frames(_write_downloads, edition, ledger, made_from)
    write_index(edition.project, edition.audience)


def _with_frames(write: Callable[..., None], *arguments: Any) -> None:
    from helpers.run.workers import with_frames  # here: a run with nothing to do must not wait for it

    with_frames(write, *arguments)


def _record(edition: Edition, ledger: PageLedger) -> None:
    _write_copies(edition)
    write_claims(edition, ledger)
    ledger.write(_facts(edition))


def _write_copies(edition: Edition) -> None:
    """Annotated copies of faulty returns, for the internal audience only: they show every figure."""
    if edition.is_public:
        return
    from helpers.intake.source import told_names
    from helpers.quality.annotate import write_annotated

    findings = store.read("findings", edition)
    write_annotated(edition.raw, findings, edition.reports / "returns", told_names(edition))


def _facts(edition: Edition) -> dict[str, Any]:
    from helpers.report.provenance import code_state, package_version, sources

    commit, committed = code_state(edition.project.root)
    found = sources(edition)
    return {
        "scope": edition.scope_id,
        "period": str(edition.period),
        "made": _now(),
        "code": {"version": package_version(), "commit": commit, "committed": committed},
        "environment": environment(),
        "inputs": [
            {"file": f"{s.period}/{s.file}", "sha256": s.sha256, "kind": s.kind, "title": s.title} for s in found
        ],
    }


def fingerprint(pages: Mapping[str, Mapping[str, Any]], key: str) -> str:
    """What the files are made from: the figures, the pages by their keys, and the code."""
    keys = (f"{name} {pages[name]['key']}" for name in sorted(pages))
    return digest([key, code_digest("vocabulary", "packs", "report"), *keys])


def are_current(folder: Path, made_from: str) -> bool:
    """Whether the data files are there and made from this."""
    known = read_json(folder / "data" / "datapackage.json")
    if known.get("fingerprint") != made_from or "files" not in known:
        return False
    return all((folder / name).is_file() for name in (*known["files"], *data_files(FIRST)))


def _write_downloads(edition: Edition, ledger: PageLedger, made_from: str) -> None:
    import pandas as pd  # here: a run with nothing to do must not wait for it

    from helpers.report.downloads import Shelf, write_downloads

    parted = {name: name.partition("/") for name in ledger.pages}
    notebooks = {(lang, page): ledger.file(name, ".ipynb") for name, (lang, _, page) in parted.items()}
    write_downloads(Shelf(edition, notebooks), pd.read_parquet(edition.release / "observations.parquet"), made_from)
