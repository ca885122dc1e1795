"""A lesson to look at: the sheet with each cell coloured by what it was taken for, and a line for each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table as Terminal

from helpers.intake.discretion import Discretion
from helpers.intake.formats.grid import Grid, letters, text
from helpers.intake.layouts.layout import Layout
from helpers.intake.learning.lesson import Lesson, Suggestion
from helpers.intake.naming import shown_meanings
from helpers.intake.privacy import names_persons
from helpers.intake.proof import CONSISTENT, NAMED, PROVED
from helpers.report.markup import escape, shorten
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.language import Translator, format_date

ROWS, COLUMNS = 14, 9  # of the sheet, in the terminal
PAGE_ROWS = 200
HIDDEN = "…"  # stands for a text that may name a person
#: What a cell was taken for: its style in the terminal, and its colours on the page.
KINDS = {
    "title": ("italic", "#eef3f8", "#12436d"), "header": ("bold cyan", "#d5e4f2", "#0b2e4a"), "index": ("cyan", "#e6eff7", "#0b2e4a"),
    "unit": ("green", "#dff3ef", "#10493f"), "total": ("bold green", "#c7e9e2", "#10493f"), "figure": ("", "#ffffff", "#111111"),
    "open": ("red", "#fbe3d6", "#7a2f06"), "shown": ("green", "#dff3ef", "#10493f"), "note": ("dim", "#f4f4f4", "#555555"),
}  # fmt: skip


def kind(found: Lesson, row: int, column: int) -> str:
    """What a cell was taken for: a key of KINDS."""
    table = found.outline.table
    if row < table.header.start:
        return "title"
    if row in table.header:
        return "header"
    if row in table.index_rows:
        return "index"
    entries = {entry.row: entry for entry in found.outline.rows.data}
    if row not in entries and row not in found.outline.figure_rows:
        return "note"
    each = next((each for each in found.suggestions if each.at == column), None)
    if each is None or each.column.role == "note":
        return "note"
    if each.is_figure:
        return "open" if not each.is_sure else "figure"
    return "total" if row in entries and entries[row].match.kind == "total" else "unit"


def discreet(found: Lesson, discretion: Discretion) -> Lesson:
    """The lesson with the cell in place of every heading that is not made of known words."""
    grid, row = found.outline.grid, found.outline.table.header.start
    shown = [
        each
        if all(map(discretion.tells_heading, each.heading))
        else replace(each, heading=(grid.address(row, each.at),))
        for each in found.suggestions
    ]
    return replace(found, suggestions=tuple(shown))


def _state(each: Suggestion, t: Translator) -> str:
    """The grade of a proposal, and how its name was known."""
    words = {
        PROVED: t("proved by its figures"), CONSISTENT: t("its figures agree"), NAMED: t("by its name only"),
    }  # fmt: skip
    if each.broken:
        return t("its figures contradict the name")
    how = {"exact": t("exact name"), "chosen": t("chosen"), "by arithmetic": t("by arithmetic")}.get(each.how, "")
    return ", ".join(part for part in (words.get(each.state, t("unknown")), how) if part)


def _meaning(each: Suggestion, t: Translator) -> str:
    """What a column is proposed to be, in words and as commands write it."""
    roles = {
        "unit": t("units"), "number": t("row numbers"), "code": t("codes of units"), "as_of": t("year or day of each row"),
        "part": t("kind of sub-row"), "dimension": t("a breakdown"), "note": t("not read"), "level": t("level of units"),
    }  # fmt: skip
    if not each.is_figure:
        return roles.get(each.column.role, each.column.role)
    if not each.column.indicators:
        return "?"
    names = [indicators()[id].label[t.lang] for id in each.column.indicators if id]
    [said] = shown_meanings([(each.column.indicators, each.column.detail)])
    return f"{' / '.join(names)} [{said}]"


def _arithmetic(each: Suggestion, t: Translator) -> str:
    return (
        t("{relation} in {fits} of {rows} rows", relation=each.relation, fits=each.fits, rows=each.rows)
        if each.relation
        else ""
    )


def summary(found: Lesson, t: Translator) -> list[str]:
    """Sheet, day, units of measure, nearest form: what holds for the table as a whole."""
    made, form = found.outline, found.naming.form
    units = {entry.match.code for entry in made.rows.data if entry.match.kind == "unit"}
    words: dict[str, Any] = {"sheet": made.grid.sheet or "1", "units": len(units)}
    lines = [
        t("Sheet {sheet}: {units} units; each row says its own year or day.", **words)
        if made.columns("as_of")
        else t("Sheet {sheet}: {units} units, figures of {day}.", **words, day=format_date(found.day, t.lang))
    ]
    if made.grid.transposed_from is not None:
        lines.append(t("Its units stand side by side: rows and columns are read exchanged."))
    if made.table.unit_of_measure:
        lines.append(t("Unit of money: {unit}.", unit=made.table.unit_of_measure))
    if form:
        differ = ", ".join(f"C{at + 1}" for at in found.naming.more)
        lacks = "; ".join(" > ".join(column.heading) for column in found.naming.lacking[:4])
        lines.append(t("Like {title} [{form}].", title=shorten(form.title or form.form, 70), form=form.form))
        lines += [t("Columns {columns} differ from it.", columns=differ)] if differ else []
        lines += [t("It lacks: {columns}.", columns=lacks)] if lacks else []
    return lines


def lines(found: Lesson, t: Translator) -> list[str]:
    """The sheet and the proposals for the terminal."""
    out = StringIO()
    console = Console(file=out, force_terminal=Console().is_terminal, width=max(100, Console().width))
    console.print(_grid(found))
    for line in summary(found, t):
        console.print(line, markup=False, highlight=False)
    console.print(_proposals(found, t))
    return out.getvalue().rstrip("\n").split("\n")


def _grid(found: Lesson) -> Terminal:
    grid = found.outline.grid
    shown = range(min(grid.width, COLUMNS))
    table = Terminal(box=None, pad_edge=False, show_edge=False)
    table.add_column("", style="dim", justify="right", min_width=3)
    for at in shown:
        table.add_column(f"C{at + 1} {grid.line(at)}", max_width=16, no_wrap=True, overflow="ellipsis")
    for row, cells in enumerate(grid.rows[:ROWS]):
        styled = [
            f"[{style}]{_plain(cells[at])}[/]" if (style := KINDS[kind(found, row, at)][0]) else _plain(cells[at])
            for at in shown
        ]
        table.add_row(_line(grid, row), *styled)
    return table


def _line(grid: Grid, row: int) -> str:
    """What a row is called in the file: its number, or the letters of the column that it was."""
    start = grid.transposed_from
    return str(row + 1) if start is None or row < start else letters(row - start)


def _plain(cell: object) -> str:
    said = text(cell)
    return shorten(HIDDEN if names_persons(said) else said, 40).replace("[", "\\[")


def _proposals(found: Lesson, t: Translator) -> Terminal:
    table = Terminal(box=None, pad_edge=False)
    for heading in ("", t("Heading"), t("Proposed"), t("What speaks for it"), t("Arithmetic")):
        table.add_column(heading, overflow="fold")
    for each in found.suggestions:
        cells = (
            each.label,
            shorten(" > ".join(each.heading), 60),
            _meaning(each, t),
            _state(each, t) if each.is_figure else "",
            _arithmetic(each, t),
        )
        table.add_row(*(cell.replace("[", "\\[") for cell in cells), style=KINDS[_standing(each)][0])
    return table


def options(each: Suggestion) -> list[str]:
    """What may be said of an open column, as commands write it; the likeliest first."""
    proposed = [(each.column.indicators, each.column.detail)] if each.column.indicators else []
    said = [f"--set {each.label}={meaning}" for meaning in shown_meanings([*proposed, *each.rivals[:3]])]
    if any(id and indicators()[id].measure == "share" for id in each.column.indicators):
        said = [f"{one}:{scale}" for one in said for scale in each.scales]
    name = shorten(" ".join(each.heading), 120).replace('"', "'").replace("|", "/")
    return [*said[:4], f'--new {each.label}="{name or each.label}"', f"--set {each.label}=ignore"]


def asked(each: Suggestion, t: Translator) -> list[str]:
    """An open column with what may be said of it, a line each."""
    heading = shorten(" > ".join(each.heading), 60)
    return [t("{label} “{heading}”:", label=each.label, heading=heading), *(f"    {one}" for one in options(each))]


def columns(form: Layout) -> list[str]:
    """The columns of a layout, one a line."""
    shown = [f"{form.form}: {form.title or '–'}"]
    for at, column in enumerate(form.columns, start=1):
        what = column.role if column.role != "figure" else next(shown_meanings([(column.indicators, column.detail)]))
        shown.append(f"  C{at} {' > '.join(column.heading)}: {what}")
    return shown


def fragment(found: Lesson, t: Translator) -> str:
    """The sheet and the proposals as HTML, which is kept: a text that may not be told is its cell's address."""
    grid, tells = found.outline.grid, Discretion(found.scope).tells_heading

    def shown(row: int, at: int, cell: object) -> str:
        said = text(cell)
        return said if tells(said) else grid.address(row, at)

    heads = "".join(f"<th scope=col>C{at + 1}<br>{escape(grid.line(at))}</th>" for at in range(grid.width))
    rows = []
    for row, cells in enumerate(grid.rows[:PAGE_ROWS]):
        inside = "".join(
            f'<td class="{kind(found, row, at)}">{escape(shown(row, at, cell))}</td>' for at, cell in enumerate(cells)
        )
        rows.append(f"<tr><th scope=row>{_line(grid, row)}</th>{inside}</tr>")
    style = "".join(f".lesson .{name}{{background:{back};color:{ink}}}" for name, (_, back, ink) in KINDS.items())
    proposed = "".join(_row(each, t) for each in found.suggestions)
    headings = "".join(
        f"<th scope=col>{escape(word)}</th>"
        for word in ("", t("Heading"), t("Proposed"), t("What speaks for it"), t("Arithmetic"))
    )
    return (
        f"<style>{_STYLE}{style}</style><div class=lesson>{listed(summary(found, t))}<p>{_legend(t)}</p>"
        f"<div class=scroll tabindex=0><table><thead><tr><th></th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        f"<div class=scroll tabindex=0><table><thead><tr>{headings}</tr></thead><tbody>{proposed}</tbody></table></div></div>"
    )


