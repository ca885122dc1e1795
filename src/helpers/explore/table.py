"""Exploring: a frame as a table to sort, search and page through in JupyterLab, without network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from IPython.display import HTML

from helpers.analysis.bridge import EXACT, MERGED, NOT_COMPARABLE
from helpers.explore.topic import check_shares, flat, words_of
from helpers.report.markup import escape
from helpers.vocabulary.catalogue import Indicator, indicators
from helpers.vocabulary.language import format_date, translator
from helpers.vocabulary.law import Level, entries_of
from helpers.vocabulary.observation import SOURCE_KINDS
from helpers.vocabulary.state import State

#: Headings of columns that are no indicators; what is not here keeps its name.
HEADINGS = {
    "scope": "Scope", "title": "Name", "level": "Level", "periods": "Periods", "boundaries": "Boundary versions",
    "period": "Period", "ends": "Last day", "boundary": "Boundary version", "figures": "Figures", "errors": "Errors",
    "warnings": "Warnings", "notes": "Notes", "unit": "Code", "name": "Name", "kind": "Kind", "lat": "Latitude",
    "lon": "Longitude", "area_km2": "Area (km²)", "merged_from": "Merged from", "indicator": "Indicator",
    "detail": "Detail", "label": "In words", "first": "First day", "last": "Last day", "units": "Places", "value": "Value",
    "qualifier": "Qualifier", "status": "Status", "confidentiality": "Confidentiality", "workbook": "File", "workbook_before": "File before",
    "sheet": "Sheet", "cell": "Cell", "printed": "As printed", "coverage": "Units covered", "as_of": "Day",
    "before": "Before", "after": "After", "change": "Change", "comparability": "Comparability",
    "is_total": "Total row", "state": "State",
}  # fmt: skip
#: Columns of code words that are written out, a word that is not here as it stands.
VALUES = {
    "comparability": {EXACT: "exact", MERGED: "merged from whole units", NOT_COMPARABLE: "not comparable"},
    "kind": {kind: kind for kind in SOURCE_KINDS},
    "is_total": {True: "yes", False: ""},
    "state": {
        State.KNOWN: "known",
        State.WITHHELD: "confidential",
        State.MISSING: "not reported",
        State.NOT_APPLICABLE: "not applicable",
    },
}
CONTROLS = {
    "search": "Search:",
    "lengthMenu": "_MENU_ rows",
    "info": "Rows _START_ to _END_ of _TOTAL_",
    "infoEmpty": "No rows",
    "infoFiltered": "(of _MAX_)",
    "zeroRecords": "No rows",
    "emptyTable": "No rows",
}
_NUMBER = """function(data, type) {
  if (data === null || data === '' || isNaN(data)) return '';
  return type === 'display' ? Number(data).toLocaleString('%s', {minimumFractionDigits: %d, maximumFractionDigits: %d}) : Number(data);
}"""
_DAY = """function(data, type) {
  return type === 'display' && data ? data.split('-').reverse().join('/') : data;
}"""


def table(frame: pd.DataFrame, caption: str = "", *, lang: str = "") -> HTML:
    """The frame as a table to sort, search and page through; shares are written in percent, headings in words.

    Takes any frame; those of `figures`, `compare`, `trace` and `contents` know their language and caption.
    """
    import itables

    load_tables()
    told = frame.attrs.get("commune", {})
    lang = lang or told.get("lang") or frame.attrs.get("lang", "vi")
    entry = indicators().get(told.get("indicator", ""))
    check_shares(frame, list(frame.columns))
    shown = _plain(frame)
    html = itables.to_html_datatable(
        _worded(shown, entry, lang),
        connected=False,
        allow_html=False,
        display_logo_when_loading=False,
        format_floats_in_python=False,
        showIndex=False,
        scrollX=True,
        order=[],
        maxBytes=0,
        classes="display nowrap compact",
        style="table-layout:auto;width:auto;margin:0",
        lengthMenu=[10, 25, 100],
        text_in_header_can_be_selected=False,  # else only a click beside the words sorts
        language={name: translator(lang)(text) for name, text in CONTROLS.items()},
        columnDefs=_alignment(shown, entry, lang),
    )
    words = escape(caption or _caption(told, entry, lang))
    return HTML(f"<p><strong>{words}</strong></p>{html}" if words else html)


def load_tables() -> None:
    """Put the table library into the notebook; it is part of the package, nothing is fetched.

    One cell's output holds it for all. When that cell is run again its output is replaced, so the library goes into the
    new one: a page that was loaded anew has it after 'Run All Cells', also while the kernel lives on.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    cell = getattr(shell, "parent_header", {}).get("metadata", {}).get("cellId", "")
    holder, run = shell.user_ns.get("_commune_tables", (None, 0))
    if holder is None or (cell == holder and cell and run != shell.execution_count):
        import itables

        itables.init_notebook_mode(all_interactive=False, connected=False)
        shell.user_ns["_commune_tables"] = (cell, shell.execution_count)


