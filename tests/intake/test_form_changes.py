"""The forms of 2025, 2026-H1, 2026 and 2027 differ exactly where the law does."""

from datetime import date

import pytest

from helpers.intake.layouts.form_changes import form_changes
from helpers.intake.layouts.forms import forms_for
from helpers.intake.layouts.layout import layout
from helpers.intake.layouts.versions import capital_lines
from helpers.vocabulary.amendments import amendment
from helpers.vocabulary.catalogue import detail_label
from helpers.vocabulary.law import Duty, rule
from helpers.vocabulary.pack import Pack, in_force, using
from helpers.vocabulary.period import Period

KON_PLONG, QUANG_NGAI = ("613", "51", "62"), ("51", "VN")
DAYS = {name: Period.parse(name).end for name in ("2024", "2025", "2026-H1", "2026", "2027")}


def changed(earlier, later):
    with using(in_force().at(KON_PLONG)):
        return {each.form: each for each in form_changes(DAYS[earlier], DAYS[later])}


#: The entries of the pack whose end or beginning makes a form differ, by their basis; headings alone changed where none is named.
BASES = {
    ("2024", "2025"): {
        "ocop": {"Quyết định 148/QĐ-TTg ngày 24/02/2023", "Quyết định 1489/QĐ-TTg ngày 06/07/2025"},
    },
    ("2025", "2026"): {
        "deprivation_poor": set(), "deprivation_near_poor": set(),
        "capital": {
            "Quyết định 1719/QĐ-TTg ngày 14/10/2021", "Quyết định 90/QĐ-TTg ngày 18/01/2022",
            "Chương trình mục tiêu quốc gia xây dựng nông thôn mới giai đoạn 2021-2025", "Nghị quyết 257/2025/QH15 ngày 11/12/2025",
        },
        "new_rural": {"Quyết định 318/QĐ-TTg ngày 08/03/2022", "Quyết định 51/2025/QĐ-TTg ngày 29/12/2025"},
        "land_support": {"Quyết định 1719/QĐ-TTg ngày 14/10/2021"},
    },
    ("2026-H1", "2026"): {},
    ("2026", "2027"): {
        "deprivation_poor": {"Nghị định 351/2025/NĐ-CP ngày 30/12/2025"},
        "deprivation_near_poor": {"Nghị định 351/2025/NĐ-CP ngày 30/12/2025"},
        "capital": set(),  # what the ended programmes left may be reported until 31/12/2026: `carried_over_until`
    },
}  # fmt: skip


@pytest.mark.parametrize(("earlier", "later"), BASES)
def test_the_forms_of_two_years_differ_where_the_law_does_and_nowhere_else(earlier, later):
    """Every basis named stands in an entry that ends or begins between the two days."""
    assert set(changed(earlier, later)) == set(BASES[earlier, later])
    with using(in_force().at(KON_PLONG)):
        found = amendment(DAYS[earlier], DAYS[later])
    told = {entry.basis["vi"] for entry in (*found.ended, *found.begun)}
    assert set().union(*BASES[earlier, later].values()) <= told


def test_from_2025_to_2026_criteria_programmes_and_the_title_of_support_differ():
    found = changed("2025", "2026")
    assert len([text for text in found["new_rural"].removed if text.startswith("Tiêu chí")]) == 19
    assert len([text for text in found["new_rural"].added if text.startswith("Tiêu chí")]) == 10
    assert [text for text in found["land_support"].removed if "1719" in text]
    assert not [
        text for each in found.values() for text in each.added if text.startswith("Chương trình 1719 / Vốn đầu tư / ")
    ]


def test_from_the_day_that_the_province_recognises_the_form_asks_for_what_districts_left():
    assert changed("2024", "2025")["ocop"].removed == ("Trong đó > 3 sao, cấp huyện",)


def test_certificates_of_districts_are_asked_for_as_long_as_they_are_good_and_no_longer():
    def asked(day):
        return [
            (column.detail, column.heading[-1], column.optional)
            for column in layout("ocop", day).figures
            if column.detail
        ]

    left = ("3/district", "3 sao, giấy của cấp huyện còn hạn", True)
    assert left in asked(date(2028, 7, 5))
    assert asked(date(2028, 7, 6)) == [
        ("3/province", "3 sao, cấp tỉnh", False), ("4/province", "4 sao, cấp tỉnh", False),
        ("5/national", "5 sao, cấp trung ương", False),
    ]  # fmt: skip


