"""Exploring on the screen: sortable tables, charts, files, and choosers for what `explore` finds."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.report import explore
from helpers.report.charts.bars import contributions, ranked_bars
from helpers.report.charts.base import Chart, chart_html
from helpers.report.table import written
from helpers.vocabulary.catalogue import codelist, indicators
from helpers.vocabulary.errors import MissingIndicator, UsageError
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.language import format_date, translator
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a text that starts so


class Html:
    """A piece of HTML that Jupyter shows."""

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html


def table(frame: pd.DataFrame, caption: str = "") -> Html:
    """The frame as a table to sort, search and page through, without network; shares are written in percent."""
    import itables

    _load_tables()
    shown = _readable(frame)
    html = itables.to_html_datatable(
        shown, caption=caption or _caption(frame), connected=False, allow_html=False, display_logo_when_loading=False, scrollX=True, lengthMenu=[10, 25, 100],
        showIndex=False, column_filters=False, classes="display compact", order=[], maxBytes=0, layout={"top1": None},
    )  # fmt: skip
    return Html(html)


def _load_tables() -> None:
    """Put the table library into the notebook once; it is part of the package, nothing is fetched."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is not None and not shell.user_ns.get("_commune_tables"):
        import itables

        itables.init_notebook_mode(all_interactive=False, connected=False)
        shell.user_ns["_commune_tables"] = True


def _caption(frame: pd.DataFrame) -> str:
    if "commune" not in frame.attrs:
        return ""
    topic = explore.topic(frame)
    return f"{topic.label}, {format_date(topic.as_of.date(), topic.lang)}"


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame for reading: index as columns, whole numbers without decimals, shares in percent, headings in words."""
    lang = explore.topic(frame).lang if "commune" in frame.attrs else "en"
    known, shown = indicators(), frame.reset_index()
    shown.attrs = {}
    for name in shown.columns:
        if name in known and known[name].measure == "share":
            shown[name] = (shown[name] * 100).round(2)
        elif pd.api.types.is_float_dtype(shown[name]) and (shown[name].dropna() % 1 == 0).all():
            shown[name] = shown[name].astype("Int64")
        elif pd.api.types.is_datetime64_any_dtype(shown[name]):
            shown[name] = shown[name].dt.strftime("%Y-%m-%d")
    return shown.rename(columns={name: _heading(name, lang) for name in shown.columns})


def _heading(name: str, lang: str) -> str:
    entry = indicators().get(name)
    if entry is None:
        return name
    return f"{entry.label[lang]} (%)" if entry.measure == "share" else entry.label[lang]


def chart(frame: pd.DataFrame) -> Html:
    """Bars of a frame from `figures`, ranked, or of the changes in a frame from `compare`; the total last."""
    topic = explore.topic(frame)
    drawn = _changes(frame, topic) if topic.value.startswith("change") else _ranked(frame, topic)
    return Html(chart_html(drawn, translator(topic.lang), "explore"))


def _ranked(frame: pd.DataFrame, topic: explore.Topic) -> Chart:
    parts = explore.parts_of(topic.indicator)
    simple = len(parts) == 2
    return ranked_bars(
        frame,
        topic.value,
        title=_headline(frame, topic),
        subtitle=_subtitle(topic),
        format="number" if topic.format in {"money", "flag"} else topic.format,
        decimals=0 if topic.format in {"money", "flag"} else None,
        count=parts[0] if simple else "",
        base=parts[1] if simple else "",
        total=topic.boundary.total.code,
    )


def _changes(frame: pd.DataFrame, topic: explore.Topic) -> Chart:
    return contributions(
        frame,
        topic.value,
        title=topic.label,
        subtitle=_subtitle(topic),
        format=topic.format,
        total=topic.boundary.total.code,
    )


def _headline(frame: pd.DataFrame, topic: explore.Topic) -> str:
    """The place with the highest figure, where one stands out; else only what is shown."""
    t = translator(topic.lang)
    ranked = frame.drop(topic.boundary.total.code, errors="ignore").dropna(subset=[topic.value])
    ranked = ranked.sort_values(topic.value, ascending=False)
    if len(ranked) < 2 or ranked[topic.value].iloc[0] == ranked[topic.value].iloc[1]:
        return topic.label
    format = "count" if topic.format in {"money", "flag"} else topic.format
    value = written(ranked[topic.value].iloc[0], format, t)
    return t("{label}: highest in {name}, {value}", label=topic.label, name=ranked["name"].iloc[0], value=value)


def _subtitle(topic: explore.Topic) -> str:
    place, day = topic.boundary.total.words(topic.lang), format_date(topic.as_of.date(), topic.lang)
    return f"{topic.label}; {place}, {day}"


def export(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a frame as .csv (UTF-8) or .xlsx, whole or not at all; text is never a formula. Returns the path.

    Raises UsageError for another ending.
    """
    path, flat = Path(path), frame.reset_index() if frame.index.name else frame
    if path.suffix.lower() == ".csv":
        write_atomic(path, _csv(flat))
    elif path.suffix.lower() == ".xlsx":
        write_atomic(path, _xlsx(flat))
    else:
        raise UsageError(f'"{path.name}" ends neither in .csv nor in .xlsx.')
    return path


