"""Small numbers are withheld and cannot be worked out: by hand, by brute force, by programmes, across releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.analysis import small_returns as made
from tests.protect.auditor import Auditor, catalogue

from helpers.protect import choice
from helpers.protect.disclosure import GIVEN, RATE, SECONDARY, SMALL, TELLING, WHOLE, ZERO, Protected, protect
from helpers.protect.outsider import attack, public_relations
from helpers.protect.release import figures_of, release_of
from helpers.protect.totals import with_totals
from helpers.vocabulary import observation
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope, Unit


@dataclass(frozen=True)
class Shipped:
    """A release with the figures themselves and the audit."""

    edition: Edition
    true: pd.DataFrame
    public: pd.DataFrame
    audit: pd.DataFrame

    @classmethod
    def of(cls, edition: Edition) -> Shipped:
        true, _ = figures_of(replace(edition, audience=Audience.INTERNAL))
        audit = pd.read_csv(edition.processed / "disclosure.csv", dtype=str, keep_default_na=False)
        return cls(edition, true, release_of(edition).observations(), audit)

    @property
    def scope(self) -> Scope:
        return self.edition.scope


@dataclass(frozen=True)
class Reviews:
    """Figures of two years, the first protected alone and both together."""

    rows: pd.DataFrame
    first: Protected
    both: Protected


def value_of(done: Protected, unit: str, indicator: str, detail: str = "") -> float:
    rows = done.observations
    found = rows[(rows["unit"] == unit) & (rows["indicator"] == indicator) & (rows["detail"] == detail)]
    return found["value"].iloc[-1]


def reasons(done: Protected) -> dict[tuple[str, str], str]:
    return {(row.unit, row.indicator): row.reason for row in done.audit.itertuples()}


def found_out(public: pd.DataFrame, scope: Scope, true: pd.DataFrame | None = None) -> list:
    """What the auditor, who sees public cells only, brings down to fewer than three values or below the threshold.

    true: the figures themselves, where what he believes over time may mislead him: what is not so is no disclosure.
    """
    auditor = Auditor(public, scope, catalogue())
    return auditor.found_out(scope.threshold) if true is None else auditor.disclosed(scope.threshold, true)


def test_a_small_count_and_one_more_are_withheld_and_the_total_stays() -> None:
    rows = made.column("poor_households_by_cause", 2, 40, 60, detail="1")
    done = protect(rows, made.scope())
    assert np.isnan(value_of(done, "10000", "poor_households_by_cause", "1"))
    assert value_of(done, made.TOTAL, "poor_households_by_cause", "1") == 102
    # 102 - 60 = 42 = 2 + 40: the cheaper of the two others is withheld too
    assert np.isnan(value_of(done, "10001", "poor_households_by_cause", "1"))
    assert value_of(done, "10002", "poor_households_by_cause", "1") == 60
    assert list(done.audit["reason"]) == [SMALL, SECONDARY]


def test_counts_at_the_threshold_and_insensitive_counts_are_published() -> None:
    rows = pd.concat([made.column("poor_households", 3, 4, 5), made.column("new_rural_criteria_met", 1, 2, 1)])
    assert protect(rows, made.scope()).audit.empty


def test_a_higher_threshold_withholds_more() -> None:
    rows = made.column("poor_households", 4, 8, 15, 20)
    assert protect(rows, made.scope(4)).audit.empty
    done = protect(rows, made.scope(4, threshold=5))
    assert reasons(done)["10000", "poor_households"] == SMALL


def test_zeros_are_published_except_as_parts_of_a_small_whole() -> None:
    rows = pd.concat(
        [
            made.column("poor_households", 2, 30, 40),
            made.column("poor_households_by_cause", 0, 12, 9, detail="1"),
            made.column("poor_households_by_cause", 2, 0, 9, detail="2"),
        ]
    )
    done = protect(rows, made.scope())
    by_cause = {(r.unit, r.detail): r.reason for r in done.audit.itertuples() if r.indicator.endswith("cause")}
    assert by_cause["10000", "1"] == ZERO  # none of the two poor households names cause 1
    assert by_cause["10000", "2"] == SMALL
    assert value_of(done, "10001", "poor_households_by_cause", "2") == 0 or by_cause["10001", "2"] == SECONDARY


def test_published_figures_are_never_withheld() -> None:
    rows = made.figures(
        (made.TOTAL, "poor_households", 2), (made.TOTAL, "supported_households", "housing", 1), kind="published"
    )
    done = protect(rows, made.scope())
    assert done.observations["value"].notna().all()
    assert set(done.audit["reason"]) <= {GIVEN}


def test_a_withheld_figure_leaves_no_text_qualifier_or_address() -> None:
    rows = made.column("poor_households_by_cause", 2, 40, 60, detail="1").assign(qualifier="~")
    done = protect(rows, made.scope())
    hidden = done.observations[done.observations["confidentiality"] == "C"]
    assert len(hidden) == 2
    assert len(done.observations) == len(rows)
    for name in ("printed", "qualifier", "workbook", "sheet", "cell"):
        assert set(hidden[name]) == {""}
    assert hidden["value"].isna().all()
    assert set(done.observations.loc[done.observations["confidentiality"] == "F", "printed"]) == {"60", "102"}


def test_the_smallest_count_of_a_single_unit_takes_its_total_along() -> None:
    done = protect(made.column("poor_households", 2), made.scope(1))
    assert done.observations["value"].isna().all()


def test_a_small_count_is_withheld_where_the_only_unit_is_its_own_total() -> None:
    commune = Unit(made.TOTAL, "2019", "Xã")
    scope = Scope("test", {}, "", "commune", (Boundary("2019", date(2019, 1, 1), (commune,), commune),))
    done = protect(made.figures((made.TOTAL, "poor_households", 2)), scope)
    assert np.isnan(value_of(done, made.TOTAL, "poor_households"))


def test_brute_force_over_all_whole_numbers_leaves_every_small_figure_open() -> None:
    """Two tables of three communes, poor and of these minority, with totals: every fitting table is listed."""
    poor, minority = (9, 12, 14), (8, 12, 14)  # one poor household of commune 0 is not of a minority
    rows = pd.concat([made.column("poor_households", *poor), made.column("minority_poor_households", *minority)])
    done = protect(rows, made.scope())
    seen = {(r.unit, r.indicator): r.value for r in done.observations.itertuples()}
    fitting = []
    for table in product(range(sum(poor) + 1), repeat=3):
        if not _fits(table, seen, "poor_households"):
            continue
        for part in product(*(range(limit + 1) for limit in table)):
            if _fits(part, seen, "minority_poor_households"):
                fitting.append((*table, *part))
    others = {table[0] - table[3] for table in fitting}
    assert len(others) >= 3  # the group of 1 could be any of at least three sizes
    assert max(others) >= 3
    names = [(f"1000{n}", i) for i in ("poor_households", "minority_poor_households") for n in range(3)]
    for place, key in enumerate(names):
        if np.isnan(seen[key]):
            assert len({table[place] for table in fitting}) >= 3


@pytest.mark.parametrize("poor", [(1, 2, 40), (2, 1, 9, 30), (1, 1, 1, 50)])
def test_that_something_small_explains_what_is_withheld_tells_nothing(poor: tuple[int, ...]) -> None:
    """Of 1, 2 and 40 with their total, 0 and 3 would have been printed: who knows that reads 1 and 2, or a third goes too."""
    done = protect(made.column("poor_households", *poor), made.scope(len(poor)))
    seen = [value_of(done, str(10000 + place), "poor_households") for place in range(len(poor))]
    rest, hidden = int(value_of(done, made.TOTAL, "poor_households") - np.nansum(seen)), int(np.isnan(seen).sum())
    tables = (table for table in product(range(rest + 1), repeat=hidden - 1) if sum(table) <= rest)
    explained = [whole for table in tables if {1, 2} & {*(whole := (*table, rest - sum(table)))}]
    for possible in map(set, zip(*explained, strict=True)):
        assert len(possible) >= 3
        assert max(possible) >= 3


def _fits(table: tuple[int, ...], seen: dict, indicator: str) -> bool:
    shown = [seen[f"1000{n}", indicator] for n in range(3)]
    total = seen[made.TOTAL, indicator]
    return all(np.isnan(s) or s == v for s, v in zip(shown, table, strict=True)) and (
        np.isnan(total) or sum(table) == total
    )


def test_lacking_land_is_not_given_away_by_those_who_have_it() -> None:
    rows = pd.concat(
        [
            made.column("minority_households", 600, 700, 800),
            made.column("minority_households_without_production_land", 2, 0, 3),
            made.column("minority_households_with_production_land", 598, 700, 797),
        ]
    )
    scope = made.scope()
    done = protect(rows, scope)
    both = [value_of(done, "10000", f"minority_households{end}") for end in ("", "_with_production_land")]
    assert np.isnan(both).any()
    assert not found_out(done.observations, scope)


def test_without_a_column_for_it_the_near_complement_is_protected() -> None:
    rows = pd.concat(
        [
            made.column("minority_households", 600, 700),
            made.column("minority_households_with_production_land", 599, 690),
        ]
    )
    done = protect(rows, made.scope(2))
    assert {"10000"} <= set(done.audit["unit"])
    assert not found_out(done.observations, made.scope(2))


def test_few_households_of_no_minority_do_not_tell_how_many_of_the_poor_are() -> None:
    """Of 500 households 499 are of a minority: of 60 poor ones 59 or 60 are, and the rest of 79 in the other commune."""
    figures = {"households": (500, 500, 500), "minority_households": (499, 450, 450), "poor_households": (60, 40, 30)}
    columns = [made.column(indicator, *values) for indicator, values in figures.items()]
    done = protect(pd.concat([*columns, made.column("minority_poor_households", 59, 30, 20)]), made.scope())
    first = [value_of(done, "10000", name) for name in (*figures, "minority_poor_households")]
    assert np.isnan(first[-1])
    assert np.isnan(first[:-1]).any() or np.isnan(value_of(done, made.TOTAL, "minority_poor_households"))


def test_printed_rates_go_with_their_counts_but_published_ones_stay() -> None:
    rows = pd.concat(
        [
            made.column("households", 500, 600, 700),
            made.column("poor_households", 2, 60, 70),
            made.figures(("10000", "poverty_rate_printed", 0.004), ("10002", "poverty_rate_printed", 0.1)),
            made.figures((made.TOTAL, "poverty_rate_printed", 132 / 1800), kind="published").assign(printed="7,33"),
        ]
    )
    done = protect(rows, made.scope())
    assert np.isnan(value_of(done, "10000", "poverty_rate_printed"))
    assert (done.audit["reason"] == RATE).any()
    assert value_of(done, made.TOTAL, "poverty_rate_printed") == 132 / 1800
    assert not found_out(done.observations, made.scope())


@pytest.mark.parametrize(
    ("figure", "detail", "values"),
    [
        ("poverty_rate_printed", "", (0.0033, 0.05, 0.1)),  # of 610 households 2
        ("poor_person_flow", "new", (4, 120, 300)),  # one household of the mean size
        ("support_disbursed_vnd", "housing", (88e6, 440e6, 880e6)),  # at 40 million and 10 % of the locality: 2
    ],
)
def test_what_gives_a_small_count_that_is_not_reported_is_withheld(figure: str, detail: str, values: tuple) -> None:
    base = [made.column("households", 610, 500, 700), made.column("persons", 2440, 2000, 2800)]
    rows = [(str(10000 + place), figure, detail, value) for place, value in enumerate(values)]
    done = protect(pd.concat([*base, made.figures(*rows)]), made.scope())
    assert np.isnan(value_of(done, "10000", figure, detail))
    assert value_of(done, "10002", figure, detail) == values[2]
    assert set(done.audit["indicator"]) == {figure}


def test_money_that_gives_a_count_away_is_withheld_with_it() -> None:
    rows = pd.concat(
        [
            made.column("supported_households", 1, 6, 7, detail="housing"),
            made.column("support_disbursed_vnd", 44e6, 264e6, 308e6, detail="housing"),
        ]
    )
    done = protect(rows, made.scope())
    assert np.isnan(value_of(done, "10000", "support_disbursed_vnd", "housing"))
    assert done.observations["value"].isna().sum() >= 4  # a second one in each column
    assert value_of(done, made.TOTAL, "support_disbursed_vnd", "housing") == 616e6


def test_six_communes_with_one_household_each_are_not_told_by_the_zeros_beside_them() -> None:
    """Residential land, 2024-H1: 6 in total, six communes withheld, three print 0: as nobody withholds a 0, each is 1."""
    rows = made.column("supported_households", 1, 1, 1, 1, 1, 1, 0, 0, 0, detail="residential_land")
    done = protect(rows, made.scope(9))
    naive = observation.withhold(rows, rows["value"] == 1)
    assert [ends for _, *ends in found_out(naive, made.scope(9))] == [[1, 1]] * 6
    assert not found_out(done.observations, made.scope(9))
    assert value_of(done, made.TOTAL, "supported_households", "residential_land") == 6  # the zeros go instead
    assert done.observations["value"].notna().sum() == 1
    assert (done.audit["reason"] == TELLING).sum() == 3


def test_money_of_0_does_not_tell_the_households_of_0_that_are_withheld() -> None:
    """With 40 million for each household as above, money of 0 in three communes leaves 6 households to six communes."""
    counts, money = (1, 1, 1, 1, 1, 1, 0, 0, 0), [40e6] * 6 + [0.0] * 3
    rows = pd.concat(
        [
            made.column("supported_households", *counts, detail="residential_land"),
            made.column("support_disbursed_vnd", *money, detail="residential_land"),
        ]
    )
    done = protect(rows, made.scope(9))
    shown = done.observations[done.observations["value"].notna()]
    assert list(zip(shown["unit"], shown["value"], strict=True)) == [(made.TOTAL, 6), (made.TOTAL, 240e6)]


@pytest.mark.parametrize(("count", "companion"), [
    ("poor_household_flow", "poor_person_flow"), ("near_poor_household_flow", "near_poor_person_flow"),
    ("poor_households_by_group", "poor_persons_by_group"), ("near_poor_households_by_group", "near_poor_persons_by_group"),
])  # fmt: skip
def test_persons_are_withheld_where_their_households_are(count: str, companion: str) -> None:
    """Whoever divides 9 and 29 persons by some four to a household knows that they are 2 and 7 households."""
    detail = "relapsed" if count.endswith("flow") else "2"
    rows = pd.concat([made.column(count, 2, 7, 8, detail=detail), made.column(companion, 9, 29, 33, detail=detail)])
    done = protect(rows, made.scope())
    for unit in ("10000", "10001"):
        assert np.isnan(value_of(done, unit, count, detail))
        assert np.isnan(value_of(done, unit, companion, detail))
    assert value_of(done, "10002", companion, detail) == 33
    assert value_of(done, made.TOTAL, companion, detail) == 71


def test_the_total_goes_where_zeros_are_too_many_to_go() -> None:
    rows = made.column("supported_households", 1, 1, 1, *([0] * 40), detail="residential_land")
    done = protect(rows, made.scope(43))
    assert np.isnan(value_of(done, made.TOTAL, "supported_households", "residential_land"))
    assert value_of(done, "10042", "supported_households", "residential_land") == 0


def _support(start: list[int], helped: list[int], new: list[int], **when: str) -> pd.DataFrame:
    parts = {"support_need_start": start, "supported_households": helped, "support_need_new": new}
    parts["support_need_remaining"] = [s - h + n for s, h, n in zip(start, helped, new, strict=True)]
    return pd.concat([made.column(name, *row, detail="production_land", **when) for name, row in parts.items()])


def test_the_need_at_the_start_is_the_same_in_every_period_of_a_year() -> None:
    """8 - 4 + 1 = 5 in the half-year: the start, withheld there, stands in the whole year as 8, so the new need is 1."""
    scope, start = made.scope(4), [8, 9, 12, 20]
    half = _support(start, [4, 3, 5, 6], [1, 4, 5, 6], period="2024-H1", as_of="2024-06-30")
    year = _support(start, [6, 5, 7, 9], [4, 5, 6, 7], period="2024", as_of="2024-12-31")
    rows = pd.concat([half, year], ignore_index=True)
    first = protect(half, scope).observations
    small = (rows["indicator"] == "support_need_new") & (rows["value"] == 1)
    naive = observation.withhold(rows, small | rows["unit"].isin(["10000", "10001"]) & (rows["period"] == "2024-H1") & rows["indicator"].isin(["support_need_new", "support_need_start"]))  # fmt: skip
    assert (1, 1) in [tuple(ends) for _, *ends in found_out(naive, scope)]
    done = protect(rows, scope)
    assert not found_out(pd.concat([first, done.observations]), scope)


def test_a_flow_with_the_total_that_left_in_place_of_its_parts_gives_nothing_away() -> None:
    """100 - 30 + 2 = 72 in one row: the 2 is known to whoever knows that quality checks it so."""
    parts = {"start": (100, 80, 90), "out": (30, 20, 25), "new": (2, 8, 9), "end": (72, 68, 74)}
    rows = pd.concat([made.column("poor_household_flow", *values, detail=part) for part, values in parts.items()])
    naive = observation.withhold(rows, (rows["detail"] == "new") & rows["unit"].isin(["10000", "10001"]))
    assert [2, 2] in [ends for _, *ends in found_out(naive, made.scope())]
    done = protect(rows, made.scope())
    assert np.isnan(value_of(done, "10000", "poor_household_flow", "new"))
    assert not found_out(done.observations, made.scope())


def test_an_ordering_that_all_published_figures_keep_counts_as_known() -> None:
    """Support grows during a year: 1 of December lies between 1 in June and what is left of the total."""
    june = made.column("supported_households", 1, 4, 6, 7, detail="housing", as_of="2024-06-30", period="2024-H1")
    december = made.column("supported_households", 2, 5, 8, 9, detail="housing", as_of="2024-12-31", period="2024")
    rows = pd.concat([june, december], ignore_index=True)
    assert not found_out(protect(rows, made.scope(4)).observations, made.scope(4))


def test_what_was_counted_up_from_one_first_day_by_june_is_at_most_what_december_shows() -> None:
    """2 and 10 of 12 in June; of 3 and 10 in December it follows that June had 2 or 3, and 9 or 10, though no pair shows."""
    scope = made.scope(2)
    june = made.column("supported_households", 2, 10, detail="housing", as_of="2024-06-30", period="2024-H1")
    december = made.column("supported_households", 3, 10, detail="housing", as_of="2024-12-31", period="2024")
    rows, small = pd.concat([june, december], ignore_index=True), {"10000", "10001"}
    naive = observation.withhold(rows, rows["unit"].isin(small) & rows["period"].eq("2024-H1"))
    assert {(2, 3), (9, 10)} == {tuple(ends) for _, *ends in found_out(naive, scope)}
    assert not found_out(protect(rows, scope).observations, scope)


def test_old_communes_do_not_give_away_the_one_merged_from_them() -> None:
    old = made.scope(4).boundaries[0]
    merged = (
        Unit("10000", "2025", "Xã A", predecessors=("10000", "10001")),
        Unit("10002", "2025", "Xã B", predecessors=("10002", "10003")),
    )
    new = Boundary("2025", date(2025, 7, 1), merged, Unit(made.TOTAL, "2025", "Huyện"))
    scope = Scope("test", {}, "", "commune", (old, new))
    before = made.column("supported_households", 1, 5, 8, 9, detail="housing")
    after = made.column("supported_households", 6, 17, detail="housing").replace({"unit": {"10001": "10002"}})
    rows = pd.concat([before, after.assign(boundary="2025")], ignore_index=True)
    done = protect(rows, scope)
    assert not found_out(done.observations, scope)
    # 6 - 5 = 1: whatever is withheld, the merged commune and its other part do not both stand
    shown = done.observations.set_index(["unit", "boundary"])["value"]
    assert np.isnan(shown["10000", "2019"])
    assert np.isnan(shown["10000", "2025"]) or np.isnan(shown["10001", "2019"])


def test_withholding_only_the_small_figures_would_be_cracked() -> None:
    """Auditor and attack are able to find what is not protected: without secondary suppression they pin the figure."""
    rows = made.column("poor_households_by_cause", 2, 40, 60, detail="1")
    naive = observation.withhold(rows, rows["unit"] == "10000")
    assert [ends for _, *ends in found_out(naive, made.scope())] == [[2, 2]]
    relations = public_relations(naive, made.scope())
    (told,) = attack(relations.cells, relations.matrix, threshold=3).exposed
    assert (relations.cells.loc[told.cell, "unit"], told.low, told.high) == ("10000", 2, 2)
    assert relations.cells.loc[told.told_by, "value"].tolist() == [40, 60, 102]


@pytest.fixture(scope="module")
def reviews() -> Reviews:
    rows = made.reviews(made.scope(5), (2022, 2023), 3)
    return Reviews(rows, protect(rows[rows["period"] == "2022"], made.scope(5)), protect(rows, made.scope(5)))


def test_the_attack_pins_nothing_in_linked_reviews_of_two_years(reviews: Reviews) -> None:
    done, rows = reviews.both, reviews.rows
    assert (done.audit["reason"] == SMALL).sum() > 20
    assert not set(done.audit["reason"]) & {GIVEN, WHOLE}
    assert not found_out(done.observations, made.scope(5), rows)
    kept = done.observations.set_index(KEY)["value"].dropna()
    assert (kept == rows.set_index(KEY)["value"].reindex(kept.index)).all()
    assert len(kept) > len(rows) / 2


def test_what_no_proof_is_found_for_is_withheld_with_its_whole_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two years that need more than one round of the attack, which is all that they get here."""
    monkeypatch.setattr(choice, "_ATTACKS", 1)
    rows, scope = made.reviews(made.scope(3), (2022, 2023), 0), made.scope(3)
    done = protect(rows, scope)
    whole = done.audit[done.audit["reason"] == WHOLE]
    assert set(whole["release"]) == {"2023"}  # what came out before stays as it is
    year = done.observations[(done.observations["period"] == "2023") & done.observations["unit"].isin(whole["unit"])]
    public = set(done.audit.loc[done.audit["reason"] == GIVEN, "indicator"])
    people = {id for id, entry in indicators().items() if entry.sensitive} - public
    assert year.loc[year["indicator"].isin(people), "value"].isna().all()
    assert year.loc[year["indicator"] == "households", "value"].notna().all()
    assert not found_out(done.observations, scope, rows)


