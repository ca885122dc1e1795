"""What the quality page says of protection: the attack's result as it was, and that none was run where nothing is withheld."""

from __future__ import annotations

import pytest

from helpers.report.wording import Reader, Said
from helpers.report.wording.quality import account, attack, cells, of_figures


def text(said: Said, lang: str) -> str:
    return said.read(Reader(lang, str), lambda claim: claim)[0]


def told(lang: str, **counts: int) -> str:
    return text(attack(counts), lang)


def test_the_result_of_the_attack_is_told_in_both_languages() -> None:
    assert told("en", withheld=337, withheld_whole=0, told=0).endswith("the 337 withheld figures of all periods so far and could tell none.")  # fmt: skip
    assert told("vi", withheld=337, withheld_whole=0, told=2).endswith("337 số liệu bảo mật của tất cả các kỳ đến nay và tìm ra được 2 số.")  # fmt: skip


def test_the_account_of_the_figures_names_only_the_ways_that_occur() -> None:
    outcomes = {"shown": 25, "gap": 50, "withheld": 0}
    assert text(account(outcomes), "vi") == "Mỗi số liệu tính một lần, dù ghi ở nhiều ô hoặc báo cáo là không có số, thì kỳ này có 75 số liệu được chấp nhận, gồm: 25 có trên các trang; 50 báo cáo là không có số."  # fmt: skip
    assert text(account({}), "vi") == ""


def test_cells_and_figures_are_counted_apart_and_the_card_counts_what_the_account_does() -> None:
    counts = {"files": 1, "cells": 9, "accepted": 6, "figures": 5, "rejected": 0, "label": 2, "ignorable": 1}
    assert text(cells(counts), "en") == (
        "1 file holds 9 filled cells: with an accepted figure 6, with a rejected one 0, labels 2, without a figure 1."
    )
    large, _ = of_figures(counts)
    assert text(large, "en") == "5"


def test_what_is_withheld_whole_is_told_with_it() -> None:
    assert "156 figures are withheld with their whole unit or period" in told("en", withheld=293, withheld_whole=156, told=0)  # fmt: skip


@pytest.mark.parametrize("counts", [{}, {"withheld": 0, "withheld_whole": 0, "told": 0}], ids=["internal", "nothing withheld"])  # fmt: skip
def test_an_attack_that_was_not_run_is_said_not_to_have_been(counts: dict[str, int]) -> None:
    assert told("en", **counts) == "No figure is withheld here, so no attack was run."
