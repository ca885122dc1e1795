"""The page that a notebook writes: begin it, then hand it blocks in the order of the argument."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.analysis.frames import named, shown
from helpers.protect.release import Release, release_of
from helpers.report.block import Block
from helpers.report.cards import Card, card_html
from helpers.report.cell_marks import Mark, mark_of
from helpers.report.cells import columns_of, of_ones_own
from helpers.report.claims import Claim, Ground
from helpers.report.claims.basis import ground_of
from helpers.report.closing import definitions_html, downloads_html, neighbours_html, provenance_html, quality_html
from helpers.report.figures import comparable, profile_codes, profiled, standing_of
from helpers.report.law import change_sentence
from helpers.report.lineage import Numbers, Teller
from helpers.report.markup import escape, slug
from helpers.report.origins import Register
from helpers.report.page_types import PageType, menu, page_types
from helpers.report.parameters import check_injected
from helpers.report.provenance import gather, undated
from helpers.report.spoken import spoken_html
from helpers.report.table import (
    Column,
    Row,
    Table,
    is_demonstration,
    marks_of,
    notes_html,
    rows_of,
    sheet_of,
    table_html,
    with_figures,
)
from helpers.report.wording import Reader, Said
from helpers.vocabulary.catalogue import detail_label, indicator, indicators
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import UsageError, unknown
from helpers.vocabulary.language import Translator, check_language, translator
from helpers.vocabulary.law import UnitKind, entries_of
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Boundary, Scope, Unit
from helpers.vocabulary.project import Project

if TYPE_CHECKING:
    from helpers.report.chart import Bars

#: Words over a table or picture: a claim, text, or text by language.
Caption = Said | str | Mapping[str, str]
MOST_CARDS = 4
MOST_LINKS = 200  # more links than this on each profile of a large scope would outweigh its figures


def begin(
    name: str,
    *,
    scope: str = "",
    period: str = "",
    lang: str = "vi",
    audience: str = Audience.PUBLIC,
    unit: str = "",
    title: str = "",
    project: Project | None = None,
) -> Page:
    """Check the parameters and start a page; empty scope and period stand for the project's defaults.

    name is the id of a page that a notebook declares; `unit` is a code of the period's boundary version, for a profile.
    Raises UsageError, with a suggestion, for anything unknown.
    """
    check_injected()
    check_language(lang)
    edition = Edition.of(scope, period, audience, project)
    types = page_types(edition.project)
    if name not in types:
        raise unknown("page", name, types)
    page = Page(types[name], edition, lang, _unit(types[name], edition, unit), title)
    _use_style()
    heading = f"{page.heading}: {page.place.words(lang)}, {page.period.words(lang)}"
    page.add("header", f"<h1>{escape(heading)}</h1>", page=page.facts())  # of a notebook; pages have the template's
    if changed := change_sentence(edition, page.counted, page.t):
        page.notice(changed)
    return page


def _use_style() -> None:
    """What an analyst draws has the style of the pages; matplotlib reads it when it is loaded, or is told now."""
    if "matplotlib" in sys.modules:
        from helpers.report.chart import use_style

        use_style()
    else:
        os.environ["MATPLOTLIBRC"] = str(Path(__file__).with_name("commune.mplstyle"))


def _unit(type: PageType, edition: Edition, code: str | int) -> Unit | None:
    scope, boundary = edition.scope, edition.boundary
    if isinstance(code, int):  # papermill -p makes a number of a code
        code = str(code).zfill(len(boundary.units[0].code))
    needed = type.each == "unit"
    if needed and not code:
        known = ", ".join(unit.code for unit in boundary.units)
        raise UsageError(
            'The page "{type}" needs the parameter unit. Units of {scope}: {known}.',
            type=type.id,
            scope=scope.id,
            known=known,
        )
    if not needed and code:
        raise UsageError('The page "{type}" takes no unit, but unit is "{code}".', type=type.id, code=code)
    return scope.unit(code, boundary.version) if code else None


@dataclass
class Page:
    """One HTML page in the making. Every method adds a block, shows it in Jupyter and returns it."""

    type: PageType
    edition: Edition
    lang: str
    unit: Unit | None = None
    title: str = ""
    blocks: list[Block] = field(default_factory=list, repr=False)
    tables: list[Table] = field(default_factory=list, repr=False)

    @property
    def scope(self) -> Scope:
        """The scope of the page's edition."""
        return self.edition.scope

    @property
    def period(self) -> Period:
        """The period of the page's edition."""
        return self.edition.period

    @property
    def boundary(self) -> Boundary:
        """The units in force at the end of the period."""
        return self.edition.boundary

    @property
    def t(self) -> Translator:
        """Turns English messages into the page's language."""
        return translator(self.lang)

    @cached_property
    def release(self) -> Release:
        """What the audience may see of the edition; `page.release.review()` is what became of the returns."""
        return release_of(self.edition)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """Accepted observations of every period up to this one, protected for the audience.

        The profile of a unit has those of the unit, of what was merged into it, of the whole and of places of
        comparison.
        """
        codes = profile_codes(self.scope, self.unit) if self.unit else None
        return self.release.observations(codes, self.type.reads)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Findings of the period's returns that the audience may know."""
        return self.release.findings()

    @cached_property
    def register(self) -> Register:
        """The observations laid out for looking up origins and marks."""
        return Register(shown(self.observations, self.edition), self.observations)

    @property
    def total(self) -> str:
        """Code of the whole scope in a frame by unit."""
        return self.boundary.total.code

    @property
    def units(self) -> list[str]:
        """Codes of the period's units, without the whole."""
        return [unit.code for unit in self.boundary.units if unit.code != self.total]

    @property
    def counted(self) -> list[str]:
        """The indicators of which the period's own returns hold figures for the page, withheld ones too."""
        rows = self.observations
        own = rows["scope"].eq(self.scope.id) & rows["period"].eq(str(self.period))
        return rows.loc[own, "indicator"].unique().tolist()

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures up to the period's end, for the units of its boundary version and the places of comparison.

        Those of older versions are restated for whole-unit merges (column `bridged`); nothing is guessed for splits.
        """
        return self.figures_by("")

    def figures_by(self, standard: str) -> pd.DataFrame:
        """The figures, with those of a bridge review by another standard in place of those by the day's own."""
        return comparable(self.observations, self.edition, standard)

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Where the page's unit stands by every rate: a row per figure of `analysis.profile.standing_by_unit`."""
        found = standing_of(self.edition, self.place.code).set_index("figure")
        return found.assign(boundary=self.boundary.version)

    @cached_property
    def ground(self) -> Ground:
        """The figures laid out for claims: what is withheld or missing, which units a total covers."""
        return ground_of(self.register, self.scope, self.boundary)

    @cached_property
    def reader(self) -> Reader:
        """Numbers, names and days in the page's language."""
        times = undated(self.edition, self.t)
        return Reader(self.lang, self.name_of, _kind_of_units(self.boundary), self.label_of, times)

    def times_of(self, days: pd.Series) -> pd.Series:
        """The days of a table's rows; in words where no source gives them."""
        return days.map(lambda day: self.reader.times.get(day.date(), day), na_action="ignore")

    def name_of(self, code: str) -> str:
        """Name of a unit, the whole or a place of comparison."""
        return self.scope.name(code, self.boundary.version, self.lang)

    def short_name_of(self, code: str) -> str:
        """Name of a unit without its kind ('Đăk Nên'), for the head of a column; that of other places whole."""
        unit = self.boundary.by_code.get(code)
        return self.name_of(code) if unit is None or unit.is_namesake or code == self.total else unit.short_name

    def label_of(self, indicator_id: str, detail: str) -> str:
        """Name of a member of an indicator's breakdown."""
        return detail_label(indicator(indicator_id).details, detail, self.lang, self.period.end)

    def by_unit(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with a row for every unit in official order, the whole last, named."""
        rows = named(frame, self.scope, self.boundary, self.lang)
        return rows.assign(as_of=rows["as_of"].ffill().bfill()) if "as_of" in rows else rows

    @property
    def place(self) -> Unit:
        """What the page is about: its unit, else the whole scope."""
        return self.unit or self.boundary.total

    @property
    def heading(self) -> str:
        """Name of the page, without geography and period."""
        return self.title or self.type.title[self.lang]

    def facts(self) -> dict[str, Any]:
        """What the template needs to know of the page."""
        known = menu(page_types(self.edition.project).values(), self.lang)
        return {
            "name": self.type.id,
            "file": self.edition.audience.named(self.type.file.format(unit=self.unit.code if self.unit else "")),
            "menu": [entry | {"file": self.edition.audience.named(entry["file"])} for entry in known],
            "heading": self.heading,
            "geography": self.place.words(self.lang),
            "within": self.boundary.total.words(self.lang) if self.unit else "",
            "period": self.period.text,
            "period_words": self.period.words(self.lang),
            "scope": self.scope.id,
            "lang": self.lang,
            "audience": self.edition.audience.value,
            "unit": self.unit.code if self.unit else "",
            "issued": self.scope.issued(self.t),
            "units": [[unit.code, unit.words(self.lang)] for unit in self._linked_units()],
        }

    def _linked_units(self) -> Sequence[Unit]:
        """Units whose profiles the page links to: all; from a profile among very many only its neighbours."""
        units = self._profiled
        if self.unit not in units or len(units) <= MOST_LINKS:
            return units
        place = units.index(self.unit)
        return units[max(place - 1, 0) : place + 2]

    @cached_property
    def _profiled(self) -> list[Unit]:
        return profiled(self.edition)

    def add(self, slot: str, html: str, **details: Any) -> Block:
        """Add a block and show it."""
        block = Block(slot, html, details)
        self.blocks.append(block)
        return block.show()

    def say(self, *said: Said | str) -> Block:
        """A paragraph of sentences, plain or each with its claims; those with nothing to say are left out."""
        numbers = self._numbers("s")
        _, html, claims = self.spoken(numbers, *said)
        return self.add("body", _paragraph(html, numbers), claims=claims, **numbers.details)

    def listed(self, said: Sequence[Said], most: int = 3) -> Block:
        """Sentences as a numbered list: the first `most` that have something to say."""
        numbers = self._numbers("o")
        told = list(islice((each for each in (self._read(one, numbers) for one in said) if each[0]), most))
        items = "".join(f"<li>{html}</li>" for _, html, _ in told)
        entries = [{"text": text, "claims": claims} for text, _, claims in told]
        shown = f'<ol data-b="{numbers.block}">{items}</ol>' if items else ""
        return self.add("body", shown, claims=entries, **numbers.details)

    def told(self, *said: Said) -> tuple[str, list[dict[str, Any]]]:
        """What is said, in the page's language, and each sentence with its claims for claims.json."""
        text, _, claims = self.spoken(self._numbers("s"), *said)
        return text, claims

    def spoken(self, numbers: Numbers, *said: Said | str) -> tuple[str, str, list[dict[str, Any]]]:
        """What is said as text and as HTML whose numbers open, and each sentence with its claims for claims.json."""
        read = [self._read(each, numbers) for each in said]
        known = [each for each in read if each[0]]
        entries = [{"text": text, "claims": claims} for text, _, claims in known]
        return " ".join(text for text, *_ in known), " ".join(html for _, html, _ in known), entries

    def _read(self, each: Said | str, numbers: Numbers) -> tuple[str, str, list[dict[str, Any]]]:
        if isinstance(each, str):
            return each, escape(each), []
        settled: list[Claim] = []

        def settle(claim: Claim) -> Claim:
            settled.append(self.ground.settle(claim))
            return settled[-1]

        text, claims = each.read(self.reader, settle)
        names = [self.reader.subject(claim.measure) for claim in settled]
        return text, spoken_html(text, settled, self.ground, numbers, names), claims

    def _numbers(self, letter: str) -> Numbers:
        """For the numbers of the next block."""
        return Numbers(
            self._id(letter), Teller(self.t, partial(self.scope.name_or_code, lang=self.lang), self.reader.day)
        )

    def headline(self, finding: Said | str) -> Block:
        """The finding as the page's heading, without a full stop; a page with nothing to say keeps its kind's name."""
        numbers = self._numbers("h")
        text, html, claims = self.spoken(numbers, finding)
        shown = f'<span data-b="{numbers.block}">{html.removesuffix(".")}</span>' if text else ""
        bare = [{**entry, "text": entry["text"].removesuffix(".")} for entry in claims]
        return self.add("headline", shown, text=text.removesuffix("."), claims=bare, **numbers.details)

    def notice(self, warning: Said | str) -> Block:
        """What the reader must know first: a revision, break, change of boundaries, missing units. '' adds nothing."""
        numbers = self._numbers("n")
        _, html, claims = self.spoken(numbers, warning)
        return self.add("notice", _paragraph(html, numbers), claims=claims, **numbers.details)

    def section(self, title: str | Mapping[str, str], level: int = 2) -> Block:
        """Start a section; level 3 starts a part of one. title: text, or by language ({"vi": …, "en": …})."""
        title = self.in_language(title)
        taken = {block.details.get("id") for block in self.blocks}
        name = f"{self.anchor}-{slug(title)}"
        further = (f"{name}-{number}" for number in count(2))
        id = next(each for each in chain([name], further) if each not in taken)
        return self.add("body", f'<h{level} id="{id}">{escape(title)}</h{level}>', id=id, title=title, level=level)

    def table(
        self,
        frame: Table | pd.DataFrame,
        caption: Caption = "",
        columns: Sequence[str | Column] | None = None,
        marks: Mapping[str, str | Mark] | None = None,
        note: str = "",
        *,
        folded: bool = False,
    ) -> Block:
        """A frame as a table: a row each, the whole last, headings from the catalogue, marks in some columns' cells.

        columns: those to show, all by default. marks: 'bar' or 'heat' by column, or a mark of `report.cell_marks`. A
        column of one's own is headed by its name, and the table says that its source is not known. folded: only the
        caption shows until it is opened, for what few readers look up.
        """
        text, claims = self.captioned(caption)
        table = frame if isinstance(frame, Table) else self._table_of(frame, columns, marks or {}, note)
        table = replace(table, caption=text) if text else table
        formats = [column.format for column in table.columns]
        if table.frame.empty or formats in ([], ["text"]):  # nothing but names is left
            return self.add("body", "")
        self.tables.append(table)
        rows, numbers = rows_of(table, self.t, self.register), self._numbers("t")
        html = table_html(table, self.t, rows, numbers)
        if folded:
            hidden = html.replace("<caption ", '<caption class="vh" ', 1)
            html = f'<details class="fold"><summary>{escape(text)}</summary>{hidden}</details>'
        sheet = sheet_of(table, self.t, rows)
        return self.add("body", html, claims=claims, sheet=sheet, **_said_of(rows), **numbers.details)

    def _table_of(
        self, frame: pd.DataFrame, columns: Sequence[str | Column] | None, marks: Mapping[str, str | Mark], note: str
    ) -> Table:
        drawn = {name: mark_of(given) for name, given in marks.items()}
        if columns is None and "name" not in frame and not isinstance(frame.index, pd.RangeIndex | pd.MultiIndex):
            frame, columns = self._with_row_names(frame)
        whole = Table(frame, "", columns_of(frame, columns, self.t), self.total, marks=drawn)
        table = with_figures(whole, self.t, self.register)
        own = of_ones_own(table.columns, self.t)
        unknown = self.t("Source of {columns}: not known.", columns=", ".join(own)) if own else ""
        return replace(table, note=" ".join(filter(None, (note, unknown))))

    def _with_row_names(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str | Column]]:
        """A frame of one's own with what its rows are called: units by name, figures as the catalogue has them."""
        told = frame.assign(name=[self._row_names.get(str(key), str(key)) for key in frame.index])
        heading = "" if set(frame.index) <= set(self.boundary.by_code) else str(frame.index.name or "")
        return told, [Column("name", heading) if heading else "name", *columns_of(frame, None, self.t)]

    @cached_property
    def _row_names(self) -> dict[str, str]:
        """What rows are called whose index holds figures of the catalogue or units."""
        labels = {id: entry.label[self.lang] for id, entry in indicators().items()}
        return labels | {code: self.name_of(code) for code in self.boundary.by_code}

    def captioned(self, caption: Caption) -> tuple[str, list[dict[str, Any]]]:
        """The words of a caption, and its claims if it makes any."""
        return self.told(caption) if isinstance(caption, Said) else (self.in_language(caption), [])

    def in_language(self, words: str | Mapping[str, str]) -> str:
        """Words of one's own: text for all languages, or by language ({"vi": …, "en": …})."""
        return words if isinstance(words, str) else words[self.lang]

    def chart(self, chart: Bars) -> Block:
        """A chart with its headline, alternative text and the plotted data in a disclosure."""
        from helpers.report.chart import chart_html  # here: most pages draw nothing

        chart = replace(chart, frame=with_figures(chart.table, self.t, self.register).frame)
        rows, numbers = rows_of(chart.table, self.t, self.register), self._numbers("c")
        html = chart_html(chart, self.t, rows, numbers) if rows else ""
        return self.add("body", html, **_said_of(rows), **numbers.details)

    def map(self, frame: pd.DataFrame, column: str, caption: Caption) -> Block:
        """The units of a frame where they lie, darker for a larger share; nothing under five units or unplaced."""
        from helpers.report.map import map_svg, shapes_of

        text, claims = self.captioned(caption)
        own = frame[frame.index.isin(self.units)]
        named = own.assign(name=[self.short_name_of(code) for code in own.index])
        rows = rows_of(Table(named, text, [Column("name"), Column(column, "", "share", 1)]), self.t, self.register)
        words = "; ".join([text, *(" ".join(cell.text or "…" for cell in row.cells) for row in rows)])
        svg = map_svg({str(row.key): row for row in rows}, self.boundary, shapes_of(self.edition), words)
        html = f"<figure>{svg}<figcaption>{escape(text)}</figcaption>{notes_html(rows, self.t)}</figure>"
        return self.add("body", html if svg else "", claims=claims)

    def figure(self, drawn: Any, caption: Caption, alt: str = "", source: str = "", data: Table | None = None) -> Block:
        """Any matplotlib or seaborn figure (a Figure, Axes or grid) with its caption, source and alternative text.

        caption: a claim, or words. alt: what the picture shows; the caption by default. source: where the figures are
        from; without one the page says that it is not known. data: what is drawn, for a disclosure: its numbers open,
        which says where they are from, and it is told what is withheld or made up.
        """
        from helpers.report.chart import data_html, figure_html

        text, claims = self.captioned(caption)
        if data is None:
            below, details = f'<p class="note">{escape(source or self.t("Source: not known."))}</p>', {}
        else:
            rows, numbers = rows_of(data, self.t, self.register), self._numbers("c")
            below = notes_html(rows, self.t, source) + data_html(data, self.t, rows, numbers)
            details = {**_said_of(rows), **numbers.details}
        html = figure_html(drawn, text, alt or text, below, self._id("f"))
        return self.add("body", html, claims=claims, **details)

    def show(self, thing: Any, caption: Caption = "", source: str = "") -> Block:
        """Any object that shows itself as HTML (great_tables, a Styler), with its caption and source; its styles are lost."""
        from helpers.report.chart import shown_html

        text, claims = self.captioned(caption)
        return self.add(
            "body", shown_html(thing, text, source or self.t("Source: not known."), self._row_names), claims=claims
        )

    def cards(self, cards: Sequence[Card]) -> Block:
        """Large figures at the top, each a claim with its count, base and change: the first four that are known."""
        numbers = self._numbers("k")
        told = [(card, self.spoken(numbers, card.value), self.spoken(numbers, card.about)) for card in cards]
        known = [(self.in_language(card.label), value, about) for card, value, about in told if value[0]][:MOST_CARDS]
        html = "".join(card_html(label, value[1], about[1]) for label, value, about in known)
        entries = [entry for _, value, about in known for entry in (*value[2], *about[2])]
        texts = [[label, value[0], about[0]] for label, value, about in known]
        shown = f'<div class="cards" data-b="{numbers.block}">{html}</div>' if html else ""
        return self.add("cards", shown, claims=entries, cards=texts, **numbers.details)

    def _id(self, letter: str) -> str:
        return f"{self.anchor}-{letter}{len(self.blocks) + 1}"

    @property
    def anchor(self) -> str:
        """What ids of the page begin with; no other page's do: pages can stand together in one file."""
        return self.type.id + (self.unit.code if self.unit else "")

    def downloads(self) -> Block:
        """Links to the period's data, beside the page."""
        return self.add("downloads", downloads_html(self.edition, self.t, "../../" if self.unit else "../"))

    def definitions(self, ids: Sequence[str]) -> Block:
        """What each indicator is and where its definition comes from; those without any figure so far are left out."""
        given = set(self.observations["indicator"])
        chosen = [indicator(id) for id in ids]
        shown = [e for e in chosen if {e.id, f"{e.id}_printed"} & given or (e.parts and e.parts <= given)]
        return self.add("definitions", definitions_html(shown or chosen, self.period.end, self.t))

    def neighbours(self) -> Block:
        """Links from a unit's profile to the profiles before and after it, in official order."""
        units = self._profiled
        place = units.index(self.unit) if self.unit in units else len(units)
        beside = [units[n] if 0 <= n < len(units) and place < len(units) else None for n in (place - 1, place + 1)]
        files = [(self.edition.audience.named(f"{each.code}.html"), each.words(self.lang)) if each else None for each in beside]  # fmt: skip
        return self.add("body", neighbours_html(files, self.t))

    def method(self, sentences: Sequence[Said | str]) -> Block:
        """How the figures were made, a paragraph each."""
        told = [each if isinstance(each, str) else self.told(each)[0] for each in sentences]
        kept = [sentence for sentence in dict.fromkeys(told) if sentence]
        entries = [{"text": sentence, "claims": []} for sentence in kept]
        return self.add("method", "".join(f"<p>{escape(sentence)}</p>" for sentence in kept), claims=entries)

    def provenance(self) -> Block:
        """Findings of the period; which files and code the page was made from, with checks."""
        page = ("../" if self.unit else "") + self.edition.audience.named("quality.html")
        self.add("quality", quality_html(self.findings, self.t, page))
        return self.add("provenance", provenance_html(gather(self.edition, self.findings), self.t))


def _paragraph(html: str, numbers: Numbers) -> str:
    return f'<p data-b="{numbers.block}">{html}</p>' if html else ""


def _kind_of_units(boundary: Boundary) -> str:
    """What units are called in English where all are of one kind, else 'unit'."""
    kinds = {unit.kind for unit in boundary.units}
    named = [kind.words["en"] for kind in entries_of(UnitKind) if kinds == {kind.words["vi"]}]
    return named[0] if named else "unit"


def _said_of(rows: Sequence[Row]) -> dict[str, Any]:
    """What the page must say first: marks of its figures, and whether they are illustrative."""
    return {"marks": sorted(marks_of(rows)), "demonstration": is_demonstration(rows)}
