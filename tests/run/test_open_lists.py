"""What a project's own pack adds to a list of the law is on a page, withheld or listed, whatever list it is: none is closed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.run.conftest import SCOPE, write_figures

from helpers.run.accounting import counts_of
from helpers.vocabulary.edition import Edition

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
BASIS = 'basis = "Quyết định (ví dụ)"\ngrade = "one source"'
DEPRIVATIONS = ", ".join(f'"{n}"' for n in [*range(1, 13), "energy"])
CRITERIA = ", ".join(f'"{n}"' for n in [*range(1, 20), "tourism"])
#: A member more in each list: of land, ways out of poverty, programmes, kinds of capital and their sources, criteria,
#: deprivations, kinds of units, levels.
PACK = {
    "norms": f'[[content]]\nid = "forest_land"\n{BASIS}\nvi = "Đất rừng"\nen = "Forest land"',
    "indicators": """
[codelist.flow_poor]
pension = { vi = "Hưởng trợ cấp hưu trí", en = "Now has a pension", way = "out" }
"""
    + "".join(
        f'[indicator.{id}]\nkind = "count"\nmeasure = "households"\nstandard = "land"\nland = "forest_land"\n'
        f'vi = "{vi}"\nen = "{en}"\n'
        for id, vi, en in (
            ("minority_households_with_forest_land", "Số hộ DTTS có đất rừng", "Minority households with forest land"),
            ("minority_households_without_forest_land", "Số hộ DTTS thiếu đất rừng", "Minority households without it"),
        )
    )
    + """
[indicator.forest_land_rate]
kind = "rate"
measure = "share"
numerator = "minority_households_with_forest_land"
denominator = "minority_households"
vi = "Tỷ lệ hộ DTTS có đất rừng"
en = "Share of minority households with forest land"
""",
    "identities": """
[[identity]]
id = "poor_{}_flow"
kind = "sum"
each = ["household", "person"]
vi = "Diễn biến hộ nghèo"
en = "Flow of the poor"
says = "poor_{}_flow:end = poor_{}_flow:start - poor_{}_flow:to_near_poor - poor_{}_flow:escaped - poor_{}_flow:pension + poor_{}_flow:new"
needs = ["poor_{}_flow:start", "poor_{}_flow:escaped"]
""",
    "programmes": f"""
[[kind]]
id = "trust"
{BASIS}
vi = "Vốn ủy thác"
en = "Entrusted capital"

[[source]]
id = "foreign"
{BASIS}
vi = "Vốn nước ngoài"
en = "Foreign capital"

[[programme]]
id = "culture"
phase = "2021-2025"
valid_from = 2021-01-01
lines = {{ trust = ["foreign"] }}
{BASIS}
vi = "Chương trình văn hóa"
en = "Cultural development"
""",
    "criteria": f"""
[[set]]
id = "own"
place = "62"
valid_from = 2023-01-01
size = 20
members = [{CRITERIA}]
kinds = ["Xã", "Hải đảo"]
{BASIS}
vi = "bộ tiêu chí của tỉnh (20 tiêu chí)"
en = "criteria of the province (20 criteria)"

[[criterion]]
id = "tourism"
number = 20
{BASIS}
vi = "Du lịch cộng đồng"
en = "Community tourism"
""",
    "standards": f"""
[[standard]]
id = "2022-2026"
valid_from = 2021-12-01
rural_line_vnd = 1_500_000
urban_line_vnd = 2_000_000
poor_from = 3
deprivations = [{DEPRIVATIONS}]
{BASIS}
vi = "chuẩn nghèo (13 chỉ số)"
en = "standard (13 deprivations)"

[[deprivation]]
id = "energy"
{BASIS}
vi = "Tiếp cận năng lượng"
en = "Access to energy"
""",
    "levels": f"""
[[level]]
id = "cluster"
rank = 3
{BASIS}
vi = "cấp cụm"
en = "cluster"

