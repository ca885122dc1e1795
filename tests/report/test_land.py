"""What the land page says, each sentence as a case worked by hand; withheld needs are never told to be none."""

import pytest
from tests.report.conftest import hand_out, observation

from helpers.analysis import land
from helpers.analysis.frames import or_empty
from helpers.protect.totals import with_totals
from helpers.report.wording import land as wording
from helpers.vocabulary.observation import frame, withhold
from helpers.vocabulary.place import load_scope

DAY = "2024-06-30"
CONTENTS = ["residential_land", "housing", "production_land"]


@pytest.fixture
def page_of(project, monkeypatch):
    """A function from rows (unit, indicator, detail, value) to the land page over them; `hidden` are withheld."""
    from helpers.report.page import begin

    def make(rows, hidden=(), lang="en", **more):
        told = [observation(unit, name, value, detail=detail, as_of=DAY, **more) for unit, name, detail, value in rows]
        seen = with_totals(frame(told), load_scope("mau", project))
        names = seen["unit"] + "/" + seen["indicator"] + "/" + seen["detail"]
        seen = withhold(seen, names.isin(list(hidden)))
        hand_out(monkeypatch, seen)
        return begin("land", scope="mau", period="2024-H1", lang=lang, project=project)

    return make


def left(**by_content):
    """Households still in need of three units, by content."""
    return [(str(n + 1), "support_need_remaining", c, v) for c, each in by_content.items() for n, v in enumerate(each)]


def text(page, *said):
    return page.told(*said)[0].replace("\N{NO-BREAK SPACE}", " ")


def whole_of(page):
    support = land.support_by_unit_content(page.figures)
    contents = [c for c in CONTENTS if c in set(support["content"])]
    needs = page.by_unit(land.needs_by_unit(support, contents))
    by_content = support[support["unit"] == page.total].set_index("content").reindex(contents)
    return needs.loc[page.total], contents, by_content


def headline(page):
    whole, contents, by_content = whole_of(page)
    return text(page, wording.headline(whole, contents, by_content, whole))


def test_needs_are_added_up_and_the_most_common_is_named(page_of):
    page = page_of(left(residential_land=[0, 0, 0], housing=[20, 1, 3], production_land=[5, 5, 0]))
    assert headline(page) == "Sample district: 34 needs for support are left, most for housing (24 households)"


def test_no_content_is_named_where_two_are_level(page_of):
    page = page_of(left(housing=[5, 5, 0], production_land=[4, 4, 2]))
    assert headline(page) == "Sample district: 20 needs for support are left"


def test_none_is_said_only_where_every_number_is_a_zero_that_may_be_seen(page_of):
    page = page_of(left(housing=[0, 0, 0], production_land=[0, 0, 0]))
    assert headline(page) == "Sample district: no need for land, housing or water support is left"


def test_withheld_needs_are_told_as_confidential_and_never_as_none(page_of):
    # the first edition said "No household is left in need of support" of 21 houses that were withheld
    rows = left(housing=[21, 0, 0], production_land=[0, 0, 0])
    page = page_of(rows, hidden=["1/support_need_remaining/housing", "613/support_need_remaining/housing"])
    whole, contents, _ = whole_of(page)
    assert "no need" not in headline(page)
    assert (
        text(page, wording.left(whole, contents))
        == "The numbers of households still in need of housing are confidential."
    )


def test_needs_that_are_known_stand_beside_those_that_are_withheld(page_of):
    rows = left(housing=[21, 4, 0], production_land=[1, 0, 0])
    page = page_of(
        rows, hidden=["1/support_need_remaining/production_land", "613/support_need_remaining/production_land"]
    )
    whole, contents, _ = whole_of(page)
    assert text(page, wording.left(whole, contents)) == (
        "Households still in need: housing 25 households; the numbers for production land are confidential. "
        "A household can have several needs."
    )


def test_what_the_return_leaves_unexplained_is_shown_and_not_repaired(page_of):
    # 10 at the start - 4 supported + 1 new = 7, but 8 are reported: one more
    rows = [
        ("1", "support_need_start", "housing", 10), ("1", "supported_households", "housing", 4),
        ("1", "support_need_new", "housing", 1), ("1", "support_need_remaining", "housing", 8),
    ]  # fmt: skip
    page = page_of([(unit, *row[1:3], row[3] if unit == "1" else 0) for unit in "123" for row in rows])
    _, _, by_content = whole_of(page)
    said = text(page, wording.residual(by_content.loc["housing"], "housing", page.total))
    assert said == "For housing, 1 household more are reported as left than start less supported plus new need gives."


class TestLand:
    def coverage(self, page):
        found = page.by_unit(land.as_in_catalogue(or_empty(land.land_coverage, page.figures)))
        return found.loc[page.total]

    def test_who_has_land_and_who_lacks_it(self, page_of):
        rows = [(unit, "minority_households", "", 100) for unit in "123"]
        rows += [
            (unit, "minority_households_without_production_land", "", n)
            for unit, n in zip("123", (0, 5, 1), strict=True)
        ]
        rows += [
            (u, "minority_households_with_production_land", "", n) for u, n in zip("123", (100, 95, 99), strict=True)
        ]
        page = page_of(rows)
        said = text(page, wording.has_land(self.coverage(page), "production_land"))
        assert said == (
            "On 30 June 2024, 294 of 300 households of ethnic minorities had production land (98.00%); 6 households lacked it."
        )

    def test_who_has_land_is_told_and_proved_where_only_who_lacks_it_is_reported(self, page_of):
        """All 300 less 0 + 5 + 1 without; 294/300 = 98 %."""
        rows = [(unit, "minority_households", "", 100) for unit in "123"]
        rows += [
            (u, "minority_households_without_production_land", "", n) for u, n in zip("123", (0, 5, 1), strict=True)
        ]
        page = page_of(rows)
        told, claims = page.told(wording.has_land(self.coverage(page), "production_land"))
        assert "(98.00%); 6\N{NO-BREAK SPACE}households lacked it" in told
        parts = ["minority_households", "-minority_households_without_production_land"]
        assert claims[0]["claims"][0]["part"] == parts

    def test_who_lacks_land_in_some_units_is_not_told_beside_who_has_it_in_all(self, page_of):
        rows = [(unit, "minority_households", "", 100) for unit in "123"]
        rows += [(unit, "minority_households_with_production_land", "", 90) for unit in "123"]
        rows += [("1", "minority_households_without_production_land", "", 10)]
        page = page_of(rows)
        said = text(page, wording.has_land(self.coverage(page), "production_land"))
        assert said == "On 30 June 2024, 270 of 300 households of ethnic minorities had production land (90.00%)."

    def test_a_printed_rate_is_told_as_printed(self, page_of):
        page = page_of([("613", "minority_production_land_rate_printed", "", 0.9993)], printed="99,93%")
        said = text(page, wording.has_land(self.coverage(page), "production_land"))
        assert (
            said
            == "On 30 June 2024, 99.93% of minority households of Sample district had production land, as the source prints it."
        )
