"""Packs: a project's own lie over the shipped ones, and a mistake in one is told and stops nothing else."""

import os
import sys
from datetime import date

import pytest
from tests.run.conftest import SCOPE

from helpers.intake.layouts.layout import layout, layouts
from helpers.intake.layouts.layout import problems as layout_problems
from helpers.run.own_packs import pack_faults
from helpers.vocabulary import catalogue, identities, law
from helpers.vocabulary import register as registers
from helpers.vocabulary.amendments import held
from helpers.vocabulary.catalogue import codelist, indicators
from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.language import translator
from helpers.vocabulary.law import CriteriaSet, Norm, Programme, Standard, entries_of, rule
from helpers.vocabulary.pack import Pack, in_force, strangers, using
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project
from helpers.vocabulary.settings import not_among
from helpers.vocabulary.settings_text import MAX_BYTES

NORM = """
[[norm]]
id = "housing_2026"
content = "housing"
place = "51"
valid_from = 2026-03-01
central_vnd = 60_000_000
capital = "investment"
basis = "Quyết định 1/2026"
grade = "one source"
vi = "hỗ trợ nhà ở"
en = "support for housing"
"""


@pytest.fixture
def own(tmp_path):
    """A function that lays files of a project's pack over the shipped one of Viet Nam, and gives both."""

    def laid_over(name="viet-nam", names=("viet-nam",), **files):
        for file, text in files.items():
            path = tmp_path / name / file.replace("__", "/")
            path = path.with_name(f"{path.name}.toml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Pack.of(names, tmp_path)

    return laid_over


def test_a_norm_of_a_project_holds_from_its_day_in_its_place_only(own):
    with using(own(norms=NORM)):
        assert rule(Norm, date(2026, 3, 1), ("51",), content="housing").central_vnd == 60_000_000
        assert not rule(Norm, date(2026, 2, 28), ("51",), content="housing")
        assert not rule(Norm, date(2026, 3, 1), ("62",), content="housing")
        assert rule(Norm, date(2024, 6, 30), ("51",), content="housing").central_vnd == 40_000_000
    assert not rule(Norm, date(2026, 3, 1), ("51",), content="housing")


def test_of_two_rules_the_one_of_the_nearest_place_holds(own):
    wider = NORM.replace("housing_2026", "housing_country").replace('place = "51"\n', "").replace("60_", "50_")
    with using(own(norms=NORM + wider)):
        assert rule(Norm, date(2026, 6, 30), ("613", "51"), content="housing").central_vnd == 60_000_000
        assert rule(Norm, date(2026, 6, 30), ("01",), content="housing").central_vnd == 50_000_000


def test_an_entry_with_the_key_of_a_shipped_one_stands_in_its_place(own):
    with using(
        own(
            norms=NORM.replace("housing_2026", "housing")
            .replace('place = "51"\n', "")
            .replace("2026-03-01", "2021-10-14")
        )
    ):
        assert rule(Norm, date(2024, 6, 30), content="housing").central_vnd == 60_000_000
        assert len(entries_of(Norm)) == 4


def test_a_later_pack_lies_over_an_earlier_one(own):
    own(name="quang-ngai", norms=NORM)
    with using(own(names=("viet-nam", "quang-ngai"))):
        assert rule(Norm, date(2026, 3, 1), ("51",), content="housing")


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("central_vnd", "central_vdn", 'line 7 (norm 1 › central_vdn): is not known here. Did you mean "central_vnd"?'),
        ("2026-03-01", '"1/3/2026"', "written 2026-03-01"),
        ("2026-03-01", "01/03/2026", "written 2026-03-01"),
        ("2026-03-01", "2026-13-01", "line 6 (norm 1 › valid_from): must be a date without quotes, written 2023-12-31"),
        ("2026-03-01", "2026-02-30  # hiệu lực", 'not "2026-02-30"'),
        ("one source", "one sorce", 'Did you mean "one source"?'),
        ("[[norm]]", "[[norms]]", 'Did you mean "norm"?'),
    ],
)
def test_a_slip_in_an_entry_is_one_message_with_file_and_line_and_leaves_the_rest_in_force(own, wrong, right, told):
    with using(own(norms=NORM.replace(wrong, right))):
        (message,) = law.problems()
        assert "data/packs/viet-nam/norms.toml, line" in message
        assert told in message
        assert not rule(Norm, date(2026, 3, 1), ("51",), content="housing")
        assert rule(Norm, date(2024, 6, 30), content="housing").central_vnd == 40_000_000


