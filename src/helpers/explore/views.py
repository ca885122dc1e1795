"""Exploring: charts and files of what `explore` finds."""

from __future__ import annotations

import io
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import HTML

from helpers.explore.frames import DEMONSTRATION
from helpers.explore.topic import CHANGE, Topic, drawn, flat, topic
from helpers.report.cells import Column
from helpers.report.chart import Bars, chart_html
from helpers.report.lineage import apart
from helpers.report.markup import escape, shorten
from helpers.report.plain import field_text
from helpers.report.table import kind_note, rows_of, written
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.language import format_date, translator

_STYLE = "<style>.headline{font-weight:600;margin:0}.subtitle,.source{margin:0 0 .5em}</style>"
_LABEL = "demonstration (Số liệu minh họa / Demonstration data)"


def chart(frame: pd.DataFrame, value: str = "", *, title: str = "", lang: str = "") -> HTML:
    """Bars of a frame from `figures`, ranked, or of the changes in a frame from `compare`; the total last.

    Any frame will do: `value` names the column, where the frame does not say. Rows are called by the column `name`,
    else by their index; `is_total` marks the total. Raises UsageError for a column that is not there, or a share that
    is none (0-1).
    """
    about = topic(frame, value, lang)
    rows, total = drawn(frame, about.value)
    t = translator(about.lang)
    kinds = set(frame["kind"]) - {""} if "kind" in frame else set()
    note = kind_note({kind == DEMONSTRATION for kind in kinds}, t)
    made = _bars(rows, about, total, title)
    files = set(frame.filter(["workbook", "workbook_before"]).fillna("").to_numpy().flat) - {""}
    named = shorten(", ".join(sorted(files)), 100)
    source = t("Source: {files}.", files=named) if files else t("Source: this frame does not say.")
    html = chart_html(made, t, rows_of(made.table, t), apart("explore", t), source)
    return HTML(_STYLE + html + (f"<p><strong>{escape(note)}</strong></p>" if note else ""))


def _bars(rows: pd.DataFrame, about: Topic, total: Hashable | None, title: str) -> Bars:
    """The chart of a topic: changes against zero, figures ranked, a rate with its count and base."""
    told = title or (_change_headline if about.value == CHANGE else _headline)(rows, about, total)
    plain = about.format in {"money", "flag"}
    format = "number" if plain else "change" if about.value == CHANGE and about.format == "count" else about.format
    measure = Column(about.value, "", format, 0 if plain else None)
    beside = about.parts if len(about.parts) == 2 else ()
    return Bars(rows, measure, told, _subtitle(about), total=total, beside=beside)


def _headline(rows: pd.DataFrame, about: Topic, total: Hashable | None) -> str:
    """The place with the highest figure, where one stands out; else only what is shown."""
    t = translator(about.lang)
    ranked = rows.drop(index=[total] if total is not None else []).dropna(subset=[about.value])
    ranked = ranked.sort_values(about.value, ascending=False)
    if len(ranked) < 2 or ranked[about.value].iloc[0] == ranked[about.value].iloc[1]:
        return about.label
    format = "count" if about.format in {"money", "flag"} else about.format
    value = written(ranked[about.value].iloc[0], format, t)
    return t("{label}: highest in {name}, {value}", label=about.label, name=ranked["name"].iloc[0], value=value)


def _change_headline(rows: pd.DataFrame, about: Topic, total: Hashable | None) -> str:
    """How many places rose and fell; nothing is claimed where none did."""
    t = translator(about.lang)
    moved = rows.drop(index=[total] if total is not None else [])[CHANGE].dropna()
    if moved.empty:
        return t("{label}: no earlier figure to compare with", label=about.label)
    rose, fell = int((moved > 0).sum()), int((moved < 0).sum())
    if not rose and not fell:
        return t("{label}: no change", label=about.label)
    return t("{label}: fell in {fell} places, rose in {rose}", label=about.label, fell=fell, rose=rose)


def _subtitle(about: Topic) -> str:
    days = [format_date(day.date(), about.lang) for day in about.days[-2:]]
    unit = translator(about.lang)("percentage points") if about.format == "points" else ""
    return "; ".join(part for part in (about.label, unit, about.place, " – ".join(days)) if part)


def export(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a frame as .csv (UTF-8) or .xlsx, whole or not at all; text is never a formula. Returns the path.

    A bare file name goes into reports/<scope>/<period>/explore of what the frame shows. Raises UsageError for another
    ending, or a bare name for a frame that does not say what it shows.
    """
    path, rows = Path(path), flat(frame)
    writers = {".csv": _csv, ".xlsx": _xlsx}
    if path.suffix.lower() not in writers:
        raise UsageError('"{path}" ends neither in .csv nor in .xlsx.', path=path.name)
    if path.parent == Path():
        home = frame.attrs.get("commune", {})
        if not home:
            raise UsageError(
                'This frame does not say which scope and period it is of: write a folder too, as in "out/{path}".',
                path=path.name,
            )
        edition = Edition.of(home["scope"], home["period"], home["audience"])
        path = edition.reports / "explore" / path
    if "kind" in rows:
        rows = rows.assign(kind=rows["kind"].replace(DEMONSTRATION, _LABEL))
    write_atomic(path, writers[path.suffix.lower()](rows.astype(object).map(_plain)))
    return path


def _plain(value: Any) -> Any:
    """A cell without type surprises: missing is blank, dates are ISO text, text cannot be a formula."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return field_text(value) if isinstance(value, str) else value


def _csv(frame: pd.DataFrame) -> str:
    return "\ufeff" + frame.to_csv(index=False, lineterminator="\n")  # the mark tells Excel that the file is UTF-8


def _xlsx(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        frame.to_excel(book, index=False, freeze_panes=(1, 0))
        book.sheets["Sheet1"].autofit()
    return buffer.getvalue()
