"""docs/what-must-add-up.md says every identity, in both languages."""

from pathlib import Path

from docs.adding_up import PLACE, document

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.identities import identities, rates

ROOT = Path(__file__).parents[2]


def test_what_must_add_up_is_current():
    written = (ROOT / PLACE).read_text(encoding="utf-8")
    assert written == document(), "run: python docs/adding_up.py"


def test_every_identity_and_rate_stands_in_it_once():
    lines = [line for line in document().splitlines() if line.startswith("- ") and "<br>" in line]
    assert len(lines) == len(identities()) + len(rates()) + 2  # and the two printed changes


def test_the_flow_is_written_with_its_signs():
    told = "Diễn biến hộ nghèo: “Cuối kỳ” = “Đầu kỳ” − “Thoát nghèo, trở thành hộ cận nghèo” − “Thoát nghèo, vượt chuẩn cận nghèo”"
    assert told in document()
    assert f"3 × {indicators()['poor_households'].label['en']} ≤" in document()