FACTS = 'basis = "x"\ngrade = "one source"\nvi = "A"\nen = "A"\n'
PROGRAMME = '[[programme]]\nid = "culture"\nphase = "2026-2030"\nlines = { recurrent = ["central"] }\n' + FACTS
SET = '[[set]]\nid = "own"\nsize = 1\nmembers = ["planning"]\nkinds = ["Xã"]\n' + FACTS
INDICATOR = '[indicator.hall_rate]\nkind = "rate"\nmeasure = "share"\nnumerator = "poor_households"\ndenominator = "households"\nvi = "A"\nen = "A"\n'
IDENTITY = '[[identity]]\nid = "own"\nkind = "part"\nsays = "poor_households <= households"\nvi = "A"\nen = "A"\n'
LAYOUT = """form = "water"
origin = "own"
title = "T"
recognise = [["t"]]
valid_from = 2026-01-01
asked = "every period"
[[column]]
role = "unit"
heading = ["Xã"]
[[column]]
heading = ["Hộ"]
indicator = "households"
[[column]]
heading = ["Hộ được hỗ trợ"]
indicator = "supported_households"
detail = "housing"
index = "2"
"""


@pytest.mark.parametrize(
    ("file", "text", "right", "wrong", "told"),
    [
        ("programmes", PROGRAMME, "2026-2030", "2026-230", 'line 3 (programme 1 › phase): "2026-230" is not known. Did you mean "2026-2030"?'),
        ("programmes", PROGRAMME, "recurrent", "recurent", 'line 4 (programme 1 › lines › recurent): "recurent" is not known. Did you mean "recurrent"?'),
        ("programmes", PROGRAMME, "central", "centrall", 'Did you mean "central"?'),
        ("criteria", SET, "planning", "planing", 'line 4 (set 1 › members 1): "planing" is not known. Did you mean "planning"?'),
        ("criteria", SET, "Xã", "Xa", 'line 5 (set 1 › kinds 1): "Xa" is not known. Did you mean "Xã"?'),
        ("criteria", SET, "size = 1", "size = 2", "line 3 (set 1 › size): is not the number of members (1)"),
        ("norms", NORM, '"housing"', '"housng"', 'Did you mean "housing"?'),
        ("calendar", f'[[duty]]\nid = "x"\nform = "capital"\n{FACTS}', "capital", "capitl", 'Did you mean "capital"?'),
        ("indicators", INDICATOR, "poor_h", "por_h", 'line 4 (indicator › hall_rate › numerator): "por_households" is not known. Did you mean "poor_households"?'),
        ("indicators", INDICATOR, '"share"', '"shares"', 'Did you mean "share"?'),
        ("identities", IDENTITY, "poor_h", "por_h", 'line 4 (identity 1 › says): no indicator "por_households". Did you mean "poor_households"'),
        ("layouts__water", LAYOUT, '"households"', '"househods"', 'line 12 (column 2 › indicator): "househods" is not known. Did you mean "households"?'),
        ("layouts__water", LAYOUT, '"unit"', '"unti"', 'line 8 (column 1 › role): "unti" is not known. Did you mean "unit"?'),
        ("layouts__water", LAYOUT, "every period", "every perid", 'line 6 (asked): "every perid" is not known. Did you mean "every period"?'),
        ("layouts__water", LAYOUT, '"housing"', '"housng"', 'line 16 (column 3 › detail): "housng" is not known. Did you mean "housing"?'),
        ("layouts__water", LAYOUT, '"2"', '"2="', "line 17 (column 3 › index): "),
        ("layouts__water", 'like = "land"\nform = "land_own"\nwithout = ["households"]\n', '"households"', '"househods"', "line 3 (without 1): "),
        ("norm", NORM, "", "", 'norm.toml: no file of a pack is called so. Did you mean "norms.toml"?'),
    ],
)  # fmt: skip
def test_a_misspelt_word_is_one_message_with_file_line_and_the_nearest_right_one(own, file, text, right, wrong, told):
    with using(own(**{file: text.replace(right, wrong)})):
        (message,) = [*law.problems(), *catalogue.problems(), *identities.problems(), *layout_problems(), *strangers()]
        assert message.startswith(f"data/packs/viet-nam/{file.replace('__', '/')}.toml")
        assert told in message
        assert rule(CriteriaSet, date(2026, 6, 30)).id == "2026-2030"
        assert layout("capital", date(2026, 6, 30))


