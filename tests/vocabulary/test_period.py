from datetime import date

import pytest

from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.period import Period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_period_spans_whole_months_and_prints_as_it_was_written(text, start, end):
    period = Period.parse(text)
    assert (period.start, period.end, str(period)) == (start, end, text)


@pytest.mark.parametrize("text", ["2024-H9", "2024-H3", "24-H1", "2024-13", "2024-Q5", "", "2024 H1", "1899"])
def test_what_is_not_a_period_is_refused_with_the_forms_that_are(text):
    with pytest.raises(UsageError, match="2024-H1"):
        Period.parse(text)


def test_periods_are_ordered_by_their_end_and_a_year_comes_after_its_second_half():
    texts = ["2024", "2023", "2024-H2", "2024-H1", "2024-Q3"]
    assert [str(p) for p in sorted(map(Period.parse, texts))] == ["2023", "2024-H1", "2024-Q3", "2024-H2", "2024"]


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("2024", "2023"),
        ("2024-H1", "2023-H2"),
        ("2024-Q1", "2023-Q4"),
        ("2024-03", "2024-02"),
    ],
)
def test_the_previous_period(text, previous):
    assert str(Period.parse(text).previous) == previous


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("2023", "năm 2023", "2023"),
        ("2024-H1", "6 tháng đầu năm 2024", "first half of 2024"),
        ("2024-H2", "6 tháng cuối năm 2024", "second half of 2024"),
        ("2024-Q3", "quý III năm 2024", "quarter 3 of 2024"),
        ("2024-09", "tháng 9 năm 2024", "September 2024"),
    ],
)
def test_a_period_in_words(text, vi, en):
    assert (Period.parse(text).words("vi"), Period.parse(text).words("en")) == (vi, en)