@given(values=st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=3, max_size=3))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_small_table_of_classes_and_groups_is_safe(values: list[list[int]]) -> None:
    scope = made.scope(4)
    minority, labour, other = (np.array(row) for row in values)
    poor = minority + labour + other
    rows = pd.concat(
        [
            made.column("poor_households", *poor),
            made.column("minority_poor_households", *minority),
            made.column("poor_households_by_group", *minority, detail="minority"),
            made.column("poor_households_by_group", *labour, detail="no_labour"),
            made.column("poor_households_by_group", *other, detail="other"),
        ]
    )
    done = protect(rows, scope)
    assert not (done.audit["reason"] == GIVEN).any()
    assert not found_out(done.observations, scope)


def test_what_a_release_withheld_stays_withheld_in_the_next(reviews: Reviews) -> None:
    first, second = (done.observations.set_index(KEY)["value"] for done in (reviews.first, reviews.both))
    pd.testing.assert_series_equal(
        second.reindex(first.index), first
    )  # nothing new about 2022, so both together tell no more


def test_a_figure_that_a_later_return_repeats_is_treated_as_when_it_first_came_out() -> None:
    scope = made.scope()
    first = made.column("poor_households_by_cause", 2, 40, 60, detail="1")
    later = first.assign(period="2024")
    history = pd.concat([first, later], ignore_index=True)
    assert set(protect(later, scope, history).audit["release"]) == {"2023"}
    assert set(protect(later, scope).audit["release"]) == {"2024"}