def test_a_level_that_a_project_lets_recognise_a_star_is_a_column_of_the_form(tmp_path):
    text = """
[[level]]
id = "cluster"
rank = 3
basis = "x"
grade = "assumed"
vi = "cấp cụm"
en = "cluster"

[[recognition]]
id = "2_cluster"
stars = 2
level = "cluster"
valid_from = 2026-03-01
basis = "x"
grade = "assumed"
vi = "2 sao, cấp cụm công nhận"
en = "2 stars, recognised by the cluster"
"""
    (tmp_path / "viet-nam").mkdir()
    (tmp_path / "viet-nam/levels.toml").write_text(text, encoding="utf-8")
    with using(Pack.of(("viet-nam",), tmp_path)):
        assert layout("ocop", date(2026, 2, 28)).figures[1].detail == "3/district"
        own = layout("ocop", date(2026, 3, 1)).figures[1]
        assert (own.detail, own.heading) == ("2/cluster", ("Trong đó", "2 sao, cấp cụm"))
        assert detail_label("ocop", "2/cluster", "en") == "2 stars, cluster"


def test_from_2026_to_2027_the_list_of_deprivations_and_the_money_carried_over_differ():
    found = changed("2026", "2027")
    assert "Chỉ số thiếu hụt > 12. Phương tiện phục vụ tiếp cận thông tin" in found["deprivation_poor"].removed
    assert "Chỉ số thiếu hụt > Xử lý rác thải sinh hoạt (chưa có văn bản)" in found["deprivation_poor"].added
    assert all("Vốn kéo dài" in text for text in (*found["capital"].added, *found["capital"].removed))


@pytest.mark.parametrize("year", ["2027", "2030"])
def test_no_deprivation_of_2027_is_headed_by_a_bare_number(year):
    for form in forms_for(Period.parse(year)):
        if form.form.startswith("deprivation"):
            listed = [column for column in form.figures if column.detail]
            assert len(listed) == 12
            assert not [
                text for column in listed for text in (*column.heading, *column.variants) if text.strip(".").isdigit()
            ]


@pytest.mark.parametrize("form", ["deprivation_poor", "deprivation_near_poor"])
def test_no_form_of_2027_says_that_its_columns_are_those_in_use_until_2025(form):
    with using(in_force().at(KON_PLONG)):
        duty = rule(Duty, date(2027, 12, 31), form=form)
    assert "351/2025" in duty.basis["vi"]
    assert "2025." not in duty.note["vi"]


@pytest.mark.parametrize("period", ["2026-H1", "2026", "2027"])
def test_forms_whose_law_ended_with_2025_say_so(period):
    """No amount, eligibility or land norm after QĐ 04/2023, TT 02/2022/TT-UBDT and TT 55/2023/TT-BTC is on record."""
    with using(in_force().at(KON_PLONG)):
        duties = [rule(Duty, DAYS[period], form=form) for form in ("land", "land_support")]
    missing = ("đối tượng và định mức đất", "đối tượng và mức hỗ trợ")  # what the land form and that of support need
    for duty, words in zip(duties, missing, strict=True):
        assert f"Chưa có quy định về {words} áp dụng từ năm 2026" in duty.note["vi"]
    assert {duty.basis["vi"] for duty in duties} == {"chưa có văn bản áp dụng từ năm 2026"}


def test_the_flows_of_2027_say_that_nobody_knows_by_which_standard_they_open():
    with using(in_force().at(KON_PLONG)):
        notes = {year: rule(Duty, DAYS[year], form="flow_poor").note["vi"] for year in ("2026", "2027")}
    assert {year: "đầu kỳ năm 2027" in note for year, note in notes.items()} == {"2026": False, "2027": True}


def test_the_forms_of_a_place_have_the_peoples_on_record_there():
    def peoples(places):
        with using(in_force().at(places)):
            form = next(form for form in forms_for(Period.parse("2026")) if form.form == "ethnicity")
        return {column.detail for column in form.figures}

    assert {"xo_dang", "hre"} < peoples(KON_PLONG)
    assert peoples(QUANG_NGAI) & {"xo_dang", "hre"} == set()
    assert "minority" in peoples(QUANG_NGAI)


def test_of_a_programme_that_ended_only_the_money_that_it_left_is_asked_for():
    lines = [(line["programme"], line["year"]) for line in capital_lines(date(2026, 6, 30))]
    assert {year for programme, year in lines if programme == "1719"} == {"carried_over"}
    assert {year for programme, year in lines if programme == "257"} == {"central", "local", "current"}
    assert "1719" not in {line["programme"] for line in capital_lines(date(2027, 1, 1))}
