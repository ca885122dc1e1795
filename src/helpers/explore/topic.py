"""What a frame shows: from plain attributes where they are kept, else from its columns.

`figures` and its sisters note scope, period, indicator, days and language as text in `frame.attrs["commune"]`, which
pandas keeps through most operations and through Parquet. Where they are lost, the columns tell: an indicator's id,
`name`, `unit`, `as_of`, `is_total`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.report.cells import format_of
from helpers.vocabulary.catalogue import Indicator, detail_label, indicators
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import UsageError, did_you_mean

CHANGE = "change"
_SLACK = 1e-9  # a share of exactly 1 may miss it by the last bit


@dataclass(frozen=True)
class Topic:
    """What a frame shows: `value` is the column charted, `format` its notation: count, money, share, points or flag.

    parts: the counts of a rate, where the frame has them.
    """

    value: str
    label: str
    format: str
    lang: str
    days: tuple[pd.Timestamp, ...] = ()
    place: str = ""
    parts: tuple[str, ...] = ()


def words_of(entry: Indicator, detail: str, lang: str) -> str:
    """The indicator's name for a reader, with the member of its breakdown."""
    return f"{entry.label[lang]}: {member(entry, detail, lang)}" if detail else entry.label[lang]


def member(entry: Indicator, detail: str, lang: str) -> str:
    """The member of the breakdown for a reader; '' for none."""
    return detail_label(entry.details, detail, lang) if detail else ""


def parts_of(entry: Indicator) -> list[str]:
    """The counts that a rate is computed from, numerator first; none for what is stored itself."""
    return [*entry.numerator.split(" + "), entry.denominator] if entry.kind == "rate" else []


def about(
    frame: pd.DataFrame, edition: Edition, entry: Indicator, value: str, days: Sequence[pd.Timestamp], **words: str
) -> pd.DataFrame:
    """The frame, noting what it shows. words: detail, lang and place."""
    home = {"scope": edition.scope_id, "period": str(edition.period), "audience": str(edition.audience)}
    told = {**home, "indicator": entry.id, "value": value, **words}
    frame.attrs["commune"] = {**told, "days": [day.date().isoformat() for day in days]}
    return frame


def topic(frame: pd.DataFrame, value: str = "", lang: str = "") -> Topic:
    """What a frame shows. Raises UsageError where attributes, columns or `value` do not tell, or a share is none."""
    told = frame.attrs.get("commune", {})
    chosen = value or (told.get("value", "") if told.get("value") in frame else _likely(frame))
    if chosen not in frame:
        known = [str(column) for column in frame.columns]
        said = f'no column "{chosen}".{did_you_mean(chosen, known)}' if chosen else "no column of the catalogue."
        raise UsageError(
            'This frame has {said} Name the column that is meant, as in chart(frame, "{column}").',
            said=said,
            column=known[-1] if known else "…",
        )
    lang = lang or told.get("lang", "") or frame.attrs.get("lang", "vi")
    noted = chosen == told.get("value")
    entry = indicators().get(told["indicator"] if noted else chosen)
    check_shares(frame, [chosen])
    return Topic(
        value=chosen,
        label=words_of(entry, told.get("detail", "") if noted else "", lang) if entry else chosen,
        format=_written(chosen, entry),
        lang=lang,
        days=_days(pd.DataFrame({"as_of": told["days"]}) if noted else frame),
        place=told.get("place", ""),
        parts=tuple(part for part in (parts_of(entry) if entry else []) if part in frame),
    )


def _written(value: str, entry: Indicator | None) -> str:
    if entry is None:
        return "number"
    if value == CHANGE:
        return "points" if entry.measure == "share" else "count"
    return format_of(entry)


def _likely(frame: pd.DataFrame) -> str:
    """The column that a frame is about, where it does not say: a change, else a rate, else the catalogue's last."""
    if CHANGE in frame:
        return CHANGE
    known = [column for column in frame.columns if column in indicators()]
    return ([column for column in known if indicators()[column].kind == "rate"] or known[-1:] or [""])[0]


def _days(frame: pd.DataFrame) -> tuple[pd.Timestamp, ...]:
    return tuple(sorted(pd.to_datetime(frame["as_of"]).dropna().unique())) if "as_of" in frame else ()


def check_shares(frame: pd.DataFrame, columns: Sequence[Hashable]) -> None:
    """Raise UsageError where a column named like a share of the catalogue holds something else, such as percentages."""
    for column in columns:
        entry = indicators().get(str(column))
        if entry is None or entry.measure != "share":
            continue
        values = pd.to_numeric(frame[column], errors="coerce").astype("float64")
        wrong = values[(values < -_SLACK) | (values > 1 + _SLACK)]
        if len(wrong):
            raise UsageError(
                '"{column}" is a share and kept as 0-1, but row {row} has {value:g}. Give percentages a name of their own, as in assign({column}_percent=lambda d: d["{column}"] * 100).',
                column=column,
                row=str(wrong.index[0]),
                value=float(wrong.iloc[0]),
            )


def drawn(frame: pd.DataFrame, value: str) -> tuple[pd.DataFrame, Hashable | None]:
    """A frame as charts take it: by unit, with names, numbers as floats; and the label of its total row, if it has one.

    Rows without a name are called by their index. A frame that lost its index by unit gets it back from the column
    `unit`.
    """
    rows = frame.set_index("unit") if "unit" in frame and not frame["unit"].duplicated().any() else frame.copy()
    if "name" not in rows:
        rows = rows.assign(name=[str(label) for label in rows.index])
    numbers: list[Any] = [name for name in rows.columns if name == value or name in indicators()]
    rows = rows.astype(dict.fromkeys(numbers, "float64"))
    totals = rows.index[rows["is_total"].fillna(False).astype(bool)] if "is_total" in rows else rows.index[:0]
    return rows, totals[0] if len(totals) else None


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the named levels of its index as columns, save those that stand among its columns already."""
    levels = [name for name in frame.index.names if name and name not in frame]
    return frame.reset_index(level=levels) if levels else frame
