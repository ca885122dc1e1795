"""Sentences from figures. A share never stands without its count and base, a difference of shares is in percentage points."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pandas as pd

from helpers.report.table import written
from helpers.vocabulary.language import (
    Translator,
    format_money,
    format_number,
    format_points,
    format_share,
    with_qualifier,
)

#: Shares that differ by less than this many percentage points are not told apart in words (rounding of two decimals).
SAME_POINTS = 0.05


def uncapitalised(text: str) -> str:
    """A label as it stands within a sentence: 'Nhà tiêu hợp vệ sinh' -> 'nhà tiêu hợp vệ sinh'; 'OCOP' stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def quantity(value: float, measure: str, t: Translator, qualifier: str = "", decimals: int = 0) -> str:
    """A number with its unit of measure: '1.731 hộ', 'hơn 216 tỷ đồng', '12,5 tiêu chí'."""
    if measure == "VND":
        return with_qualifier(format_money(value, t.lang), qualifier, t.lang)
    number = with_qualifier(format_number(value, t.lang, decimals), qualifier, t.lang)
    pattern = {
        "households": t("{number} households"),
        "persons": t("{number} persons"),
        "communes": t("{number} communes"),
        "criteria": t("{number} criteria"),
        "works": t("{number} works"),
        "products": t("{number} products"),
    }.get(measure, "{number}")
    return pattern.format(number=number)


def share_of(
    count: float, base: float, t: Translator, measure: str = "households", qualifier: str = "", decimals: int = 2
) -> str:
    """A share with its count and base: '1.731 trên 7.735 hộ (22,38%)'. Says so where a figure is missing."""
    if pd.isna(count) or pd.isna(base) or not base:
        return t("not available")
    numbers = {
        "count": with_qualifier(_number(count, measure, t), qualifier, t.lang),
        "base": quantity(base, measure, t),
    }
    return t("{count} of {base} ({share})", **numbers, share=format_share(count / base, t.lang, decimals))


def _number(value: float, measure: str, t: Translator) -> str:
    return format_money(value, t.lang) if measure == "VND" else format_number(value, t.lang)


def change_of_share(before: float, after: float, t: Translator, qualifier: str = "") -> str:
    """The change between two shares of 0-1: 'giảm 13,62 điểm %', or that there is no clear change."""
    return change_in_points((after - before) * 100, t, qualifier)


def change_in_points(points: float, t: Translator, qualifier: str = "") -> str:
    """A change in percentage points in words: 'giảm hơn 2,00 điểm %' (down where negative)."""
    if pd.isna(points):
        return t("change not available")
    size = with_qualifier(format_points(points, t.lang), qualifier, t.lang)
    if abs(points) < SAME_POINTS:
        return t("no clear change")
    return t("down {size}", size=size) if points < 0 else t("up {size}", size=size)


def change_of_count(before: float, after: float, t: Translator, measure: str = "households") -> str:
    """The change between two counts, with both: 'giảm 322 hộ, từ 2.053 hộ xuống 1.731 hộ'."""
    if pd.isna(before) or pd.isna(after):
        return t("change not available")
    words = {
        "before": quantity(before, measure, t),
        "after": quantity(after, measure, t),
        "size": quantity(abs(after - before), measure, t),
    }
    if before == after:
        return t("unchanged at {after}", after=words["after"])
    return (
        t("down {size}, from {before} to {after}", **words)
        if after < before
        else t("up {size}, from {before} to {after}", **words)
    )


def listing(names: Sequence[str], t: Translator) -> str:
    """'Pờ Ê, Măng Cành và Ngọk Tem'."""
    if len(names) < 2:
        return "".join(names)
    return t("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def rank(values: pd.Series, key: Hashable, t: Translator) -> str:
    """Where a row stands among the rows with a value: 'cao thứ 2 trong 9'. Equal values share the better place."""
    known = values.dropna()
    if key not in known.index:
        return t("not ranked: no figure")
    place, many = int((known > known[key]).sum()) + 1, len(known)
    if place == 1:
        return t("the highest of {many}", many=many)
    if int((known < known[key]).sum()) == 0:
        return t("the lowest of {many}", many=many)
    return t("number {place} of {many} from the top", place=place, many=many)


def compared(value: float, reference: float, name: str, t: Translator) -> str:
    """A share against that of another place: 'cao hơn 3,10 điểm % so với toàn huyện'."""
    points = (value - reference) * 100
    if pd.isna(points):
        return t("cannot be compared with {name}", name=name)
    if abs(points) < SAME_POINTS:
        return t("about the same as {name}", name=name)
    size = format_points(points, t.lang)
    return (
        t("{size} higher than {name}", size=size, name=name)
        if points > 0
        else t("{size} lower than {name}", size=size, name=name)
    )


def highest_headline(
    frame: pd.DataFrame,
    value: str,
    t: Translator,
    *,
    subject: str,
    label: str = "name",
    format: str = "share",
    decimals: int | None = None,
) -> str:
    """A headline that is true of any frame: which row is highest, or that rows are equal, or that nothing is known.

    subject names the measure as it stands in a sentence: 'Tỷ lệ hộ nghèo', 'Poverty rate'.
    """
    known = frame.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    if known.empty:
        return t("{subject}: no figures are available", subject=subject)
    figures = [written(number, format, t, decimals) for number in known[value]]
    top = [str(name) for name, figure in zip(known[label], figures, strict=True) if figure == figures[0]]
    if len(top) == len(known) > 1:
        return t("{subject} is the same everywhere: {figure}", subject=subject, figure=figures[0])
    if len(top) > 3:
        return t("{subject} is highest in {n} places: {figure}", subject=subject, n=len(top), figure=figures[0])
    return t("{subject} is highest in {names}: {figure}", subject=subject, names=listing(top, t), figure=figures[0])


def change_headline(before: float, after: float, t: Translator, *, subject: str, since: str) -> str:
    """A headline about a share over time: fell, rose, or no clear change. since: the earlier date in words."""
    points = (after - before) * 100
    if pd.isna(points):
        return t("{subject}: the change since {since} is not available", subject=subject, since=since)
    words = {"subject": subject, "since": since, "size": format_points(points, t.lang)}
    if abs(points) < SAME_POINTS:
        return t("{subject} shows no clear change since {since}", **words)
    return (
        t("{subject} fell by {size} since {since}", **words)
        if points < 0
        else t("{subject} rose by {size} since {since}", **words)
    )


def coverage(reported: int, expected: int, t: Translator) -> str:
    """How many units reported: '9/9 xã đã báo cáo'; units that did not are said to be missing."""
    if reported >= expected:
        return t("All {expected} units are covered.", expected=expected)
    return t(
        "{reported} of {expected} units are covered; totals of the others are not known.",
        reported=reported,
        expected=expected,
    )
