"""The index row of a form is filled in from the identities."""

from datetime import date

from helpers.intake.layouts.formulas import formula
from helpers.intake.layouts.layout import layout


def index_of(form: str, number: int) -> str:
    return next(
        column.index for column in layout(form, date(2023, 12, 31)).columns if column.index.startswith(f"{number}=")
    )


def test_the_end_of_a_flow_is_calculated_as_the_official_form_prints_it():
    assert index_of("flow_poor", 9) == "9=1-2-3-4+5+6+7+8"


def test_a_rate_is_a_count_of_a_hundred_of_its_base():
    assert index_of("poverty_result", 4) == "4=3/1*100"


def test_the_last_part_is_what_the_others_leave_of_the_whole():
    assert index_of("groups", 10) == "10=6-7-8-9"
    assert index_of("land", 6) == "6=2-5"


def test_a_whole_is_its_parts_and_a_long_sum_is_shortened():
    assert index_of("ocop", 1) == "1=2+3+4+5"
    assert index_of("new_rural", 20) == "20=1+…+19"


def test_what_a_form_lacks_a_column_for_is_not_calculated():
    assert formula(("support_need_remaining", "housing"), {("support_need_remaining", "housing"): 2, ("support_need_start", "housing"): 1}) == ""  # fmt: skip
