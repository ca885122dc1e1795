"""What figures prove: rates, sums and differences, by how many digits, and which column they single out."""

import numpy as np
import pytest
from tests.workbooks.sheets import Book, sound, write_xlsx

from helpers.intake.proof import BROKEN, CONSISTENT, NAMED, PROVED, Relation, formula, grades, weigh

NAN = float("nan")


def columns(**values):
    return {name: np.array(value, dtype="float64") for name, value in values.items()}


@pytest.mark.parametrize(
    ("text", "result", "terms", "base"),
    [
        ("4=3/1*100", "4", [(1, "3")], "1"),
        ("(10) = (9)/(2) x 100", "10", [(1, "9")], "2"),
        ("5=1-2-3-4", "5", [(1, "1"), (-1, "2"), (-1, "3"), (-1, "4")], None),
        ("7 = 5+6", "7", [(1, "5"), (1, "6")], None),
    ],
)
def test_a_formula_of_an_index_row_is_a_relation(text, result, terms, base):
    relation = formula(text)
    assert (relation.result, list(relation.terms), relation.base) == (result, terms, base)


@pytest.mark.parametrize("text", ["A", "12", "", "4=", "4=3", "ghi chú"])
def test_other_cells_of_an_index_row_are_none(text):
    assert formula(text) is None


def test_a_rate_proves_itself_and_both_of_its_counts():
    given = columns(poor=[312, 405], all=[1394, 2011], rate=[0.2238, 0.2014])
    found = grades(given, [Relation("rate", ((1, "poor"),), "all")])
    assert {name: grade.state for name, grade in found.items()} == dict.fromkeys(given, PROVED)


def test_the_parts_of_a_sum_can_change_places_and_only_the_whole_is_proved():
    given = columns(whole=[500, 800], first=[400, 650], second=[100, 150])
    found = grades(given, [Relation("whole", ((1, "first"), (1, "second")))])
    assert {name: grade.state for name, grade in found.items()} == {
        "whole": PROVED, "first": CONSISTENT, "second": CONSISTENT,
    }  # fmt: skip


def test_a_difference_proves_what_it_is_taken_from():
    found = grades(columns(a=[622], b=[613], c=[9]), [Relation("c", ((1, "a"), (-1, "b")))])
    assert [found[name].state for name in "abc"] == [CONSISTENT] * 3  # 9 could be chance
    found = grades(columns(a=[622, 790], b=[513, 601], c=[109, 189]), [Relation("c", ((1, "a"), (-1, "b")))])
    assert [found[name].state for name in "abc"] == [PROVED, CONSISTENT, CONSISTENT]


def test_columns_of_equal_figures_are_never_proved():
    given = columns(poor=[312, 405], all=[1394, 2011], rate=[0.2238, 0.2014], other=[312, 405])
    found = grades(given, [Relation("rate", ((1, "poor"),), "all")])
    assert (found["poor"].state, found["other"].state, found["all"].state) == (CONSISTENT, NAMED, PROVED)


def test_small_counts_in_one_row_prove_nothing():
    found = grades(columns(whole=[3], first=[2], second=[1]), [Relation("whole", ((1, "first"), (1, "second")))])
    assert {grade.state for grade in found.values()} == {CONSISTENT}


def test_rows_of_zeros_and_rows_that_repeat_tell_nothing():
    test = weigh(Relation("w", ((1, "a"), (1, "b"))), columns(w=[0, 7, 7, NAN], a=[0, 4, 4, 1], b=[0, 3, 3, 1]))
    assert (test.fits, test.breaks) == (1, 0)


def test_one_slip_among_many_rows_does_not_break_a_relation_and_most_rows_do():
    whole, first, second = np.arange(100, 110), np.arange(60, 70), np.full(10, 40)
    relation = Relation("w", ((1, "a"), (1, "b")))
    one_slip = {"w": np.where(np.arange(10) == 3, 1, whole), "a": first, "b": second}
    assert weigh(relation, {k: v.astype(float) for k, v in one_slip.items()}).holds
    found = grades({"w": whole + 5.0, "a": first * 1.0, "b": second * 1.0}, [relation])
    assert {grade.state for grade in found.values()} == {BROKEN}


def test_every_column_of_a_sound_return_says_what_speaks_for_it(folder, read):
    write_xlsx(Book(sound().sheets), folder / "a.xlsx")
    columns_read = read().columns.set_index(["indicator"])
    assert columns_read.loc["poor_households", ["cell", "known_by", "grade", "relation"]].tolist() == [
        "E8", "whole", "proved", "F = E / C",
    ]  # fmt: skip
    assert (columns_read.loc["poor_households", "fits"], columns_read.loc["poor_households", "rows"]) == (10, 10)
    counts = columns_read[~columns_read.index.str.endswith("_printed")]
    assert (len(counts), set(counts.grade)) == (8, {"proved"})
    rates = columns_read.drop(counts.index)  # of households and persons alike, four persons to each: twins
    assert (len(rates), set(rates.grade)) == (6, {"consistent"})
