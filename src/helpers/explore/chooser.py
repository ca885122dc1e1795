"""Exploring: choosers in JupyterLab with the chart and tables of what is chosen."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import HTML

from helpers.explore import contents as catalogue_of
from helpers.explore import frames
from helpers.explore.new_page import KEPT, new_page
from helpers.explore.table import load_tables, table
from helpers.explore.topic import member, parts_of, words_of
from helpers.explore.views import chart
from helpers.report.cells import format_of
from helpers.report.markup import escape, slug
from helpers.report.page_types import matches, page_types
from helpers.vocabulary.catalogue import codelist, indicators
from helpers.vocabulary.edition import Audience, Edition
from helpers.vocabulary.errors import CommuneError, MissingIndicator
from helpers.vocabulary.language import translator
from helpers.vocabulary.place import Boundary
from helpers.vocabulary.project import Project


class Chooser:
    """Choosers for scope, period, indicator, detail and unit, with the table and chart of what is chosen.

    Empty scope and period are the defaults. `figures` holds the frame on the screen, `addresses` where the unit's
    figures were read.
    """

    def __init__(self, scope: str = "", period: str = "", lang: str = "vi", audience: str = Audience.PUBLIC) -> None:
        import ipywidgets as widgets

        self.project, self.lang, self.audience = Project.find(), lang, audience
        self.figures, self.addresses = pd.DataFrame(), pd.DataFrame()
        choose = partial(widgets.Dropdown, layout=widgets.Layout(width="max-content", min_width="16em"))
        chosen = scope or self.project.default_scope()
        t = translator(lang)
        self.scope = choose(options=self.project.scopes(), value=chosen, description=t("Scope"))
        self.period = choose(description=t("Period"))
        self.subject = choose(description=t("Subject"))
        self.indicator = choose(description=t("Indicator"))
        self.detail = choose(description=t("Detail"))
        self.unit = choose(description=t("Unit"))
        self.keep_button = widgets.Button(description=t("Keep this"), icon="save", layout={"width": "max-content"})
        self.keep_button.on_click(self._kept)
        self.told, self.screen = widgets.HTML(), widgets.Output()
        self.widgets = [self.scope, self.period, self.subject, self.indicator, self.detail, self.unit]
        rows = [widgets.HBox(self.widgets[:2]), widgets.HBox(self.widgets[2:5]), self.unit]
        self.box = widgets.VBox([*rows, widgets.HBox([self.keep_button, self.told]), self.screen])
        self._wanted = period
        self._fill()
        for widget in self.widgets:
            widget.observe(self._changed, names="value")

    def _ipython_display_(self) -> None:
        from IPython.display import display

        load_tables()
        display(self.box)
        self._show()
        self._enable()

    def _changed(self, change: Any) -> None:
        """What is on the screen goes before anything is read, and nothing can be chosen until the answer is there."""
        if self._busy:
            return
        self.screen.outputs, self.told.value = (), f"<em>{escape(translator(self.lang)('Reading …'))}</em>"
        for widget in (*self.widgets, self.keep_button):
            widget.disabled = True
        try:
            self._fill()
            self._show()
            self.told.value = ""
        except CommuneError as error:
            self.told.value = escape(error)
        finally:
            self._enable()

    def _enable(self) -> None:
        """What offers more than one choice can be chosen, and figures on the screen can be kept."""
        self.scope.disabled, self.keep_button.disabled = False, not self.screen.outputs or self.figures.empty
        for widget in self.widgets[1:]:
            widget.disabled = len(widget.options) < 2

    def _kept(self, button: Any) -> None:
        try:
            path = self.keep()
        except CommuneError as error:
            self.told.value = escape(error)
            return
        told = translator(self.lang)("Wrote notebooks/{name}: a page at the next run.", name=path.name)
        self.told.value = escape(told)

    def keep(self, id: str = "") -> Path:
        """Write what is on the screen, with its words in both languages, into a notebook that makes a page.

        id: of the page; the indicator's name, with the detail's, unless given. Raises UsageError if a notebook makes it
        already.
        """
        entry, detail = indicators()[self.indicator.value], self.detail.value or ""
        titles = {lang: words_of(entry, detail, lang) for lang in ("vi", "en")}
        plain = format_of(entry) in {"money", "flag"}
        read = [indicators()[id].label for id in parts_of(entry) or [entry.id]]
        words = {
            "SCOPE": self.scope.value,
            "PERIOD": self.period.value,
            "LANG": self.lang,
            "INDICATOR": entry.id,
            "DETAIL": detail,
            "UNIT": self.unit.value if self.unit.value != self._boundary().total.code else "",
            "FORMAT": "number" if plain else format_of(entry),
            "COLUMNS": '", "'.join([*parts_of(entry), entry.id]),
            "NEEDS": (parts_of(entry) or [entry.id])[0],
            **{f"READS_{lang.upper()}": "; ".join(label[lang] for label in read) for lang in titles},
        }
        return new_page(id or slug(f"{entry.id} {detail}".replace("_", " ")), self.project, titles, KEPT, words)

    def _fill(self) -> None:
        """Offer what the choices so far allow, and keep each choice that is still offered."""
        self._busy = True
        try:
            known = [str(p) for p in reversed(self.project.periods(self.scope.value))]
            _offer(self.period, known, self._wanted)
            there = catalogue_of.contents(
                self.scope.value, self.period.value, self.lang, self.project, audience=self.audience
            )
            ids = list(dict.fromkeys(there.index.get_level_values("indicator")))
            subjects = {id: self._subject(id) for id in ids}
            everything = [(translator(self.lang)("All subjects"), "")]
            several = [(name, name) for name in dict.fromkeys(subjects.values())]
            _offer(self.subject, everything + (several if len(several) > 1 else []), "")
            labels = {id: indicators()[id].label[self.lang] for id in ids}
            chosen = [id for id in ids if self.subject.value in ("", subjects[id])]
            _offer(self.indicator, [(labels[id], id) for id in chosen], "poverty_rate")
            _offer(self.detail, self._details(there), "")
            _offer(self.unit, self._units(), "")
        finally:
            self._busy = False

    def _subject(self, id: str) -> str:
        """What an indicator is about: the page of the whole that reads it before others, as its notebook declares."""
        named = (each for each in page_types(self.project).values() if each.each == "period" and "*" not in each.reads)
        about = next((each.short[self.lang] for each in named if matches(id, (*each.needs, *each.reads))), "")
        return about or translator(self.lang)("Other subjects")

    def _details(self, there: pd.DataFrame) -> list[tuple[str, str]]:
        if self.indicator.value is None:
            return []
        names = there.xs(self.indicator.value, level="indicator").index
        entry = indicators()[self.indicator.value]
        order = {code: place for place, code in enumerate(codelist(entry.details))} if entry.details else {}
        ranked = sorted(names, key=lambda name: [order.get(part, -1) for part in name.split("/")])
        return [(member(entry, name, self.lang) or "–", name) for name in ranked]

    def _boundary(self) -> Boundary:
        return Edition.of(self.scope.value, self.period.value, self.audience, self.project).boundary

    def _units(self) -> list[tuple[str, str]]:
        boundary = self._boundary()
        return [(u.words(self.lang), u.code) for u in (boundary.total, *boundary.units)]

    def _show(self) -> None:
        """All outputs in one message. `with self.screen` would have nbclient answer each of them while it waits for the cell's
        end, and now and then miss that end, so that papermill waited for ever."""
        from IPython.core.formatters import DisplayFormatter

        shown = [DisplayFormatter().format(part) for part in self._parts()]
        self.screen.outputs = tuple(
            {"output_type": "display_data", "data": data, "metadata": metadata} for data, metadata in shown
        )

    def _parts(self) -> list[Any]:
        words = {"scope": self.scope.value, "period": self.period.value, "detail": self.detail.value or ""}
        try:
            found = frames.figures(
                self.indicator.value, **words, lang=self.lang, audience=self.audience, project=self.project
            )
        except MissingIndicator as error:
            self.figures = self.addresses = pd.DataFrame()
            return [HTML(f"<p>{escape(error)}</p>")]
        self.figures = found
        read = catalogue_of.trace(
            self.unit.value, self.indicator.value, **words, lang=self.lang, audience=self.audience, project=self.project
        )
        boundary = self._boundary()  # another version may use the code for another unit, but not the total's
        self.addresses = read[(read["boundary"] == boundary.version) | (self.unit.value == boundary.total.code)]
        return [chart(found), table(found), table(self.addresses, self.unit.label)]


def _offer(widget: Any, options: list, preferred: str) -> None:
    """New options for a dropdown; what is chosen stays if it still is one, else the preferred or the first.

    Its words count as well as its value: a code that was reused is another unit.
    """
    pairs = [option if isinstance(option, tuple) else (option, option) for option in options]
    values = [value for _, value in pairs]
    same = (widget.label, widget.value) in pairs
    kept = widget.value if same else preferred if preferred in values else None
    widget.options = options
    widget.value = kept if kept is not None else (values[0] if values else None)


choose = Chooser  #: as notebooks call it
