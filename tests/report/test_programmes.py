"""What the programmes page says, each false sentence of the first edition as a case worked by hand."""

import pytest
from tests.editions import hand_out
from tests.report.conftest import observation

from helpers.analysis import frames, programmes
from helpers.analysis.frames import or_empty
from helpers.protect.totals import with_totals
from helpers.report import claims
from helpers.report.wording import programmes as wording
from helpers.report.wording import summary
from helpers.vocabulary.observation import frame, withhold
from helpers.vocabulary.place import load_scope

DAY = "2024-06-30"


@pytest.fixture
def page_of(project, monkeypatch):
    """A function from rows (unit, indicator, detail, value) by day to the page over them; `hidden` are withheld."""
    from helpers.report.page import begin

    def make(figures, lang="en", hidden=(), **more):
        told = [
            observation(unit, name, value, detail=detail, as_of=day, start=f"{day[:4]}-01-01" if "capital" in name else day, **more)
            for day, rows in figures.items() for unit, name, detail, value in rows
        ]  # fmt: skip
        seen = with_totals(frame(told), load_scope("mau", project))
        seen = withhold(seen, (seen["unit"] + "/" + seen["indicator"]).isin(list(hidden)))
        hand_out(monkeypatch, seen)
        return begin("programmes", scope="mau", period="2024-H1", lang=lang, project=project)

    return make


def money(unit, programme, plan, disbursed, kinds=("investment", "recurrent")):
    """Plan and disbursement in billion VND, the same for each kind of capital."""
    amounts = {"capital_plan_vnd": plan, "capital_disbursed_vnd": disbursed}
    return [
        (unit, name, f"{programme}/{kind}/current", value * 1e9)
        for kind in kinds
        for name, value in amounts.items()
        if value is not None
    ]


def text(page, *said):
    return page.told(*said)[0].replace("\N{NO-BREAK SPACE}", " ")


def whole(page, programme="all", kind="all"):
    capital = or_empty(programmes.capital_by_programme, page.figures, page.total)
    return programmes.line_of(capital, page.total, programme, kind)


def told(page):
    capital = or_empty(programmes.capital_by_programme, page.figures, page.total)
    return programmes.told_line(page.figures, capital, page.total)


def flags(**met):
    """Criteria 1 to 19 of communes: those of the list are lacking."""
    return [
        (unit.strip("_"), "new_rural_criterion_met", str(n), int(n not in lacking))
        for unit, lacking in met.items()
        for n in range(1, 20)
    ]


def test_programmes_of_different_coverage_make_no_share_of_all_and_those_that_all_report_are_told_as_theirs(page_of):
    # gnbv: 35 of 100 in all three; ntm: one unit spent 3 x 100 of 100: together 71.3% was told, "ahead of schedule"
    rows = [row for unit in "123" for row in money(unit, "gnbv", 50, 17.5)] + money("1", "ntm", 150, 150)
    page = page_of({DAY: rows})
    assert text(page, wording.spent(whole(page))) == ""
    assert text(page, wording.spent(told(page))) == (
        "In the programmes that all report, VND 105 billion of VND 300 billion planned is disbursed by 30 June 2024 (35.0%)."
    )
    assert "35.0% of capital in programmes that all report" in text(
        page, wording.headline(told(page), programmes.new_rural_by_unit(page.figures, page.boundary), page_row(page))
    )
    assert "Counting 1 of 3 units only" in text(page, wording.spent(whole(page, "ntm")))


def test_money_of_an_earlier_day_is_not_told_as_that_of_programmes_that_all_report(page_of):
    rows = [row for unit in "123" for row in money(unit, "gnbv", 50, 17.5)]
    page = page_of({"2023-12-31": rows, DAY: money("1", "ntm", 150, 150) + money("2", "1719", 10, 4)})
    assert text(page, wording.spent(told(page))) == ""


def test_what_some_units_disbursed_is_no_share_of_a_plan_that_is_known_of_the_whole_only(page_of):
    """The district's plan of 62 billion holds the units that did not report; 8 of 62 would be told as theirs."""
    rows = [row for unit in "12" for row in money(unit, "1719", None, 4, ["recurrent"])]
    page = page_of({DAY: [*rows, ("613", "capital_plan_vnd", "all/recurrent/all", 62e9)]})
    assert "so there is no share of the whole" in text(page, wording.spent(whole(page, kind="recurrent")))