@pytest.mark.parametrize(
    ("file", "text"),
    [("programmes", PROGRAMME), ("criteria", SET), ("indicators", INDICATOR), ("identities", IDENTITY), ("layouts__water", LAYOUT)],
)  # fmt: skip
def test_the_same_entry_rightly_spelt_is_no_fault(own, file, text):
    with using(own(**{file: text})):
        assert not [*law.problems(), *catalogue.problems(), *identities.problems(), *layout_problems(), *strangers()]


def test_of_many_words_it_may_be_only_the_five_nearest_are_listed():
    told = not_among((), "housing_need", [*"abcdefghij", "housing_needs", "housing_done", "housing"])
    assert "It may be: housing_needs, housing_done, housing, " in told.en
    assert told.en.endswith(" ….")
    assert told.en.count(",") == 4


def test_a_file_that_is_no_toml_stops_what_uses_it_and_nothing_else(own):
    with using(own(norms="[[norm]\n")):
        with pytest.raises(InputError, match=r"data/packs/viet-nam/norms\.toml, line 1: lacks a bracket"):
            rule(Norm, date(2024, 6, 30), content="housing")
        assert rule(Standard, date(2024, 6, 30)).id == "2022-2026"
        assert law.problems()


def test_an_indicator_of_a_project_is_known_and_a_slip_in_one_leaves_only_it_out(own):
    text = '[indicator.{id}]\nkind = "count"\n{key} = "households"\nvi = "Hộ có nhà văn hóa"\nen = "Households with a hall"\n'
    with using(own(indicators=text.format(id="hall_households", key="measure"))):
        assert indicators()["hall_households"].additive
        assert "poor_households" in indicators()
    with using(own(indicators=text.format(id="hall_households", key="mesure"))):
        assert "hall_households" not in indicators()
        assert "poor_households" in indicators()
        (message,) = catalogue.problems()
        assert 'Did you mean "measure"?' in message


def test_a_slip_in_an_indicator_is_told_once_and_not_again_by_the_form_that_asks_for_it(own):
    text = '[indicator.halls]\nkind = "count"\n{key} = "households"\nvi = "Nhà văn hóa"\nen = "Halls"\n'
    form = (
        'form = "thu"\norigin = "own"\ntitle = "T"\nrecognise = [["t"]]\nvalid_from = 2026-01-01\n'
        '[[column]]\nrole = "unit"\nheading = ["Xã"]\n[[column]]\nheading = ["Nhà"]\nindicator = "halls"\n'
    )
    with using(own(indicators=text.format(key="measure"), layouts__thu=form)):
        assert "thu" in {entry.form for entry in layouts()}
    with using(own(indicators=text.format(key="mesure"), layouts__thu=form)):
        assert layout_problems() == []
        assert "thu" not in {entry.form for entry in layouts()}
        assert len(catalogue.problems()) == 1


def test_a_layout_with_a_slip_is_told_and_the_other_forms_stay(own):
    with using(
        own(
            layouts__thu='form = "thu"\norigin = "own"\ntitle = "T"\nrecognise = [["t"]]\nvalid_fro = 2026-01-01\ncolumn = []\n'
        )
    ):
        assert len(layouts()) > 20
        (message,) = layout_problems()
        assert "data/packs/viet-nam/layouts/thu.toml" in message


