"""How the forms of two days differ: what a change of law means for those who fill them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from helpers.intake.layouts.layout import Layout, layouts
from helpers.intake.layouts.versions import capital_lines, label_on


@dataclass(frozen=True)
class FormChange:
    """A form that differs: what the later one asks for and the earlier one does not, and the other way round."""

    form: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def form_changes(before: date, day: date) -> list[FormChange]:
    """The forms that differ between two days in title, columns or lines, in their order."""
    asked = [entry for entry in layouts() if entry.asked != "never"]
    was, now = ({each.form: _contents(each.here(), on) for each in asked if each.holds_on(on)} for on in (before, day))
    order = {entry.form: entry.order for entry in layouts()}
    found = []
    for form in sorted({*was, *now}, key=lambda name: order[name]):
        earlier, later = was.get(form, ()), now.get(form, ())
        added = tuple(text for text in later if text not in earlier)
        removed = tuple(text for text in earlier if text not in later)
        if added or removed:
            found.append(FormChange(form, added, removed))
    return found


def _contents(layout: Layout, day: date) -> tuple[str, ...]:
    headings = [" > ".join(column.heading) for column in layout.columns]
    lines = capital_lines(day) if layout.lines == "capital" else []
    names = {column.name: column.members_of for column in layout.columns if column.role == "dimension"}
    told = [" / ".join(label_on(names[name], code, day) for name, code in line.items()) for line in lines]
    return (layout.title, *headings, *told)
