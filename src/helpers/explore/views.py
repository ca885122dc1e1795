"""Exploring: charts and files of what `explore` finds."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.explore import frames
from helpers.explore.table import Html
from helpers.report.charts.bars import contributions, ranked_bars
from helpers.report.charts.base import Chart, chart_html
from helpers.report.markup import escape
from helpers.report.table import written
from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.language import Translator, format_date, translator

_STYLE = "<style>.headline{font-weight:600;margin:0}.subtitle,.source{margin:0 0 .5em}</style>"
_LABEL = "demonstration (Số liệu minh họa / Demonstration data)"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a text that starts so


def chart(frame: pd.DataFrame) -> Html:
    """Bars of a frame from `figures`, ranked, or of the changes in a frame from `compare`; the total last."""
    topic = frames.topic(frame)
    drawn = _changes(frame, topic) if topic.value == frames.CHANGE else _ranked(frame, topic)
    t = translator(topic.lang)
    note = _note(frame, t)
    return Html(_STYLE + chart_html(drawn, t, "explore") + (f"<p><strong>{escape(note)}</strong></p>" if note else ""))


def _note(frame: pd.DataFrame, t: Translator) -> str:
    """Says where figures are demonstration data; '' where none is."""
    kinds = set(frame["kind"]) - {""}
    if frames.DEMONSTRATION not in kinds:
        return ""
    return (
        t("Demonstration data")
        if len(kinds) == 1
        else t("Partly demonstration data; the other figures are published or official.")
    )


def _ranked(frame: pd.DataFrame, topic: frames.Topic) -> Chart:
    parts = frames.parts_of(topic.indicator)
    simple = len(parts) == 2
    return ranked_bars(
        frame,
        topic.value,
        title=_headline(frame, topic),
        subtitle=_subtitle(topic),
        format="number" if topic.format in {"money", "flag"} else topic.format,
        decimals=0 if topic.format in {"money", "flag"} else None,
        count=parts[0] if simple else "",
        base=parts[1] if simple else "",
        total=topic.boundary.total.code,
    )


def _changes(frame: pd.DataFrame, topic: frames.Topic) -> Chart:
    return contributions(
        frame,
        topic.value,
        title=_change_headline(frame, topic),
        subtitle=_subtitle(topic),
        format=topic.format,
        total=topic.boundary.total.code,
    )


def _headline(frame: pd.DataFrame, topic: frames.Topic) -> str:
    """The place with the highest figure, where one stands out; else only what is shown."""
    t = translator(topic.lang)
    ranked = frame.drop(topic.boundary.total.code, errors="ignore").dropna(subset=[topic.value])
    ranked = ranked.sort_values(topic.value, ascending=False)
    if len(ranked) < 2 or ranked[topic.value].iloc[0] == ranked[topic.value].iloc[1]:
        return topic.label
    format = "count" if topic.format in {"money", "flag"} else topic.format
    value = written(ranked[topic.value].iloc[0], format, t)
    return t("{label}: highest in {name}, {value}", label=topic.label, name=ranked["name"].iloc[0], value=value)


def _change_headline(frame: pd.DataFrame, topic: frames.Topic) -> str:
    """How many places rose and fell; nothing is claimed where none did."""
    t = translator(topic.lang)
    moved = frame.drop(topic.boundary.total.code, errors="ignore")["change"].dropna()
    if moved.empty:
        return t("{label}: no earlier figure to compare with", label=topic.label)
    rose, fell = int((moved > 0).sum()), int((moved < 0).sum())
    if not rose and not fell:
        return t("{label}: no change", label=topic.label)
    return t("{label}: fell in {fell} places, rose in {rose}", label=topic.label, fell=fell, rose=rose)


def _subtitle(topic: frames.Topic) -> str:
    days = [format_date(day.date(), topic.lang) for day in (topic.since, topic.as_of) if day is not None]
    unit = translator(topic.lang)("percentage points") if topic.format == "points" else ""
    return "; ".join(
        part for part in (topic.label, unit, topic.boundary.total.words(topic.lang), " – ".join(days)) if part
    )


def export(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a frame as .csv (UTF-8) or .xlsx, whole or not at all; text is never a formula. Returns the path.

    A bare file name goes into reports/<scope>/<period>/explore of what the frame shows. Raises UsageError for another
    ending, or a bare name for a frame that does not say what it shows.
    """
    path, flat = Path(path), frame.reset_index() if frame.index.name else frame
    writers = {".csv": _csv, ".xlsx": _xlsx}
    if path.suffix.lower() not in writers:
        raise UsageError(f'"{path.name}" ends neither in .csv nor in .xlsx.')
    if path.parent == Path():
        about = frames.topic(frame)
        path = about.edition.reports / "explore" / path
    if "kind" in flat:
        flat = flat.assign(kind=flat["kind"].replace(frames.DEMONSTRATION, _LABEL))
    write_atomic(path, writers[path.suffix.lower()](flat))
    return path


def _plain(value: Any) -> Any:
    """A cell without type surprises: missing is blank, dates are ISO text, text cannot be a formula."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) and value != "-" else value


def _csv(frame: pd.DataFrame) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_plain(value) for value in row] for row in frame.itertuples(index=False))
    return "\ufeff" + buffer.getvalue()  # the mark tells Excel that the file is UTF-8


def _xlsx(frame: pd.DataFrame) -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(map(str, frame.columns)), book.add_format({"bold": True}))
    for number, row in enumerate(frame.itertuples(index=False), start=1):
        sheet.write_row(number, 0, [_plain(value) for value in row])
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return buffer.getvalue()
