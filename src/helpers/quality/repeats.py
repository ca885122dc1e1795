"""Figures given more than once: in two forms, in two workbooks, or in two rows of one sheet."""

from __future__ import annotations

import pandas as pd

from helpers.quality.checks import address
from helpers.quality.faults import Fault, figure
from helpers.quality.figures import IDENTITY, name_of

SAME = 1e-6  # values nearer than this are one


def single(observations: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Each figure once, the value that most places give, and the faults of those that contradict each other.

    Two values in one sheet mean that a unit stands there twice: neither is believed (Q353). Of two values in different
    sheets or workbooks the one that is outvoted is a fault (Q501). Where as many places say one as the other, neither
    is believed (Q502): the order of sheets and files tells nothing.
    """
    twice = observations.duplicated(IDENTITY, keep=False)
    if not twice.any():
        return observations, []
    several = observations[twice].assign(_votes=lambda d: d.groupby([*IDENTITY, "value"])["value"].transform("count"))
    several = several.assign(_votes=several["_votes"].fillna(0)).sort_values("_votes", ascending=False, kind="stable")
    first = several.drop_duplicates(IDENTITY)
    rest = several.loc[~several.index.isin(first.index)]
    pairs = rest.reset_index().merge(first.reset_index(), on=IDENTITY, suffixes=("", "_first"))
    same = (pairs["value"] - pairs["value_first"]).abs() <= SAME
    differ = pairs[~same & pairs["value"].notna() & pairs["value_first"].notna()]
    elsewhere = (differ["workbook"] != differ["workbook_first"]) | (differ["sheet"] != differ["sheet_first"])
    tied = differ[(differ["_votes"] == differ["_votes_first"]) & elsewhere]
    open_questions = pd.MultiIndex.from_frame(tied[IDENTITY])
    settled = ~pd.MultiIndex.from_frame(differ[IDENTITY]).isin(open_questions)
    faults = [fault for _, pair in differ[settled].iterrows() for fault in _faults(pair)]
    faults += _undecided(several[pd.MultiIndex.from_frame(several[IDENTITY]).isin(open_questions)])
    faults += _doubled(pairs[same])
    wrong = {fault.row for fault in faults if fault.rejects}
    return observations.drop(index=rest.index[~rest.index.isin(wrong)]), faults


def _undecided(rows: pd.DataFrame) -> list[Fault]:
    """A fault for every cell of figures on which sheets or workbooks contradict each other with equal weight."""
    faults = []
    for _, group in rows[rows["value"].notna()].groupby(IDENTITY, observed=True, sort=False):
        entries = group.to_dict("records")
        name = name_of(entries[0]["indicator"], entries[0]["detail"])
        for row, entry in zip(group.index, entries, strict=True):
            other = next(each for each in entries if abs(each["value"] - entry["value"]) > SAME)
            first, second = figure(other["value"], name), figure(entry["value"], name)
            faults.append(Fault("Q502", row, first["vi"], {"first": first, "second": second, "where": address(other)}))
    return faults


def _doubled(pairs: pd.DataFrame) -> list[Fault]:
    """One fault for each unit that stands twice in a sheet, all figures alike."""
    alike = pairs[(pairs["workbook"] == pairs["workbook_first"]) & (pairs["sheet"] == pairs["sheet_first"])]
    rows = alike.drop_duplicates(["workbook", "sheet", "unit", "boundary", "as_of"])
    there = rows[["workbook_first", "sheet_first", "cell_first"]].set_axis(["workbook", "sheet", "cell"], axis=1)
    places = [address(place) for place in there.to_dict("records")]
    return [Fault("Q354", row, "", {"where": place}) for row, place in zip(rows["index"], places, strict=True)]


def _faults(pair: pd.Series) -> list[Fault]:
    """One fault for a second opinion elsewhere; two for two rows of one sheet."""
    name = name_of(pair["indicator"], pair["detail"])
    same_sheet = (pair["workbook"], pair["sheet"]) == (pair["workbook_first"], pair["sheet_first"])
    here = {"workbook": pair["workbook"], "sheet": pair["sheet"], "cell": pair["cell"]}
    there = {key: pair[f"{key}_first"] for key in here}
    value, first = figure(pair["value"], name), figure(pair["value_first"], name)
    if not same_sheet:
        return [Fault("Q501", pair["index"], first["vi"], {"first": first, "second": value, "where": address(there)})]
    return [
        Fault("Q353", pair["index"], "", {"first": first, "second": value, "where": address(there)}),
        Fault("Q353", pair["index_first"], "", {"first": value, "second": first, "where": address(here)}),
    ]