def test_a_late_unit_is_not_the_difference_between_two_published_totals() -> None:
    """Three of four communes report 2, 40 and 60, and their total of 102 comes out; the fourth reports 1 a period later.

    Among 2, 40 and 1 the late figure would be safe; next to the total that is out already, a new total gives it away.
    """
    scope = made.scope(4)
    early = made.figures(*((f"1000{n}", "poor_households", v) for n, v in enumerate((2, 40, 60))))
    late = made.figures(("10003", "poor_households", 1), period="2024")
    first = protect(with_totals(early, scope), scope)
    assert value_of(first, made.TOTAL, "poor_households") == 102
    history = pd.concat([early, late], ignore_index=True)
    done = protect(with_totals(history, scope), scope, history)
    assert np.isnan(value_of(done, "10003", "poor_households"))
    assert np.isnan(value_of(done, made.TOTAL, "poor_households"))
    assert value_of(done, "10002", "poor_households") == 60  # as before


def test_a_missing_figure_stays_missing_and_is_not_called_confidential() -> None:
    rows = made.column("poor_households", 2, 40, 60)
    rows.loc[2, ["value", "status"]] = [np.nan, "O"]
    done = protect(rows, made.scope())
    missing = done.observations.iloc[2]
    assert np.isnan(missing["value"])
    assert (missing["status"], missing["confidentiality"]) == ("O", "F")


