"""What a public folder must not tell is found in each kind of file that it holds."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pandas as pd
import pytest
from scipy import sparse
from tests.analysis import small_returns as returns

from helpers.protect.disclosure import protect
from helpers.protect.outsider import attack
from helpers.report.downloads import csv_text, tidy
from helpers.run.publications.revisions import leaks_with_earlier
from helpers.run.publications.shelf import Publication, enter
from helpers.run.verification.leaks import attack_tree
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

SCOPE = returns.scope(4)
TABLE = """<figure><svg><text y="20">Xã 0</text><text y="20">{chart}</text></svg>
<table><caption>Poor households by unit</caption><tr><th>Unit</th><th>Poor households</th></tr>
<tr><th>Xã 0</th><td{hidden}>{cell}</td></tr><tr><th>Xã 2</th><td>60</td></tr></table></figure>{script}"""
FACT = {"unit": "10000", "indicator": "poor_households", "detail": "", "value": 2}
SAFE = {"chart": "[c]", "hidden": "", "cell": "[c]", "script": ""}


@pytest.fixture
def tree(tmp_path):
    """A public folder of one period with a file of each kind, in which commune 0 has a withheld 2."""
    shown = protect(returns.column("poor_households", 2, 40, 60, 80).assign(coverage="", covers=""), SCOPE).observations
    data = tmp_path / "2023" / "data"
    data.mkdir(parents=True)
    (data / "observations.csv").write_text(csv_text(tidy(shown, SCOPE)), encoding="utf-8")
    write_page(tmp_path)
    write_json(tmp_path, FACT | {"value": None})
    write_notebook(tmp_path)
    write_workbook(tmp_path, "[c]")
    write_picture(tmp_path, "[c]")
    write_page(tmp_path, "kon-plong-2023.html")
    return tmp_path


def write_page(tree, name="poverty.html", **parts):
    (tree / "2023" / name).write_text(TABLE.format(**(SAFE | parts)), encoding="utf-8")


def write_picture(tree, number):
    lines = [("Poor households", 8), ("Xã 0", 20), (number, 20), ("Xã 2", 32), ("60", 32)]
    texts = "".join(f'<text y="{y}">{text}</text>' for text, y in lines)
    (tree / "2023" / "bars.svg").write_text(f"<svg>{texts}</svg>", encoding="utf-8")


def write_json(tree, fact):
    (tree / "2023" / "data" / "datapackage.json").write_text(json.dumps({"resources": [{"data": [fact]}]}))


def write_notebook(tree, **parts):
    output = {"data": {"text/html": [TABLE.format(**(SAFE | parts))]}}
    (tree / "2023" / "02_poverty.ipynb").write_text(json.dumps({"cells": [{"outputs": [output]}]}))


def write_workbook(tree, cell):
    rows = [["Poor households by unit", ""], ["Unit", "Poor households"], ["Xã 0", cell], ["Xã 2", "60"]]
    pd.DataFrame(rows).to_excel(tree / "2023" / "data" / "tables.xlsx", header=False, index=False)


def test_what_is_withheld_now_is_told_where_an_earlier_publication_has_the_rest(tmp_path):
    # published: 2 and 40 withheld; now 40 is 100, and 60 is withheld in its place, which was published
    project = Project(tmp_path)
    edition = SimpleNamespace(
        project=project, scope=SCOPE, scope_id="small", period="2023", is_public=True, reports=tmp_path / "now"
    )
    before, now = (
        protect(returns.column("poor_households", *each).assign(coverage="", covers=""), SCOPE).observations
        for each in [(2, 40, 60, 80), (2, 100, 60, 80)]
    )
    write_data(edition.reports, now)
    assert list(leaks_with_earlier(edition)) == []
    enter(project, Publication("small", "2023", 1, "2024-01-02", "An", "", "", ""))
    write_data(tmp_path / "reports/published/small/2023/1", before)
    told = [*map(str, leaks_with_earlier(edition))]
    assert ["with publication 1 in hand" in each for each in told] == [True, True]
    assert "10002 (2019) poor_households on 2023-12-31 is withheld" in told[0]


def write_data(folder, observations):
    (folder / "data").mkdir(parents=True)
    (folder / "data/observations.csv").write_text(csv_text(tidy(observations, SCOPE)), encoding="utf-8")


def test_a_protected_folder_tells_nothing(tree):
    assert attack_tree(tree, SCOPE).leaks == []


@pytest.mark.parametrize(
    ("file", "plant"),
    [
        ("poverty.html", lambda tree: write_page(tree, cell="2")),
        ("poverty.html", lambda tree: write_page(tree, chart="2")),
        ("poverty.html", lambda tree: write_page(tree, hidden=' data-value="2"')),
        ("poverty.html", lambda tree: write_page(tree, script=f"<script>{json.dumps(FACT)}</script>")),
        ("kon-plong-2023.html", lambda tree: write_page(tree, "kon-plong-2023.html", cell="2")),
        ("datapackage.json", lambda tree: write_json(tree, FACT)),
        ("02_poverty.ipynb", lambda tree: write_notebook(tree, cell="2")),
        ("tables.xlsx", lambda tree: write_workbook(tree, "2")),
        ("bars.svg", lambda tree: write_picture(tree, "2")),
    ],
    ids=["table", "chart", "attribute", "script", "all pages in one file", "json", "notebook", "workbook", "picture"],
)
def test_a_leak_planted_in_a_file_is_found_there(tree, file, plant):
    plant(tree)
    assert {leak.file.rpartition("/")[2] for leak in attack_tree(tree, SCOPE).leaks} == {file}


def test_an_amount_below_one_is_not_taken_for_thousands(tree):
    """0.072 billion is public on another day as 72,000,000; it is not 72 of anything."""
    write_workbook(tree, "0.072")
    assert attack_tree(tree, SCOPE).leaks == []


@pytest.mark.parametrize(("written", "leaks"), [("200", 0), ("2", 1)])
def test_money_of_another_day_is_known_in_the_millions_that_pages_write(tree, written, leaks):
    later = tree / "2024" / "data"
    later.mkdir(parents=True)
    csv_with(tree, lambda table: table.__setitem__("indicator", "capital_plan_vnd"))
    rows = returns.column("capital_plan_vnd", 2e8, 3e8, 4e8, 5e8).assign(
        coverage="", covers="", period="2024", as_of=pd.Timestamp("2024-12-31")
    )
    (later / "observations.csv").write_text(csv_text(tidy(rows, SCOPE)), encoding="utf-8")
    (tree / "2023" / "bars.svg").unlink()
    heading = indicators()["capital_plan_vnd"].label["en"]
    page = TABLE.replace("<th>Poor households</th>", f"<th>{heading}</th>").format(**(SAFE | {"cell": written}))
    (tree / "2023" / "poverty.html").write_text(page, encoding="utf-8")
    found = [leak for leak in attack_tree(tree, SCOPE).leaks if leak.file.endswith("poverty.html")]
    assert len(found) == leaks, found


@pytest.mark.parametrize(
    ("caption", "leaks"), [("Poor households by ethnicity, 2023", 1), ("Near-poor households by ethnicity", 0)]
)
def test_a_table_is_about_an_indicator_that_it_names_as_such(tree, caption, leaks):
    csv_with(
        tree,
        lambda table: table.update(
            pd.DataFrame({"indicator": "poor_households_by_ethnicity", "detail": "xo_dang"}, table.index)
        ),
    )
    (tree / "2023" / "bars.svg").unlink()
    page = TABLE.replace("Poor households by unit", caption).replace("<th>Poor households</th>", "<th>Xơ Đăng</th>")
    (tree / "2023" / "poverty.html").write_text(page.format(**(SAFE | {"cell": "2"})), encoding="utf-8")
    assert len(attack_tree(tree, SCOPE).leaks) == leaks


def csv_with(tree, change):
    path = tree / "2023" / "data" / "observations.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    change(table)
    table.to_csv(path, index=False)


def test_a_partner_that_is_no_longer_withheld_gives_the_figure_away_and_the_cells_that_tell_it_are_named(tree):
    """182 - 40 - 60 - 80 = 2."""

    def reveal(table):
        table.loc[table["unit"] == "10001", ["value", "printed", "confidentiality"]] = ["40", "40", "F"]

    csv_with(tree, reveal)
    (leak,) = attack_tree(tree, SCOPE).leaks
    assert "10000 (2019) poor_households on 2023-12-31 can only be 2" in leak.found
    assert sorted(cell.rpartition(" = ")[2] for cell in leak.cells) == ["182", "40", "60", "80"]


def test_text_left_in_a_withheld_row_is_found(tree):
    csv_with(tree, lambda table: table.__setitem__("printed", table["printed"].mask(table["unit"] == "10000", "2")))
    assert any("its row says 2" in leak.found for leak in attack_tree(tree, SCOPE).leaks)


def test_a_figure_that_another_period_shows_is_found(tree):
    later = tree / "2024" / "data"
    later.mkdir(parents=True)
    rows = returns.column("poor_households", 2, 40, 60, 80).assign(coverage="", covers="", period="2024")
    (later / "observations.csv").write_text(csv_text(tidy(rows, SCOPE)), encoding="utf-8")
    assert any("shown as 2 in 2024" in leak.found for leak in attack_tree(tree, SCOPE).leaks)


@pytest.mark.parametrize(("count", "along", "detail", "shown"), [
    ("poor_household_flow", "poor_person_flow", "relapsed", 4),
    ("supported_households", "support_disbursed_vnd", "housing", 0),
])  # fmt: skip
def test_persons_or_money_of_a_withheld_count_are_found(tree, count, along, detail, shown):
    rows = pd.concat(
        [
            returns.column(count, 1, 7, 80, 90, detail=detail).assign(value=lambda d: d["value"].mask(d["value"] < 9)),
            returns.column(along, shown, 29, 300, 400, detail=detail),
        ]
    ).assign(coverage="", covers="")
    hidden = rows["value"].isna()
    rows = rows.assign(
        confidentiality=rows["confidentiality"].mask(hidden, "C"), printed=rows["printed"].mask(hidden, "")
    )
    (tree / "2023" / "data" / "observations.csv").write_text(csv_text(tidy(rows, SCOPE)), encoding="utf-8")
    told = [leak.found for leak in attack_tree(tree, SCOPE).leaks]
    assert any(f"{count} is withheld, and 10000 (2019) {along}/{detail} on" in each for each in told)


def test_the_public_trees_that_were_made_tell_nothing(made):
    for scope, period in (("kon-plong", "2024-H1"), ("kon-tum", "2021")):
        tree = made(scope, period).parents[1]  # all periods of the scope
        attacked = attack_tree(tree, load_scope(scope, Project(tree.parents[2])))
        assert (attacked.leaks, attacked.unread) == ([], [])


def test_a_folder_without_figures_is_said_to_hold_none(tmp_path):
    with pytest.raises(InputError, match="nothing to attack"):
        attack_tree(tmp_path, SCOPE)


def test_figures_that_contradict_each_other_are_said_to_be_unread_where_no_whole_numbers_fit():
    """Two withheld halves of 5 that must be equal: 2.5 each fits, no whole number does."""
    cells = pd.DataFrame({"as_of": "2023-12-31", "start": "2023-12-31", "unit": ["1", "2"], "boundary": "2019", "indicator": "poor_households"})  # fmt: skip
    cells = cells.assign(detail="", standard="", value=float("nan"), integer=True, hidden=False, name="")
    matrix = sparse.csr_array([[1.0, 1.0, 1.0], [1.0, -1.0, 0.0]])
    total = cells.iloc[:1].assign(unit="3", value=-5.0)
    outcome = attack(pd.concat([cells, total], ignore_index=True), matrix, threshold=3)
    assert (outcome.exposed, outcome.unread) == ([], [0, 1])
