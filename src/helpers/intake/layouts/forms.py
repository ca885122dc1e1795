"""Blank workbooks for the period's returns, drawn from the layouts that read them back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from xlsxwriter import Workbook

from helpers.intake.layouts.form_sheet import Form, Styles, write_sheet
from helpers.intake.layouts.layout import Layout, layout, layouts
from helpers.intake.text.vietnamese import fold
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.files import code_digest, digest, write_atomic
from helpers.vocabulary.law import Duty, rule
from helpers.vocabulary.pack import using
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Unit

LAST_MONTH = 12
WHOLE_UP_TO = 200  # units that somebody may still fill in in one workbook
UNDER_WAY = ".forms-under-way"  # which workbooks are written; gone when all are
_FLOORS = ("vocabulary", "packs", "intake")
CREATED = datetime(2021, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # fixed, so that the same form is the same bytes


def forms_for(period: Period, chosen: Sequence[str] = ()) -> list[Layout]:
    """The forms that a period asks for, in order: the poverty review closes with the year, our own serve every period.

    Columns of other places are left out. chosen: ids of forms to take instead, asked for or not, such as learnt ones.
    Raises InputError for an unknown one, UsageError for one that no blank workbook can be made of.
    """
    if chosen:
        return [_fillable(layout(form, period.end)).here() for form in chosen]
    closes_year = period.end.month == LAST_MONTH
    asked = [
        entry
        for entry in layouts()
        if entry.holds_on(period.end) and (entry.asked == "every period" or (entry.asked == "year end" and closes_year))
    ]
    return [entry.here() for entry in sorted(asked, key=lambda entry: (entry.order, entry.form))]


def _fillable(form: Layout) -> Layout:
    """The form, if its rows are units whose cells somebody can fill in."""
    if form.rows != "units" or form.transposed or form.column("as_of") is not None or not form.figures:
        raise UsageError('No blank form can be made of "{form}": its rows are not one for each unit.', form=form.form)
    return form


def write_forms(
    edition: Edition, out: Path, told: Callable[[str], None] = lambda name: None, chosen: Sequence[str] = ()
) -> list[Path]:
    """Blank workbooks of a period: one for a scope of at most WHOLE_UP_TO units, one for each unit in `units/`.

    Each holds every form of the period, with the units filled in, the header as in the official form, cells validated
    and labels locked. Beside them a `sources.toml` to go with the returns into data/raw. One workbook is made after the
    other; those that an interrupted call has written whole are left as they are. told: called with the name of each.
    Returns the paths of all.
    """
    boundary, period = edition.boundary, edition.period
    whole = out / f"{edition.scope_id}-{period}.xlsx"
    paths = {out / f"units/{unit.code}-{slug(unit.short_name)}-{period}.xlsx": unit for unit in boundary.units}
    kept = _kept(edition, out, chosen)
    together = [whole] if len(paths) <= WHOLE_UP_TO else []
    for path in [*paths, *together]:
        if path.name not in kept or not path.is_file():
            unit = paths.get(path)
            units, place = ([unit], unit.name) if unit else (boundary.units, boundary.total.name)
            write_atomic(path, blank_workbook(edition, units, place, chosen))
            with (out / UNDER_WAY).open("a", encoding="utf-8") as record:
                record.write(f"{path.name}\n")
        told(path.name)
    lists = {out / "units" / "sources.toml": {path.name: unit.name for path, unit in paths.items()}}
    if together:
        lists[out / "sources.toml"] = {whole.name: edition.scope.title["vi"]}
    for path, producers in lists.items():
        write_atomic(path, sources(producers, period).encode("utf-8"))
    (out / UNDER_WAY).unlink()
    return [*together, *paths, *lists]


def _kept(edition: Edition, out: Path, chosen: Sequence[str]) -> set[str]:
    """Names of workbooks that an interrupted call for the same forms has written; none after a call that ended."""
    key = digest([code_digest(*_FLOORS), edition.scope.pack.digest, edition.scope_id, str(edition.period), *chosen])
    record = out / UNDER_WAY
    lines = record.read_text(encoding="utf-8").splitlines() if record.is_file() else []
    if lines[:1] == [key]:
        return set(lines[1:])
    write_atomic(record, f"{key}\n")
    return set()


def blank_workbook(edition: Edition, units: Sequence[Unit], place: str, chosen: Sequence[str] = ()) -> bytes:
    """A workbook with every form of the period for these units, as bytes."""
    period, total = edition.period, edition.boundary.total
    with using(edition.scope.pack):
        return workbook(
            Form(
                entry, place, period.words("vi"), period.end, units, total,
                duty=rule(Duty, period.end, form=entry.form),
            )
            for entry in forms_for(period, chosen)
        )  # fmt: skip


def workbook(forms: Iterable[Form], properties: Mapping[str, str] | None = None) -> bytes:
    """A workbook of filled or blank forms; units that a form is not for are left out. Same forms, same bytes."""
    having = [(form, [u for u in form.units if not form.layout.kinds or u.kind in form.layout.kinds]) for form in forms]
    kept = [replace(form, units=units) for form, units in having if units]
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED, **(properties or {})})
    styles = Styles(book)
    for name, form in zip(sheet_names([form.layout for form in kept]), kept, strict=True):
        write_sheet(book, styles, form, name)
    book.close()
    return buffer.getvalue()


def sheet_names(entries: Sequence[Layout]) -> list[str]:
    """The sheet of each form: its own name, or 'Biểu 1', 'Biểu 2' … where several forms would share one."""
    own = [entry.sheet for entry in entries]
    return [name if own.count(name) == 1 else f"Biểu {at}" for at, name in enumerate(own, start=1)]


def slug(name: str) -> str:
    """A file name of small ASCII letters: 'dak-nen'."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in fold(name)).split())


def sources(producers: Mapping[str, str], period: Period) -> str:
    """A `sources.toml` for returns by name of file, each with who makes it; to be completed when they come in."""
    entries = [
        f'[[source]]\nfile = "{name}"\nkind = "official"\nproducer = "{producer}"\n'
        f'title = "Báo cáo {period.words("vi")}"\nas_of = {period.end}\nlegal_basis = ""\n'
        for name, producer in sorted(producers.items())
    ]
    return "# Complete producer, legal basis and date received when a return comes in.\n\n" + "\n".join(entries)