def test_the_order_of_the_rows_does_not_change_what_is_withheld() -> None:
    scope = made.scope(4)
    rows = made.reviews(scope, (2023,), 3)
    mixed = rows.sample(frac=1, random_state=1)
    a, b = (protect(given, scope).audit.sort_values(KEY, ignore_index=True) for given in (rows, mixed))
    pd.testing.assert_frame_equal(a, b)


def test_no_figures_need_no_protection() -> None:
    done = protect(made.figures().assign(coverage="", covers=""), made.scope())
    assert done.observations.empty
    assert done.audit.empty


@pytest.fixture(scope="module")
def shipped(released: Callable[..., Edition]) -> Shipped:
    """Kon Plông with all its periods of 2023 to 2025: land, support, reviews and published totals."""
    return Shipped.of(released("kon-plong", "2025"))


def test_the_auditor_tells_no_withheld_figure_of_the_last_shipped_release_which_holds_all_before(
    shipped: Shipped,
) -> None:
    assert (shipped.audit["reason"] == SMALL).sum() > 250
    assert not set(shipped.audit["reason"]) & {GIVEN, WHOLE}
    assert shipped.true["value"].notna().sum() - shipped.public["value"].notna().sum() == len(shipped.audit)
    assert (shipped.public.loc[shipped.public["kind"] == "published", "confidentiality"] == "F").all()
    assert not found_out(shipped.public, shipped.scope)


@pytest.mark.parametrize("period", ["2023", "2024-H1", "2024"])
def test_the_auditor_tells_no_withheld_figure_of_what_had_come_out_by(period: str, shipped: Shipped) -> None:
    """A later mend of what 2024 withheld showed five; what the releases up to a period hold is what its own tree holds."""
    until = Period.parse(period).end
    rows = shipped.public[shipped.public["period"].map(lambda name: Period.parse(name).end <= until)]
    assert rows["value"].isna().sum() > 100
    assert not found_out(rows, shipped.scope)


def test_what_the_first_shipped_period_published_and_withheld_stays_so_in_the_last(shipped: Shipped) -> None:
    older, _ = figures_of(replace(shipped.edition, period=Period.parse("2023")))
    kept = older.set_index(KEY)["value"]
    pd.testing.assert_series_equal(shipped.public.set_index(KEY)["value"].reindex(kept.index), kept)


def test_a_scope_with_published_figures_only_loses_none(project) -> None:
    true, _ = figures_of(Edition.of("kon-tum", "2022", "internal", project))
    public, _ = figures_of(Edition.of("kon-tum", "2022", "public", project))
    pd.testing.assert_frame_equal(public, true)