def test_a_programme_of_a_project_has_its_lines_on_the_form_and_its_name_on_pages(own):
    programme = """
[[programme]]
id = "culture"
phase = "2026-2030"
valid_from = 2026-01-01
lines = { recurrent = ["central"] }
basis = "Nghị quyết"
grade = "one source"
vi = "Chương trình văn hóa"
en = "Culture"
"""
    from helpers.intake.layouts.versions import capital_lines

    with using(own(programmes=programme)):
        assert {"programme": "culture", "capital": "recurrent", "year": "central"} in capital_lines(date(2026, 6, 30))
        assert codelist("capital")["culture"]["vi"] == "Chương trình văn hóa"
        column = next(each for each in layout("capital", date(2026, 6, 30)).columns if each.name == "programme")
        assert column.members["Chương trình văn hóa"] == "culture"
        assert {entry.id for entry in entries_of(Programme)} >= {"1719", "257", "culture"}


def test_a_new_set_of_criteria_is_a_new_version_of_the_form_and_ends_the_one_before(own):
    text = """
[[set]]
id = "2031"
valid_from = 2031-01-01
size = 2
members = ["hall", "planning"]
kinds = ["Xã"]
basis = "Quyết định"
grade = "assumed"
vi = "bộ tiêu chí 2031"
en = "criteria of 2031"

[[criterion]]
id = "hall"
number = 1
valid_from = 2031-01-01
basis = "Quyết định"
grade = "verified"
vi = "Nhà văn hóa"
en = "Hall"
"""
    with using(own(criteria=text)):
        assert rule(CriteriaSet, date(2031, 6, 30)).size == 2
        form = layout("new_rural", date(2031, 6, 30))
        assert [column.heading[-1] for column in form.figures][:3] == [
            "Nhà văn hóa",
            "Quy hoạch",
            "Tổng số tiêu chí đạt",
        ]
        assert layout("new_rural", date(2030, 12, 31)).valid_to == date(2030, 12, 31)


@pytest.mark.skipif(sys.platform == "win32", reason="no devices and pipes among files")
def test_what_a_strangers_pack_leads_to_is_told_and_not_read(own, tmp_path):
    """An endless device, a file and a folder elsewhere, a circle, a pipe and a file without measure, each in another place."""
    pack = tmp_path / "viet-nam"
    for folder in ("layouts/more", "locale"):
        (pack / folder).mkdir(parents=True)
    for file, aim in {"norms.toml": "/dev/zero", "layouts/x.toml": "/etc/passwd", "registers": "/etc", "layouts/more/y": ".."}.items():  # fmt: skip
        (pack / file).symlink_to(aim)
    os.mkfifo(pack / "locale" / "vi.po")
    (pack / "layouts" / "z.toml").write_bytes(b"#" * (MAX_BYTES + 1))
    with using(own()):
        told = {line.partition(": not read.")[0] for line in strangers() if ": not read." in line}
        odd = ("norms.toml", "layouts/x.toml", "layouts/z.toml", "layouts/more/y", "locale/vi.po", "registers")
        assert told == {f"data/packs/viet-nam/{name}" for name in odd}
        assert "land" in {entry.form for entry in layouts()}
        assert rule(Standard, date(2024, 6, 30)).id == "2022-2026"
        assert rule(Norm, date(2024, 6, 30), content="housing")
        assert translator("vi")("Poverty rate") == "Tỷ lệ hộ nghèo"


def test_an_unknown_pack_is_refused_with_the_nearest_name(tmp_path):
    with pytest.raises(UsageError, match="viet-nam"):
        Pack.of(["viet-man"], tmp_path)


def test_what_is_in_force_within_a_block_is_not_in_force_after_it(own):
    before = in_force()
    with using(own(norms=NORM)):
        assert in_force() is not before
    assert in_force() is before


def test_what_was_looked_up_in_other_packs_is_not_taken_for_these(own):
    known = codelist("content")
    with using(own(norms='[[content]]\nid = "road"\nbasis = "x"\ngrade = "assumed"\nvi = "Đường"\nen = "Road"\n')):
        assert set(codelist("content")) - set(known) == {"road"}
    assert "road" not in codelist("content")


def test_a_set_of_the_province_stands_before_the_national_one_in_what_a_reader_is_told(own):
    text = """
[[set]]
id = "province"
place = "51"
valid_from = 2026-07-01
size = 1
members = ["planning"]
kinds = ["Xã"]
basis = "x"
grade = "one source"
vi = "bộ của tỉnh"
en = "criteria of the province"
"""
    with using(own(criteria=text).at(["51"])):
        assert [entry.id for entry in held(CriteriaSet, date(2026, 12, 31))] == ["province"]
        assert [entry.id for entry in held(CriteriaSet, date(2026, 6, 30))] == ["2026-2030"]
    with using(own(criteria=text)):
        assert [entry.id for entry in held(CriteriaSet, date(2026, 12, 31))] == ["2026-2030"]