def page_row(page):
    return page.by_unit(programmes.ocop_by_unit(page.figures)).loc[page.total]


def test_a_plan_of_three_units_and_disbursement_of_two_are_told_without_a_share(page_of):
    rows = [row for unit in "12" for row in money(unit, "1719", 10, 4)] + money("3", "1719", 10, None)
    page = page_of({DAY: rows})
    assert text(page, wording.spent(whole(page))) == (
        "All capital: VND 60 billion planned; VND 16 billion disbursed in the 2 of 3 units that reported it, so there is no share of the whole."
    )


@pytest.mark.parametrize(("spent", "words"), [(30, "lower than"), (45.8, "about"), (80, "higher than")])
def test_spending_is_told_against_an_even_share_of_the_time(page_of, spent, words):
    # 30 June 2024: 182 of 397 days are 45.8% of the time for investment; nothing is called behind schedule
    page = page_of({DAY: [row for unit in "123" for row in money(unit, "1719", 100, spent)]})
    said = text(page, wording.pace(whole(page, kind="investment")))
    assert f"{words} an even share of the time (45.8% gone)" in said
    assert "schedule" not in said


def test_no_pace_is_told_of_money_without_a_closing_day_on_record(page_of):
    page = page_of({DAY: [row for unit in "123" for row in money(unit, "1719", 100, 30)]})
    assert text(page, wording.pace(whole(page, kind="recurrent"))) == ""


def test_what_follows_from_a_printed_rate_is_told_as_about_and_the_rate_as_printed(page_of):
    # 154 x 39.7% = 61.1
    rows = [("613", "capital_plan_vnd", "all/investment/all", 154e9), ("613", "disbursement_rate_printed", "all/investment/all", 0.397)]  # fmt: skip
    page = page_of({DAY: rows})
    assert text(page, wording.spent(whole(page, kind="investment"))) == (
        "Investment capital: about VND 61.1 billion of VND 154 billion planned is disbursed by 30 June 2024 (39.7%)."
    )


def test_a_withheld_amount_is_told_to_be_confidential(page_of):
    page = page_of(
        {DAY: [row for unit in "123" for row in money(unit, "1719", 10, 4)]}, hidden=["613/capital_disbursed_vnd"]
    )
    assert "none" not in text(page, wording.spent(whole(page)))
    assert text(page, wording.card_money(whole(page))[0]) == ""


def test_a_unit_that_says_nothing_of_a_programme_is_not_compared_with_those_that_do(page_of):
    rows = [row for unit in "12" for p in ("1719", "ntm") for row in money(unit, p, 100, 30)] + money(
        "3", "1719", 100, 90
    )
    page = page_of({DAY: rows})
    units = programmes.of_same_lines(programmes.capital_by_unit(page.figures).reindex(page.units))
    assert units["disbursed_of_plan"].isna().tolist() == [False, False, True]


def test_criteria_of_two_days_are_not_counted_together(page_of):
    # 22.7 of 19 criteria was told of two sets; here of two days of one set: only the newer stands
    rows = {"2023-12-31": [("1", "new_rural_criteria_met", "", 19)], DAY: [("2", "new_rural_criteria_met", "", 12)]}
    page = page_of(rows)
    table = programmes.new_rural_by_unit(page.figures, page.boundary)
    assert table["criteria_met"].isna().tolist() == [True, False]
    with_standard = table.assign(standard_met=0.0, standard_as_of=table["as_of"])
    assert text(page, wording.rest(with_standard)) == ""


def test_communes_that_meet_the_standard_are_named_with_their_number_and_the_rest_with_their_mean(page_of):
    rows = flags(_1=[], _2=[6, 9, 11]) + [(u, "new_rural_standard_met", "", int(u == "1")) for u in "12"]
    page = page_of({DAY: rows})
    table = programmes.new_rural_by_unit(page.figures, page.boundary)
    assert text(page, wording.standard(table), wording.rest(table)) == (
        "On 30 June 2024, 1 of 2 communes meet the new-rural standard: Đăk Nên."
        " Those that do not meet it yet (1 of 2 communes) met 16 of 19 criteria on 30 June 2024: Hiếu."
    )