def _caption(told: Mapping[str, Any], entry: Indicator | None, lang: str) -> str:
    if entry is None:
        return ""
    days = [format_date(date.fromisoformat(day), lang) for day in told["days"]]
    return f"{words_of(entry, told.get('detail', ''), lang)}, {' – '.join(days)}"


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Named index levels as columns, dates as text, missing text blank."""
    shown = flat(frame).reset_index(drop=True)
    shown.attrs = {}
    for name in shown.columns:
        if pd.api.types.is_datetime64_any_dtype(shown[name]):
            shown[name] = shown[name].dt.strftime("%Y-%m-%d")
        if name in VALUES or not pd.api.types.is_numeric_dtype(shown[name]):
            numbers = pd.to_numeric(shown[name], errors="coerce") if shown[name].isna().all() else None
            shown[name] = shown[name].astype(object).where(shown[name].notna(), "") if numbers is None else numbers
    return shown


def _percent(name: str, entry: Indicator | None) -> bool:
    known = entry if name in {"before", "after"} else indicators().get(name)
    return known is not None and known.measure == "share"


def _worded(shown: pd.DataFrame, entry: Indicator | None, lang: str) -> pd.DataFrame:
    """Shares times a hundred, code words and headings in the reader's language."""
    t, worded = translator(lang), shown.copy()
    for name in worded.columns:
        if _percent(name, entry):
            worded[name] = worded[name] * 100
        elif name in VALUES:
            words = {word: t(text) if text else "" for word, text in VALUES[name].items()}
            worded[name] = worded[name].map(lambda word, words=words: words.get(word, word))
        elif name == "level":
            worded[name] = worded[name].replace({each.id: each.words[lang] for each in entries_of(Level)})
    return worded.rename(columns={name: _heading(name, entry, lang) for name in worded.columns})


def _heading(name: str, entry: Indicator | None, lang: str) -> str:
    t, known = translator(lang), indicators().get(name)
    if _percent(name, entry):
        return f"{known.label[lang] if known else t(HEADINGS[name])} (%)"
    if name == "change" and entry is not None and entry.measure == "share":
        return f"{t('Change')} ({t('percentage points')})"
    of_another = indicators().get(str(name).removesuffix("_as_of"))
    if of_another and not known:
        return f"{of_another.label[lang]} ({t('Day')})"
    return known.label[lang] if known else t(HEADINGS[name]) if name in HEADINGS else str(name)


def _alignment(shown: pd.DataFrame, entry: Indicator | None, lang: str) -> list[dict[str, Any]]:
    """Numbers to the right in the reader's notation, text to the left."""
    from itables import JavascriptFunction

    definitions: list[dict[str, Any]] = []
    for place, name in enumerate(shown.columns):
        if not pd.api.types.is_numeric_dtype(shown[name]):
            days = shown[name].astype(str).str.fullmatch(r"\d{4}-\d{2}-\d{2}|").all()
            drawn = {"render": JavascriptFunction(_DAY)} if days and lang == "vi" else {}
            definitions.append({"targets": place, "className": "dt-left", **drawn})
            continue
        values = shown[name].dropna() * (100 if _percent(name, entry) else 1)
        places = 0 if (values % 1 == 0).all() else 4 if name in {"lat", "lon"} else 2
        render = JavascriptFunction(_NUMBER % (lang, places, places))
        definitions.append({"targets": place, "className": "dt-right", "render": render})
    return definitions