_STYLE = """
.lesson{font:15px/1.4 sans-serif}.lesson table{border-collapse:collapse;font-size:14px}
.lesson td,.lesson th{border:1px solid #bbb;padding:3px 7px;text-align:left;vertical-align:top}
.lesson td:is(.figure,.open):not(.said){text-align:right;font-variant-numeric:tabular-nums}.lesson .scroll{overflow:auto;max-height:70vh;margin:0 0 1.2em}
"""


def _standing(each: Suggestion) -> str:
    """How sure a proposal is, as a key of KINDS."""
    if not each.is_figure:
        return "note"
    return "open" if not each.is_sure else "shown" if each.state in (PROVED, CONSISTENT) else "figure"


def _row(each: Suggestion, t: Translator) -> str:
    state = _state(each, t) if each.is_figure else ""
    cells = (" > ".join(each.heading), _meaning(each, t), state, _arithmetic(each, t))
    look = f'<td class="said {_standing(each)}">'
    said = "".join(f"{look}{escape(cell)}</td>" for cell in cells)
    return f"<tr><th scope=row>{each.label} ({escape(each.line)})</th>{said}</tr>"


def _legend(t: Translator) -> str:
    names = {
        "title": t("title"), "header": t("heading"), "unit": t("unit"), "total": t("total"), "figure": t("figure"),
        "open": t("to be decided"), "shown": t("its figures agree"), "note": t("not read"),
    }  # fmt: skip
    return " ".join(f'<span class="{name}">&nbsp;{escape(word)}&nbsp;</span>' for name, word in names.items())


def listed(said: Sequence[str]) -> str:
    """Lines as a list."""
    return f"<ul>{''.join(f'<li>{escape(line.strip())}</li>' for line in said)}</ul>" if said else ""


def page(inside: str, title: str, t: Translator) -> str:
    """The whole page, INTERNAL, of a learning as HTML."""
    head = escape(f"{t('INTERNAL')}: {title}")
    return (
        f'<!doctype html><html lang="{t.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{head}</title><style>body{{margin:2em;font:15px/1.4 sans-serif}}</style></head>"
        f"<body><main><h1>{head}</h1>{inside}</main></body></html>"
    )