def test_a_plan_of_another_day_than_the_criteria_carries_its_day(page_of):
    plan = [("1", "new_rural_standard_met", "", 0), ("1", "new_rural_standard_planned", "", 1)]
    criteria = [("1", "new_rural_criteria_met", "", 17)]
    said = []
    for rows in ({DAY: plan + criteria}, {"2022-12-31": plan, DAY: criteria}):
        page = page_of(rows)
        table = programmes.new_rural_by_unit(page.figures, page.boundary)
        said.append(text(page, summary.planned(table, "1")))
    assert said == [
        "Đăk Nên is planned to meet the new-rural standard and met 17 of 19 criteria by 30 June 2024.",
        "Đăk Nên was planned on 31 December 2022 to meet the new-rural standard and met 17 of 19 criteria by 30 June 2024.",
    ]


def test_a_card_tells_the_mean_of_criteria_where_nothing_is_known_of_the_standard(page_of):
    page = page_of({DAY: [("1", "new_rural_criteria_met", "", 18), ("2", "new_rural_criteria_met", "", 13)]})
    value, about = wording.card_mean(programmes.new_rural_by_unit(page.figures, page.boundary))
    assert (text(page, value), text(page, about)) == ("15.5 of 19", "On 30 June 2024")


def test_criteria_that_all_meet_are_counted_and_those_that_some_lack_are_named(page_of):
    page = page_of({DAY: flags(_1=[6], _2=[6, 9])}, lang="vi")
    matrix = programmes.criteria_matrix(page.figures, page.boundary)
    day = frames.day_of(programmes.new_rural_by_unit(page.figures, page.boundary))
    assert text(page, wording.lacking(matrix, day)).startswith(
        "17/19 tiêu chí cả 2 xã đều đạt. Còn thiếu nhiều nhất (2 xã): "
    )


def test_a_commune_left_out_in_the_notebook_is_told_to_be(page_of):
    page = page_of({DAY: [(u, "new_rural_standard_met", "", 0) for u in "12"]})
    table = programmes.new_rural_by_unit(page.figures, page.boundary).drop(index="1")
    assert (
        text(page, wording.standard(table))
        == "On 30 June 2024, of the 1 of 2 communes with figures, none meets the new-rural standard yet."
    )


def test_products_of_any_stars_do_not_repeat_those_of_each_star(page_of):
    counts = {"": 68, "3/district": 63, "4/province": 5, "any/province": 5}
    page = page_of({DAY: [("613", "ocop_products", detail, n) for detail, n in counts.items()]})
    assert text(page, wording.products(programmes.ocop_products(page.figures, page.total), page.total)) == (
        "OCOP, on 30 June 2024: 68 products (3 stars, district level: 63 products; 4 stars, provincial level: 5 products)."
    )


def test_no_count_is_larger_than_the_set_that_it_is_told_to_be_of():
    from helpers.run.verification.evidence import Unproved
    from helpers.run.verification.proofs import ProvedNumbers, _sized

    with pytest.raises(Unproved, match="more than one set"):
        _sized({"numbers": {"size": 19}}, [22.7], ProvedNumbers())


def test_a_page_without_programmes_says_nothing(page_of):
    page = page_of({DAY: [("1", "households", "", 100)]})
    found = programmes.new_rural_by_unit(page.figures, page.boundary)
    ocop = programmes.ocop_products(page.figures, page.total)
    said = (wording.spent(whole(page)), wording.pace(whole(page)), wording.standard(found), wording.rest(found))
    assert (
        text(page, *said, wording.products(ocop, page.total), wording.headline(whole(page), found, page_row(page)))
        == ""
    )
    assert claims.meeting(found, wording.STANDARD).known is False


def test_products_of_which_no_total_is_known_are_not_told_as_one(page_of):
    page = page_of({DAY: [("613", "ocop_products", "3/district", 63)]})
    assert text(page, wording.products(programmes.ocop_products(page.figures, page.total), page.total)) == ""