def _plain(value: Any) -> Any:
    """A cell without type surprises: missing is blank, dates are ISO text, text cannot be a formula."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) and value != "-" else value


def _csv(frame: pd.DataFrame) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_plain(value) for value in row] for row in frame.itertuples(index=False))
    return "\ufeff" + buffer.getvalue()  # the mark tells Excel that the file is UTF-8


def _xlsx(frame: pd.DataFrame) -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(map(str, frame.columns)), book.add_format({"bold": True}))
    for number, row in enumerate(frame.itertuples(index=False), start=1):
        sheet.write_row(number, 0, [_plain(value) for value in row])
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return buffer.getvalue()


class Chooser:
    """Choosers for scope, period, indicator, detail and unit, with the table and chart of what is chosen.

    `figures` holds the frame on the screen, `addresses` where the chosen unit's figures were read.
    """

    def __init__(self, scope: str = "", period: str = "", lang: str = "vi", audience: str = "public") -> None:
        import ipywidgets as widgets

        self.project, self.lang, self.audience = Project.find(), lang, audience
        self.figures, self.addresses = pd.DataFrame(), pd.DataFrame()
        choose = partial(widgets.Dropdown, layout=widgets.Layout(width="max-content", min_width="16em"))
        chosen = scope or self.project.default_scope()
        t = translator(lang)
        self.scope = choose(options=self.project.scopes(), value=chosen, description=t("Scope"))
        self.period = choose(description=t("Period"))
        self.indicator = choose(description=t("Indicator"))
        self.detail = choose(description=t("Detail"))
        self.unit = choose(description=t("Unit"))
        self.screen = widgets.Output()
        rows = [widgets.HBox([self.scope, self.period]), widgets.HBox([self.indicator, self.detail]), self.unit]
        self.box = widgets.VBox([*rows, self.screen])
        self._wanted = period
        self._fill()
        for widget in (self.scope, self.period, self.indicator, self.detail, self.unit):
            widget.observe(self._changed, names="value")

    def _ipython_display_(self) -> None:
        from IPython.display import display

        _load_tables()
        display(self.box)
        self._show()

    def _changed(self, change: Any) -> None:
        if not self._busy:
            self._fill()
            self._show()

    def _fill(self) -> None:
        """Offer what the choices so far allow, and keep each choice that is still offered."""
        self._busy = True
        try:
            known = [str(p) for p in reversed(self.project.periods(self.scope.value))]
            _offer(self.period, known, self._wanted)
            there = explore.contents(self.scope.value, self.period.value, self.lang, self.project)
            ids = list(dict.fromkeys(there.index.get_level_values("indicator")))
            labels = {id: indicators()[id].label[self.lang] for id in ids}
            _offer(self.indicator, [(labels[id], id) for id in ids], "poverty_rate")
            _offer(self.detail, self._details(there), "")
            _offer(self.unit, self._units(), "")
        finally:
            self._busy = False

    def _details(self, there: pd.DataFrame) -> list[tuple[str, str]]:
        if self.indicator.value is None:
            return []
        names = there.xs(self.indicator.value, level="indicator").index
        entry = indicators()[self.indicator.value]
        order = {code: place for place, code in enumerate(codelist(entry.details))} if entry.details else {}
        ranked = sorted(names, key=lambda name: [order.get(part, -1) for part in name.split("/")])
        return [(explore.member(entry, name, self.lang) or "–", name) for name in ranked]

    def _units(self) -> list[tuple[str, str]]:
        place = load_scope(self.scope.value, self.project)
        boundary = place.boundary_at(explore.Period.parse(self.period.value).end)
        return [(u.words(self.lang), u.code) for u in (boundary.total, *boundary.units)]

    def _show(self) -> None:
        from IPython.display import display

        self.screen.clear_output(wait=True)
        with self.screen:
            for part in self._parts():
                display(part)

    def _parts(self) -> list[Any]:
        words = {"scope": self.scope.value, "period": self.period.value, "detail": self.detail.value or ""}
        try:
            found = explore.figures(
                self.indicator.value, **words, lang=self.lang, audience=self.audience, project=self.project
            )
        except MissingIndicator as error:
            return [Html(f"<p>{error}</p>")]
        self.figures = found
        self.addresses = explore.trace(self.unit.value, self.indicator.value, **words, project=self.project)
        return [chart(found), table(found), table(self.addresses, self.unit.label)]


def _offer(widget: Any, options: list, preferred: str) -> None:
    """New options for a dropdown; the value stays if it still is one, else the preferred or the first."""
    values = [option[1] if isinstance(option, tuple) else option for option in options]
    kept = widget.value if widget.value in values else preferred if preferred in values else None
    widget.options = options
    widget.value = kept if kept is not None else (values[0] if values else None)
    widget.disabled = len(values) < 2


def choose(scope: str = "", period: str = "", lang: str = "vi", audience: str = "public") -> Chooser:
    """Choosers with the table, chart and addresses of what is chosen; empty scope and period are the defaults."""
    return Chooser(scope, period, lang, audience)
