"""Layouts learnt by example: data files of a project's own pack, beside the table that they were learnt from."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import tomlkit
from tomlkit.items import Table

from helpers.intake.layouts.layout import FormColumn, Layout, heading_key, layout
from helpers.intake.layouts.layout_settings import LAYOUT
from helpers.intake.period import read_file
from helpers.intake.privacy import names_persons
from helpers.intake.source import Source
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.pack import COUNTRY, Pack, using
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope
from helpers.vocabulary.project import Project
from helpers.vocabulary.settings import SettingsError, checked_text

EXAMPLES, FIGURES = "examples", ".figures.csv"  # folder of a pack, and how the confirmed figures of an example end
KEY = ["unit", "indicator", "detail", "as_of", "cell"]
_KINDS = {"VND": "amount", "share": "printed", "points": "printed", "flag": "flag"}
_MEASURES = (
    (r"\b(?:ho|gia dinh)\b", "households"), (r"\b(?:khau|nguoi|dan so|lao dong|tre em)\b", "persons"),
    (r"%|\bty le\b|\bti le\b", "share"),
)  # fmt: skip


@dataclass(frozen=True)
class NewIndicator:
    """An entry for the catalogue of the project's own pack."""

    id: str
    vi: str
    en: str
    measure: str

    @property
    def kind(self) -> str:
        """What the catalogue calls figures of its measure."""
        return _KINDS.get(self.measure, "count")

    @property
    def duration(self) -> str:
        """Money is that of all days of its period; the rest is what is there on a day."""
        return "flow" if self.measure == "VND" else "stock"


def new_indicator(said: str, heading: Sequence[str], is_money: bool) -> NewIndicator:
    """The entry that `--new C7="Tên | Name | measure"` describes; name in English and measure may be left out.

    The same entry again is no other. Raises UsageError where nothing tells the measure, or the catalogue has the name
    already.
    """
    vi, en, measure = (*(part.strip() for part in said.split("|")), "", "")[:3]
    known = sorted({entry.measure for entry in indicators().values()})
    key = heading_key(" ".join([vi, *heading]))
    found = next((each for pattern, each in _MEASURES if re.search(pattern, key)), "")
    measure = measure or ("VND" if is_money else found)
    if measure not in known:
        wrong = f'"{measure}" is no measure.' if measure else f'Nothing tells what "{vi}" is measured in.'
        raise UsageError(
            '{wrong} Say it: "{vi} | {en} | measure", with one of: {known}.',
            wrong=wrong,
            vi=vi,
            en=en or "name in English",
            known=known,
        )
    if not vi:
        raise UsageError('A new indicator needs a name: --new C7="Tổng thu ngân sách".')
    words = re.findall("[a-z0-9]+", heading_key(vi).replace("%", ""))
    end = {"VND": "_vnd", "share": "_printed"}.get(measure, "")
    stem = "_".join(words)[:50].strip("_")
    id = f"{stem if stem[:1].isalpha() else f'n_{stem}'}{end}"
    known_as = next((each.id for each in indicators().values() if heading_key(each.label["vi"]) == heading_key(vi)), "")
    if known_as != id and (known_as or id in indicators()):
        raise UsageError(
            'The catalogue has "{vi}" already: use --set with {id} in place of --new.', vi=vi, id=known_as or id
        )
    return NewIndicator(id, vi, en or vi, measure)


def pack_name(scope: Scope, project: Project) -> str:
    """The project's own pack that a scope counts by: the last one it names in data/packs, else one of its id."""
    own = [name for name in scope.pack.names if (project.packs / name).is_dir() and name != COUNTRY]
    return own[-1] if own else scope.id


@contextmanager
def trial(scope: Scope, project: Project, new: Sequence[NewIndicator]) -> Generator[tuple[Scope, Path]]:
    """The scope as it would count with new indicators, and the folder of its pack on trial; nothing of it stays."""
    name = pack_name(scope, project)
    with TemporaryDirectory(prefix="commune-learn-") as folder:
        root = Path(folder) / "packs"
        if project.packs.is_dir():
            shutil.copytree(project.packs, root)
        (root / name / "layouts").mkdir(parents=True, exist_ok=True)
        if new:
            _add_indicators(root / name / "indicators.toml", new)
        yield on_trial(scope, root, name), root / name


def on_trial(scope: Scope, root: Path, name: str) -> Scope:
    """The scope with the packs that lie in a folder now."""
    names = scope.pack.names if name in scope.pack.names else (*scope.pack.names, name)
    return replace(scope, pack=Pack.of(names, root).at(scope.places))