PROVINCE = """
[[standard]]
id = "province"
place = "51"
valid_from = 2026-07-01
rural_line_vnd = 1_750_000
urban_line_vnd = 2_250_000
poor_from = 4
deprivations = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "energy"]
basis = "Quyết định của tỉnh"
grade = "one source"
vi = "chuẩn của tỉnh"
en = "the province's standard"

[[deprivation]]
id = "energy"
basis = "Quyết định của tỉnh"
grade = "verified"
vi = "Tiếp cận năng lượng"
en = "Access to energy"
"""


def test_form_and_checks_go_by_the_standard_that_measures_in_the_place_also_when_the_country_changes_its_own(own):
    def told(day, places):
        with using(own(standards=PROVINCE).at(places)):
            form = layout("deprivation_poor", day)
            bounds = [
                each
                for each in identities.identities()
                if each.kind == "bound" and each.valid_from <= day <= each.valid_to
            ]
            said = {
                f"{abs(term.coefficient)} {term.indicator}"
                for each in bounds
                for term in each.terms
                if "poor" in term.indicator
            }
            return rule(Standard, day).id, len([each for each in form.figures if each.detail]), said

    in_province = {"4 poor_households", "13 poor_households", "3 near_poor_households", "1 poor_deprivations", "1 near_poor_deprivations"}  # fmt: skip
    for day in (date(2026, 12, 31), date(2027, 12, 31)):
        assert told(day, ("613", "51")) == ("province", 13, in_province)
    assert told(date(2026, 12, 31), ("01",)) == (
        "2022-2026", 12, {"3 poor_households", "12 poor_households", "2 near_poor_households", "1 poor_deprivations", "1 near_poor_deprivations"},
    )  # fmt: skip


MISSPELT = """
[[identity]]
id = "x_{id}"
kind = "bound"
over = "standard"
vi = "v"
en = "e"
says = "poor_deprivations <= {mots} poor_households"
"""


def test_a_misspelt_placeholder_of_a_standard_is_told_with_the_nearest(own):
    with using(own(identities=MISSPELT)):
        assert ["line 8" in told and 'Did you mean "most"?' in told for told in identities.problems()] == [True]


def test_a_balance_of_a_projects_own_that_a_shipped_form_lacks_a_column_for_leaves_the_form_without_its_formula(own):
    says = "poor_{}_flow:end = poor_{}_flow:start - poor_{}_flow:pension"
    balance = f'[[identity]]\nid = "poor_{{}}_flow"\nkind = "sum"\neach = ["household", "person"]\nvi = "v"\nen = "e"\nsays = "{says}"\n'
    member = '[codelist.flow_poor]\npension = { vi = "Hưu trí", en = "Pension", way = "out" }\n'
    with using(own(identities=balance, indicators=member)):
        form = layout("flow_poor", date(2026, 12, 31))
        assert [column.index for column in form.figures if column.detail == "end"] == ["9"]
        assert ["packs/viet-nam/layouts/flow_poor.toml, line " in told for told in layout_problems()] == [True]
    shipped = layout("flow_poor", date(2026, 12, 31))
    assert [column.index for column in shipped.figures if column.detail == "end"] == ["9=1-2-3-4+5+6+7+8"]


