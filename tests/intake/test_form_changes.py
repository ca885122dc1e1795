"""The forms of 2025, 2026-H1, 2026 and 2027 differ exactly where the law does."""

from datetime import date

import pytest

from helpers.intake.form_changes import form_changes
from helpers.intake.forms import forms_for
from helpers.intake.versions import capital_lines
from helpers.vocabulary.pack import in_force, using
from helpers.vocabulary.period import Period

KON_PLONG, QUANG_NGAI = ("613", "51", "62"), ("51", "VN")
DAYS = {name: Period.parse(name).end for name in ("2025", "2026-H1", "2026", "2027")}


def changed(earlier, later):
    with using(in_force().at(KON_PLONG)):
        return {each.form: each for each in form_changes(DAYS[earlier], DAYS[later])}


def test_from_2025_to_2026_six_forms_differ():
    found = changed("2025", "2026")
    # names of deprivations in place of bare numbers; Decision 51/2025 (criteria); Resolution 257/2025 (programmes);
    # Programme 1719 ended (title); Decision 1489 (OCOP)
    assert set(found) == {"deprivation_poor", "deprivation_near_poor", "land_support", "capital", "new_rural", "ocop"}
    assert len([text for text in found["new_rural"].removed if text.startswith("Tiêu chí")]) == 19
    assert len([text for text in found["new_rural"].added if text.startswith("Tiêu chí")]) == 10
    assert [text for text in found["land_support"].removed if "1719" in text]
    assert not [
        text for each in found.values() for text in each.added if text.startswith("Chương trình 1719 / Vốn đầu tư / ")
    ]
    assert found["ocop"].removed == ("Trong đó > 3 sao, cấp huyện",)


def test_within_2026_nothing_changes():
    assert changed("2026-H1", "2026") == {}


def test_from_2026_to_2027_the_list_of_deprivations_and_the_money_carried_over_differ():
    found = changed("2026", "2027")
    assert set(found) == {"deprivation_poor", "deprivation_near_poor", "capital"}
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
