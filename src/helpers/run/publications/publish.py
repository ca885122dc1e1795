"""`commune publish`: keep the public tree of a period as it stands, if it may go out."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from helpers import store
from helpers.protect.release import PUBLISHED, as_published
from helpers.report.plain import field_text
from helpers.run.lock import only_run
from helpers.run.manifest import PageLedger
from helpers.run.order import Order, planned_now
from helpers.run.publications import sdmx
from helpers.run.publications.causes import Cause
from helpers.run.publications.compare import between
from helpers.run.publications.front import write_fronts
from helpers.run.publications.record import behind_now, keep
from helpers.run.publications.revisions import leaks_with_earlier
from helpers.run.publications.shelf import FORMAT, MARK, Publication, contents, enter, last
from helpers.run.verification.evidence import NAME as CLAIMS
from helpers.run.verification.leaks import attack_tree
from helpers.run.verification.verify import verify_period
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.files import now, sha256, write_atomic
from helpers.vocabulary.law import local
from helpers.vocabulary.message import message, together

MOST_TOLD = 5


@dataclass(frozen=True)
class Going:
    """What is said of a publication when it goes out. demonstration: it may hold made-up figures."""

    by: str
    note: str = ""
    demonstration: bool = False


def publish(edition: Edition, going: Going) -> Publication:
    """Keep the public reports of a period as they are, and enter them in the register.

    Raises UsageError with all reasons where they may not go out; nothing is written then.
    """
    if not edition.is_public:
        raise UsageError("Only public reports are published; leave --audience out.")
    with only_run(edition.state, str(edition)):
        refuse(edition, [*_faults(edition), *_made_up(edition, going)])
        publication = _kept(edition, going)
        enter(edition.project, publication)
    write_fronts(edition.project, edition.scope_id)
    return publication


def warnings(edition: Edition) -> Iterator[str]:
    """What whoever publishes should know, though it stops nothing."""
    newest = last(edition.project, edition.scope_id, str(edition.period))
    with suppress(InputError):  # what lay behind the one before is gone
        if newest and newest.number > 1 and between(edition, newest.number - 1, newest.number).is_empty:
            yield message("Nothing differs from publication {number}.", number=newest.number - 1)
    code = json.loads((edition.reports / "manifest.json").read_text(encoding="utf-8"))["code"]
    if not code["commit"]:
        yield message("The project is not under git, so this publication cannot be made again from its program.")
    elif not code["committed"]:
        yield message(
            "Files were changed and not committed when the pages were made, so making them again at their commit may differ."
        )


def refuse(edition: Edition, faults: list[str]) -> None:
    """Raise UsageError if there are faults."""
    if faults:
        raise UsageError(together([message("{edition} was not published:", edition=edition), *faults], "\n  "))


def _faults(edition: Edition) -> Iterator[str]:
    """Why a tree may not go out: pages missing, stale, false, or telling what is withheld."""
    ledger = PageLedger(edition.reports)
    if not ledger.manifest:
        yield message(
            "there are no finished reports. Make them: commune run --scope {scope} --period {period}.",
            scope=edition.scope_id,
            period=edition.period,
        )
        return
    stale = list(due(edition))
    yield from stale[:MOST_TOLD]
    if len(stale) > MOST_TOLD:
        yield message("and {n} more pages are not up to date. Run again first.", n=len(stale) - MOST_TOLD)
    damaged = [message("{page}: {files} altered since the run.", page=name, files=found) for name in ledger.pages if (found := ledger.damaged(name))]  # fmt: skip
    yield from damaged
    if not stale and not damaged:
        yield from (str(failure) for failure in verify_period(edition.reports / CLAIMS).failures)
        yield from (str(leak) for leak in attack_tree(edition.reports.parent, edition.scope).leaks)
        yield from leaks_with_earlier(edition)
        yield from _unexplained(edition)


def due(edition: Edition) -> Iterator[str]:
    """Pages of the reports that are there which a run would make again, each with the reason."""
    if reason := store.stale(edition):
        yield message("returns: {reason}. Run again first.", reason=reason)
        return
    order = Order(edition)
    yield from order.faults.values()
    planned = planned_now(order)
    if planned is None:
        yield message("the program or its packs changed since the figures were read. Run again first.")
        return
    for each in planned:
        if each.reason:
            yield message("{page}: {reason}. Run again first.", page=each.page.name, reason=each.reason)


def _made_up(edition: Edition, going: Going) -> Iterator[str]:
    path = edition.reports / "data" / "datapackage.json"
    if not going.demonstration and path.is_file() and json.loads(path.read_text(encoding="utf-8")).get("demonstration"):
        yield message(
            "it holds demonstration data, which is made up. If it is to go out all the same: --demonstration."
        )


def _unexplained(edition: Edition) -> Iterator[str]:
    """That the last publication differs and nobody can say why: no reader would believe the new one."""
    if not (before := last(edition.project, edition.scope_id, str(edition.period))):
        return
    try:
        found = between(edition).counts.get(Cause.UNEXPLAINED, 0)
    except InputError:
        return
    if found:
        yield message(
            "{n} differences from publication {number} have no known cause: commune diff names them.",
            n=found,
            number=before.number,
        )


def _kept(edition: Edition, going: Going) -> Publication:
    """Copy the tree beside its place, then put it there whole."""
    project, period = edition.project, str(edition.period)
    before = last(project, edition.scope_id, period)
    number = before.number + 1 if before else 1
    day = f"{local(now(), 'en')[0]:%Y-%m-%d}"
    manifest = json.loads((edition.reports / "manifest.json").read_text(encoding="utf-8"))
    said = [field_text(text) for text in (going.by, going.note)]  # the register is opened in spreadsheets, too
    made = Publication(edition.scope_id, period, number, day, *said, manifest["code"]["commit"], "")
    target = made.folder(project)
    if target.exists():
        raise UsageError(
            "{target} is there already, but not in the register. Take it away, or put the register back.", target=target
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    keep(behind_now(edition), made.behind(project))
    write_atomic(made.behind(project) / PUBLISHED, as_published(edition).to_parquet(index=False))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as beside:
        copy = Path(beside) / "tree"
        shutil.copytree(edition.reports, copy, ignore=shutil.ignore_patterns(".*", "run.log"))
        lock = project.root / "requirements.lock"
        if lock.is_file():
            shutil.copyfile(lock, copy / lock.name)
        sdmx.carry(made, copy, edition.scope)
        mark = {
            "format": FORMAT,
            "scope": made.scope,
            "period": period,
            "number": number,
            "published": day,
            "by": made.by,
            "note": made.note,
            "files": contents(copy),
        }
        write_atomic(copy / MARK, json.dumps(mark, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        digest = sha256(copy / MARK)
        copy.rename(target)
    _close(target)
    return replace(made, digest=digest)


def _close(folder: Path) -> None:
    """Nobody writes here any more."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o444 if path.is_file() else 0o555)
    folder.chmod(0o555)