[[unit]]
id = "island"
level = "cluster"
{BASIS}
vi = "Hải đảo"
en = "island"
""",
}
#: Figures of the three units and, of the new members, the words that a page has for each.
FIGURES = {
    "households": (1000, 500, 400), "poor_households": (200, 50, 100), "near_poor_households": (100, 40, 60),
    "minority_households": (900, 450, 300),
    "minority_households_with_forest_land": (631, 217, 153),
    "minority_households_without_forest_land": (269, 233, 147),
    "support_need_start/forest_land": (61, 32, 43), "supported_households/forest_land": (21, 11, 13),
    "support_need_new/forest_land": (10, 10, 10), "support_need_remaining/forest_land": (50, 31, 40),
    "poor_household_flow/start": (230, 80, 130), "poor_household_flow/to_near_poor": (20, 20, 20),
    "poor_household_flow/escaped": (11, 13, 14), "poor_household_flow/pension": (22, 23, 26),
    "poor_household_flow/new": (23, 26, 30), "poor_household_flow/end": (200, 50, 100),
    "capital_plan_vnd/culture/trust/foreign": (8.1, 9.2, 7.4), "capital_disbursed_vnd/culture/trust/foreign": (4.1, 5.2, 3.3),
    **{f"poor_households_deprived/{n}": (150, 30, 70) for n in range(1, 13)},
    "poor_households_deprived/energy": (91, 23, 47),
    **{f"new_rural_criterion_met/{n}": (1, 1, 1) for n in range(1, 20)},
    "new_rural_criterion_met/tourism": (1, 0, 0),
}  # fmt: skip
UNITS = ("23452", "23455", "23458")


def typed() -> str:
    """The figures as typed from a publication, money in billions."""
    rows = ["unit,indicator,detail,as_of,printed,note"]
    for name, values in FIGURES.items():
        indicator, _, detail = name.partition("/")
        words = [f"{value} tỷ đồng".replace(".", ",") if "vnd" in name else str(value) for value in values]
        rows += [f'{unit},{indicator},{detail},2023-12-31,"{word}",' for unit, word in zip(UNITS, words, strict=True)]
    return "\n".join(rows) + "\n"


@pytest.fixture
def edition(trial):
    """A period of all shipped notebooks, of a scope on a level of its own, with a kind of unit of its own."""
    for path in trial.notebooks.glob("*.ipynb"):
        path.unlink()
    for name in ("02_poverty", "03_land", "04_programmes", "07_other"):
        shutil.copy(NOTEBOOKS / f"{name}.ipynb", trial.notebooks)
    scope = SCOPE.replace('level = "commune"', 'level = "cluster"').replace("Xã Ba", "Hải đảo Ba")
    (trial.raw("trial") / "scope.toml").write_text(scope, encoding="utf-8")
    folder = trial.root / "data/packs/viet-nam"
    folder.mkdir(parents=True)
    for name, text in PACK.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    write_figures(trial, typed())
    return Edition.of("trial", "2024-H1", audience="internal", project=trial)


#: What the pages must hold of each new member, in the order of their words: names, then figures worked by hand.
ON_PAGES = {
    "land": ["|Đất rừng|Xã Một|50|Hải đảo Ba|40|Xã Hai|31|", "Đất rừng|136|45|30|121|", "Hải đảo Ba|300|147|51,00%|", "1.001|/|1.650|hộ dân tộc thiểu số có đất rừng"],
    "poverty": ["|169|hộ thoát nghèo", "Hải đảo Ba|130|60|30|100|", "Tiếp cận năng lượng (một nguồn)|45,5%|46,0%|47,0%"],
    "programmes": [
        "Chương trình văn hóa|24,7|12,6|51,0%|", "Vốn ủy thác, vốn nước ngoài|24,7|12,6|51,0%|",
        "bộ tiêu chí của tỉnh (20 tiêu chí)", "Xã Một|20|0|", "Hải đảo Ba|19|1|", "Du lịch cộng đồng|2|chưa|chưa|",
    ],
}  # fmt: skip


def test_no_figure_of_a_member_that_the_shipped_lists_do_not_know_is_dropped(edition, run):
    lines = "\n".join(run(audience="internal").lines)
    assert "0 errors, 0 warnings" in lines
    assert "0 failed" in lines
    assert counts_of(edition) == {"shown": 3 * len(FIGURES)}
    for name, expected in ON_PAGES.items():
        page = (edition.reports / f"vi/{name}.internal.html").read_text(encoding="utf-8")
        text = re.sub(r"\s*(<[^>]+>\s*)+", "|", page)
        assert [words for words in expected if words.lower() not in text.lower()] == [], name