IDENTITY = '[[identity]]\nid = "i"\nkind = "part"\nvi = "v"\nen = "e"\n'
RECOGNITION = (
    '[[recognition]]\nid = "r"\nstars = 3\nlevel = "provnce"\nbasis = "b"\ngrade = "verified"\nvi = "v"\nen = "e"\n'
)
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
#: A slip in a file of a project's own pack: the line that is told, and the nearest right word.
SLIPS = {
    "a member of a breakdown": ("identities.toml", IDENTITY + 'says = "poor_household_flow:nwe <= households"\n', 6, "new"),
    "a figure that a check needs": ("identities.toml", IDENTITY + 'says = "persons <= households"\nneeds = ["houshold"]\n', 7, "households"),
    "a level that recognises": ("levels.toml", RECOGNITION, 4, "province"),
    "a word to fill in": ("locale/vi/own.po", PO + 'msgid "Have {land}"\nmsgstr "Có {lnd}"\n', 4, "land"),
    "a text without its quotes": ("locale/vi/own.po", PO + 'msgid "Have\nmsgstr "Có"\n', 4, 'msgid "…"'),
    "a column of a register": ("registers/own.csv", "cod,name,level\n1,Xã A,commune\n", 1, "cod"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_file_of_a_projects_own_is_told_with_its_line_and_the_nearest_word_and_nothing_else_stops(
    slip, tmp_path
):
    name, text, line, nearest = SLIPS[slip]
    path = tmp_path / "data/packs/viet-nam" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    project = Project(tmp_path)
    project.raw("s").mkdir(parents=True)
    (project.raw("s") / "scope.toml").write_text(SCOPE, encoding="utf-8")
    every = len(identities.identities())
    with using(Pack.of(("viet-nam",), project.packs)):
        (told,) = pack_faults(project)
        assert told.startswith(f"data/packs/viet-nam/{name}, line {line}")
        assert nearest in told.partition(": ")[2]
        assert translator("vi")("Have {land}", land="đất ở") == "Hộ DTTS có đất ở"
        assert rule(Standard, date(2026, 6, 30)).id == "2022-2026"
        assert len(identities.identities()) == every


REGISTER = "level,code,name,lat,lon,area_km2,district,province\ncommune,1,Xã A,14.5,108,1,613,62\ncommune,2,Xã B,14,108,2,613,62\n"
LARGE, HUGE = "1" + "0" * 400, "9" * 5000
#: What a stranger may write in a pack to stop a program, fill the memory, leave a folder or be more than a text, by file.
HOSTILE = {
    "norms.toml": [NORM.replace("60_000_000", LARGE), NORM.replace("2026-03-01", "9999-12-31"), NORM.replace("2026-03-01", "0001-01-01"),
                   NORM.replace("housing_2026", "../x"), NORM.replace("hỗ trợ nhà ở", "x\\uffff")],
    "levels.toml": [f'[[level]]\nid = "l"\nrank = {number}\n{FACTS}' for number in (LARGE, "-1", "1.5")]
    + [f'[[recognition]]\nid = "r"\nvalid_to = 9999-12-31\nstars = 3\nlevel = "commune"\n{FACTS}'],
    "calendar.toml": [f'[[clock]]\nid = "c"\nzone = "{zone}"\n{FACTS}' for zone in ("Asia", "../../etc/passwd", "/etc/passwd", "x" * 5000)],
    "identities.toml": [IDENTITY.replace("poor_households", f"{number} poor_households") for number in (LARGE, HUGE)],
    "indicators.toml": [INDICATOR.replace("hall_rate", f'"{id}"') for id in ("../x", "a b", "<b>", "{0.__class__}", "=1", "x" * 81)]
    + ['[codelist.own]\n"../x" = { vi = "a", en = "a" }\n'],
    "layouts/water.toml": [LAYOUT.replace('"housing"', f'"{detail}"') for detail in ("{x}", "{}", "{0}", "{", "{x.__class__}", "{x:>999999999}", "{x!r}")]
    + [LAYOUT.replace('"households"', f'"{id}"') for id in ("{x}", "{0.__class__}")]
    + [LAYOUT.replace('title = "T"', f'title = "T"\nsheet = "{name}"') for name in ("a/b", "[x]", "x" * 32, "'a", "a'")]
    + [LAYOUT.replace('title = "T"', f'title = "T"\nheader_row = {row}') for row in ("0", "1_000_000_000", LARGE)]
    + [LAYOUT.partition("[[column]]")[0] + "column = []\n", LAYOUT.replace('index = "2"', f'index = "{HUGE}="')],
    "locale/vi/x.po": [f'msgid "Have {{land}}"\nmsgstr "{text}"\n' for text in ("{land:>999999999}", "{land:d}", "{land!r}", "{land!z}", "{}", "{0}", "{land.__class__}", "{land:{land}}", "{")]
    + [f'msgid ""\nmsgstr ""\n"{head}\\n"\n' for head in ("POT-Creation-Date: x", "Plural-Forms: nplurals=x; plural=n;", "Language: ../x")]
    + ['msgid "Have {land}"\n', '"Have"\n'],
    "registers/own.csv": [REGISTER.replace(",1,", f",{code},", 1) for code in ("../../../../evil", "/etc/x", "CON", "com1", "", "a b", "<b>", "x" * 41, "2")]
    + [REGISTER.replace("14.5", number) for number in ("abc", "nan", "inf", "1e400", "-91", '"14,5"', "9" * 400)]
    + [REGISTER.replace("Xã A", name) for name in ("", " ", "a\u202eb", "a\x00b", '"Xã A', "x" * 200_000)]
    + [REGISTER.replace("lat", "name"), "", REGISTER.encode("latin-1")],
    "registers/merges-own.csv": ["new,old\n1,2\n", "new,old,whole\n1\n", "new,old,whole\n1,2,maybe\n", "new,old,whole\n../x,2,yes\n"],
}  # fmt: skip


def laid_out(pack):
    """Write every case; what may be called otherwise in a file of its own. Gives the names and how many faults they hold."""
    for file, cases in HOSTILE.items():
        alone = "/" in file
        for number, texts in enumerate([[case] for case in cases] if alone else [cases]):
            path = pack / (file.replace(".", f"{number}.") if alone else file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(text if isinstance(text, bytes) else text.encode() for text in texts))
            yield path.relative_to(pack.parent.parent.parent).as_posix(), len(texts)


def test_what_a_stranger_writes_in_a_pack_is_told_with_its_file_and_stops_and_reaches_nothing(tmp_path):
    project = Project(tmp_path)
    project.raw("s").mkdir(parents=True)
    (project.raw("s") / "scope.toml").write_text(SCOPE, encoding="utf-8")
    faulty = dict(laid_out(project.packs / "viet-nam"))
    with using(Pack.of(("viet-nam",), project.packs)):
        told = pack_faults(project)
        for file, faults in faulty.items():
            assert sum(line.count(file) for line in told) >= faults, (file, told)
        assert all(any(line.startswith(file) for file in faulty) for line in told), told
        for kind in (Norm, Standard, Programme, CriteriaSet, law.Recognition, law.Clock, law.Level):
            assert {entry.id for entry in entries_of(kind)}.isdisjoint({"../x", "housing_2026", "l", "r", "c"})
        assert "water" not in {entry.form for entry in layouts()}
        assert len(identities.identities()) == len({entry.id for entry in identities.identities()} - {"own"})
        assert translator("vi")("Have {land}", land="đất ở") == "Hộ DTTS có đất ở"
        assert registers.sound() == ["2025", "legacy"]


def test_a_register_with_a_fault_stops_the_scope_that_takes_its_units_from_it(tmp_path):
    """Its codes become names of files: one that leads out of the folder was written to."""
    path = tmp_path / "data/packs/viet-nam/registers/own.csv"
    path.parent.mkdir(parents=True)
    project = Project(tmp_path)
    project.raw("s").mkdir(parents=True)
    units = 'register = "own"\nwithin = { district = "613" }\ntotal = { code = "613", vi = "Huyện A", en = "A" }\n'
    text = f'parent = "62"\nlevel = "commune"\ntitle = {{ vi = "A", en = "A" }}\n[[boundary]]\nversion = "1"\nvalid_from = 2019-01-01\n{units}'
    (project.raw("s") / "scope.toml").write_text(text, encoding="utf-8")
    path.write_text(REGISTER, encoding="utf-8")
    assert [unit.code for unit in load_scope("s", project).boundaries[0].units] == ["1", "2"]
    path.write_text(REGISTER.replace(",1,", ",../../evil,", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"registers/own\.csv \(row 2 › code\): must be made of plain letters"):
        load_scope("s", project)


def test_faults_of_packs_are_told_in_vietnamese_too(own):
    with using(own(norms=NORM.replace("60_000_000", "-1"))):
        (told,) = law.problems()
        assert "phải là số nguyên ít nhất là 0" in translator("vi").tell(told)
