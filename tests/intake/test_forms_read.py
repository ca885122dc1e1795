"""Every form, filled with a number of its own in each column, is read back column by column."""

from datetime import date
from itertools import product

import pytest
from tests.workbooks.sheets import Book, header, write_xlsx

from helpers.intake.layouts.layout import layouts
from helpers.vocabulary.catalogue import indicators

FORMS = [entry for entry in layouts() if entry.rows == "units" and entry.form != "bieu_05"]
NAMES = ("Xã Hiếu", "Xã Kon Plông")  # what the code 23476 is before and since the mergers of 1/7/2025
UNIT = {"vnd": 1e6, "share": 0.01}


def two_labels(column) -> list[str]:
    """The first label of two members of a dimension."""
    return list({code: label for label, code in reversed(column.members.items())}.values())[:2]


def filled(form) -> tuple[list[list[object]], dict[tuple[str, str], float]]:
    """Rows of one commune, and the value that each (indicator, detail) must have."""
    dimensions = [column for column in form.columns if column.role == "dimension"]
    rows, expected = [], {}
    for part, *labels in product(form.parts or [""], *(two_labels(column) for column in dimensions)):
        codes = {column.name: column.members[label] for column, label in zip(dimensions, labels, strict=True)}
        named, row = dict(zip((column.name for column in dimensions), labels, strict=True)), []
        for at, column in enumerate(form.columns):
            if column.role == "figure":
                indicator = column.indicator(form.parts.index(part) if part else 0)
                detail = column.detail.format(**codes)
                number = 1 if indicators()[indicator].kind == "flag" else 10 + at + len(rows)
                row.append(number if column.applies_to(detail) else "")
                if column.applies_to(detail):
                    expected[indicator, detail] = number * UNIT.get(indicators()[indicator].measure.lower(), 1)
            else:
                row.append(
                    {"number": "1", "unit": NAMES[form.valid_from >= date(2025, 7, 1)], "part": part}.get(
                        column.role, named.get(column.name, "")
                    )
                )
        rows.append(row)
    return rows, expected


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.form}-{form.valid_from.year}")
def test_every_column_of_a_form_is_read_as_its_own_indicator(form, folder, read):
    rows, expected = filled(form)
    measure = [[], ["", "Đơn vị tính: triệu đồng"]] if form.unit_of_measure else []
    write_xlsx(Book({form.sheet: [[form.title], *measure, *header(form), *rows]}), folder / "a.xlsx")
    year = max(2023, form.valid_from.year)
    year = year if form.holds_on(date(year, 12, 31)) else form.valid_to.year - 1
    intake = read(as_of=f"{year}-12-31", period=str(year))
    figures = intake.observations
    found = dict(zip(zip(figures.indicator, figures.detail, strict=True), figures.value, strict=True))
    assert intake.findings.empty
    assert found == pytest.approx(expected)
    assert set(figures.unit) == {"23476"}