def _add_indicators(path: Path, new: Sequence[NewIndicator]) -> None:
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.is_file() else tomlkit.document()
    if "indicator" not in document:
        document["indicator"] = tomlkit.table(is_super_table=True)
    for each in new:
        entry = tomlkit.table()
        entry.update({name: getattr(each, name) for name in ("kind", "measure", "duration", "vi", "en")})
        document["indicator"][each.id] = entry
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, tomlkit.dumps(document))


def layout_text(form: Layout) -> str:
    """A layout as TOML, validated. Raises SettingsError where it would not be one."""
    document = tomlkit.document()
    document.add(tomlkit.comment(f"Learnt on {date.today()} from the table in ../{EXAMPLES}."))
    document["form"], document["origin"] = form.form, form.origin
    document["title"] = "" if names_persons(form.title) else form.title
    document["recognise"] = [list(phrases) for phrases in form.recognise if not any(map(names_persons, phrases))]
    document["valid_from"] = form.valid_from
    for name in ("header_row", "index_row", "unit_of_measure", "transposed", "scale"):
        if getattr(form, name):
            document[name] = getattr(form, name)
    if form.parts:
        document["parts"] = list(form.parts)
    columns = tomlkit.aot()
    for column in form.columns:
        columns.append(_entry(column))
    document["column"] = columns
    text = tomlkit.dumps(document)
    _, mistakes = checked_text(text, LAYOUT)
    if mistakes:
        raise SettingsError(f"layouts/{form.form}.toml", mistakes)
    return text


def _entry(column: FormColumn) -> Table:
    entry = tomlkit.table()
    if column.role != "figure":
        entry["role"] = column.role
    entry["heading"] = [" ".join(tier.split()) for tier in column.heading]
    if column.indicators:
        entry["indicator"] = column.indicators[0] if len(column.indicators) == 1 else list(column.indicators)
    for name in ("detail", "scale", "name", "members_of", "cut_off", "index"):
        if getattr(column, name):
            entry[name] = getattr(column, name)
    if column.members:
        entry["members"] = dict(column.members)
    return entry


def figures_text(figures: pd.DataFrame) -> str:
    """Figures as CSV, one a row: what the table that a layout was learnt from must give for ever."""
    out = StringIO()
    shown = figures.assign(as_of=figures["as_of"].dt.date.astype(str))
    shown[[*KEY, "value"]].to_csv(out, index=False, lineterminator="\n")
    return out.getvalue()


def differences(project: Project, scope: Scope, form: str) -> list[str] | None:
    """What a learnt layout reads of its example other than was confirmed, a line each; None without an example."""
    folder = project.packs / pack_name(scope, project) / EXAMPLES
    expected = folder / f"{form}{FIGURES}"
    file = next((path for path in sorted(folder.glob(f"{form}.*")) if path != expected), None)
    if file is None or not expected.is_file():
        return None
    due = pd.read_csv(expected, dtype={"unit": str, "detail": str}, keep_default_na=False)
    days = pd.to_datetime(due["as_of"])
    with using(scope.pack):
        found = read_example(file, scope, days.max().date(), form)
    return unequal(due.assign(as_of=days), found)


def read_example(file: Path, scope: Scope, day: date, form: str) -> pd.DataFrame:
    """The figures of a file as the stated form (none: as it is recognised) reads it, those that are given alone."""
    source = Source(file.name, "official", day, form=form)
    found = read_file(file, scope, Period(day.year, 1, 12), source).observations
    return found[found["value"].notna()] if len(found) else found


def unequal(due: pd.DataFrame, found: pd.DataFrame) -> list[str]:
    """The figures that are due and are not found as they should be, a line each."""
    given = found[[*KEY, "value"]] if len(found) else pd.DataFrame(columns=[*KEY, "value"]).astype(due.dtypes[KEY])
    both = due.merge(given, on=KEY, how="left", suffixes=("", "_read"))
    equal = (both["value"] - both["value_read"]).abs() <= 1e-9 * both["value"].abs().clip(lower=1.0)
    return [
        f"{row['cell']} {row['indicator']} {row['detail']}: {row['value']:g}, not {row['value_read']:g}"
        for row in both[~equal].to_dict("records")
    ]


def check_form_name(form: str, project: Project, scope: Scope) -> None:
    """Raise UsageError where a layout of that name is not the project's own: it would take another's place unseen."""
    own = project.packs / pack_name(scope, project) / "layouts" / f"{form}.toml"
    try:
        layout(form)
    except InputError:
        return
    if not own.is_file():
        raise UsageError('A form is called "{form}" already. Name this one otherwise: --form {form}-2.', form=form)
