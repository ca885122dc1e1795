"""Layouts of the forms, as `layouts/*.toml` describe them; the format is explained in `layouts/README.md`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from helpers.intake.layouts.formulas import formula
from helpers.intake.layouts.layout_settings import LAYOUT, LIKE
from helpers.intake.layouts.versions import versions
from helpers.intake.text.vietnamese import accented_words, fold
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.errors import InputError, did_you_mean
from helpers.vocabulary.law import Content, entries_of
from helpers.vocabulary.pack import Document, in_force, per_pack
from helpers.vocabulary.settings import Mistake, Place, SettingsError, checked_text, line_of

CATALOGUE = "catalogue"  # the form of tables that are headed by the catalogue's own names
AS_PRINTED = (", theo nguồn", ", as printed")


MULTIPLES = {
    "ty": "tỷ ", "ti": "tỷ ", "trieu": "triệu ", "tr": "triệu ", "nghin": "nghìn ", "ngan": "nghìn ", "1 000": "nghìn ", "1000": "nghìn ",
}  # fmt: skip
_ITEM = re.compile(r"^\s*(?:\d{1,2}|[A-Za-zĐđ]|[IVX]{1,4})[.)]\s+(?=\D)")
_MONEY = re.compile(rf" (?:(?:don vi(?: tinh)?|dvt) )?(?:({'|'.join(MULTIPLES)}) ?)?(?:dong|d|vnd)$")


@dataclass(frozen=True)
class FormColumn:
    """One column of a form. `role`: what its cells are; figures name their indicator, once per sub-row of a unit."""

    heading: tuple[str, ...]
    role: str = "figure"
    variants: tuple[str, ...] = ()
    index: str = ""
    indicators: tuple[str, ...] = ()
    detail: str = ""
    as_of: date | None = None
    optional: bool = False
    cut_off: bool = False
    name: str = ""
    scale: str = ""
    members: Mapping[str, str] = field(default_factory=dict)
    members_of: str = ""
    places: tuple[str, ...] = ()

    def indicator(self, part: int = 0) -> str:
        """The indicator in the sub-row `part` (0 where units have one row); '' where the sub-row has none."""
        return self.indicators[part] if part < len(self.indicators) else ""

    def applies_to(self, detail: str) -> bool:
        """False for a content of support whose cell stays empty: works are no households, nor these works."""
        entry, unit = indicators().get(self.indicator()), _units_of_contents().get(detail)
        return not (entry and unit and entry.details == "content") or entry.measure in {unit, "VND"}

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """The whole headings by which the column is known, as folded tiers: its own, and with each variant.

        A variant is another wording of the last tier, or of the whole path where it holds ' > '.
        """
        wordings = [self.heading]
        for variant in self.variants:
            tiers = tuple(variant.split(" > "))
            wordings.append(tiers if len(tiers) > 1 else (*self.heading[:-1], variant))
        return tuple(tuple(column_key(tier) for tier in wording) for wording in wordings)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The whole headings by which the column is known, each folded into one text."""
        return frozenset(" ".join(path) for path in self.paths)


@dataclass(frozen=True)
class Layout:
    """How one form looks between two dates. Columns stand in order from column A."""

    form: str
    origin: str
    title: str
    columns: tuple[FormColumn, ...]
    valid_from: date
    recognise: tuple[tuple[str, ...], ...] = ()
    valid_to: date | None = None
    sheet: str = "Sheet1"
    header_row: int = 1
    index_row: bool = False
    parts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    asked: str = "never"
    order: int = 0
    lines: str = ""
    unit_of_measure: str = ""
    rows: str = "units"
    since: str = "period"
    rest: str = ""
    scale: str = ""
    transposed: bool = False
    grade: str = ""
    source: str = ""

    def holds_on(self, day: date) -> bool:
        """True where the form holds for data of that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def here(self) -> Layout:
        """The form without the columns that only other places than those of the scope have."""
        places = in_force().places
        kept = [column for column in self.columns if not column.places or set(column.places) & set(places)]
        return replace(self, columns=tuple(kept))

    def column(self, role: str) -> int | None:
        """Position of the first column of a role, or None."""
        return next((at for at, column in enumerate(self.columns) if column.role == role), None)

    @property
    def figures(self) -> tuple[FormColumn, ...]:
        """The columns that hold figures, in order."""
        return tuple(column for column in self.columns if column.role == "figure")

    @property
    def tiers(self) -> int:
        """Rows of the header."""
        return max(len(column.heading) for column in self.columns)


@per_pack
def _units_of_contents() -> Mapping[str, str]:
    return {content.id: content.unit for content in entries_of(Content)}


@lru_cache(maxsize=4096)  # the same headings are met again and again while a table is looked for
def heading_key(text: str) -> str:
    """A heading folded for comparison: small ASCII letters, figures and %, one space between."""
    return " ".join(re.findall("[a-z0-9%]+", fold(text)))


@lru_cache(maxsize=4096)
def column_key(text: str) -> str:
    """A tier of a heading folded for comparison, without its number and the unit of money that may end it: 'a) Vốn (tỷ đồng)'."""
    return _MONEY.sub("", heading_key(_ITEM.sub("", text)))


def money_in(text: str) -> str:
    """The unit of money that ends a heading, as MONEY has it: 'tỷ đồng'; '' where it says none."""
    found = _MONEY.search(heading_key(text))
    return f"{MULTIPLES.get(found[1] or '', '')}đồng" if found else ""


def layouts() -> tuple[Layout, ...]:
    """Every layout of the packs in force, by form and start; faulty ones of a project are left out, see `problems`."""
    return _read()[0]


def problems() -> list[str]:
    """What is wrong in the layouts of a project's own packs, a message for each file."""
    return list(_read()[1])


def read_layout(content: bytes, name: str) -> Layout:
    """The layout of a file that need not be in force, its newest version. Raises InputError with line, nearest word."""
    found, wrong = _layouts([*in_force().listed("layouts", ".toml"), Document(name, content)])
    if name not in found:
        raise InputError(next(message for message in wrong if message.startswith(name)))
    return found[name][-1]


@per_pack
def _read() -> tuple[tuple[Layout, ...], tuple[str, ...]]:
    found, wrong = _layouts(in_force().listed("layouts", ".toml"))
    read = (layout for versions in found.values() for layout in versions)
    return tuple(sorted(read, key=lambda layout: (layout.form, layout.valid_from))), wrong


def _layouts(listed: Sequence[Document]) -> tuple[dict[str, list[Layout]], tuple[str, ...]]:
    """The layouts of files by label, and what is wrong with the files that are none."""
    raw: dict[str, dict[str, Any]] = {}
    read: dict[str, list[Layout]] = {}
    wrong: list[str] = []
    for document in listed:
        is_like = re.search(rb"^\s*like\s*=", document.content, re.MULTILINE) is not None
        data, mistakes = checked_text(document.content, LIKE if is_like else LAYOUT)
        if mistakes:
            wrong.append(_fault(document, SettingsError(document.label, mistakes)))
        elif _named(data) <= indicators().keys():  # a slip in an indicator is told there, not by the forms that name it
            raw[document.label] = data
    for document in (document for document in listed if document.label in raw):
        data = raw[document.label]
        try:
            whole = _like(data, raw) if "like" in data else data
            read[document.label] = [_layout(version) for version in versions(whole)]
        except _Slip as slip:
            error = SettingsError(document.label, [slip.mistake(document, data)])
            if document.is_shipped and slip.key == "index" and in_force().root:  # the project's identities are others
                read[document.label] = [_layout(version, as_far_as_known=True) for version in versions(whole)]
                wrong.append(f"{error} Blank forms leave it to be filled in.")
            else:
                wrong.append(_fault(document, error))
    return read, tuple(wrong)


def _named(data: Mapping[str, Any]) -> set[str]:
    """The indicators that the columns of a layout name."""
    given = (column.get("indicator", "") for column in data.get("column", ()))
    named = {id for each in given for id in ([each] if isinstance(each, str) else each)}
    return {id for id in named if id and "{" not in id}


def _fault(document: Document, error: InputError) -> str:
    """The message of a fault in a project's own layout; one in a shipped layout is ours and stops at once."""
    if document.is_shipped:
        raise error
    return error.told


class _Slip(Exception):
    """What is wrong with a layout only together with others or with the identities."""

    def __init__(self, key: str, word: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.key, self.word, self.vi, self.en = key, word, vi, en

    def mistake(self, document: Document, data: Mapping[str, Any]) -> Mistake:
        """The mistake at its line: at the word of a list, or at the key of the first column that is called so."""
        if self.key in data:
            at: Place = (self.key, data[self.key].index(self.word))
        else:
            names = [_column_name(column) for column in data.get("column", ())]
            at = ("column", names.index(self.word), self.key) if self.word in names else ()
        return Mistake(at, self.vi, self.en, line_of(document.content, at))


@per_pack
def catalogue_layout() -> Layout:
    """A layout of every indicator of the catalogue by its own name: for tables that are no form, headed as ours."""
    forms = (entry for entry in layouts() if entry.rows == "units")
    units = [column for entry in forms for column in entry.columns if column.role == "unit"]
    names = dict.fromkeys(text for column in units for text in (*column.heading, *column.variants))
    columns = [FormColumn(("Đơn vị",), "unit", tuple(names))]
    for id, entry in indicators().items():
        if entry.kind != "rate" and not entry.details:
            labels = entry.label.values()
            first, *others = dict.fromkeys(text.removesuffix(end) for text in labels for end in ("", *AS_PRINTED))
            columns.append(FormColumn((first,), variants=tuple(others), indicators=(id,), optional=True))
    return Layout(CATALOGUE, "published", "", tuple(columns), date.min)


def layout(form: str, day: date | None = None) -> Layout:
    """A form's layout for data of a day (the newest one without a day). Raises InputError with the nearest form."""
    versions = [entry for entry in layouts() if entry.form == form] or [catalogue_layout()] * (form == CATALOGUE)
    if not versions:
        known = sorted({entry.form for entry in layouts()})
        raise InputError(
            'No form is called "{form}".{near} Forms: {known}.', form=form, near=did_you_mean(form, known), known=known
        )
    return next((entry for entry in versions if day and entry.holds_on(day)), versions[-1])


def recognised(title: str, day: date) -> Layout | None:
    """The form that a title names, or None: the form whose phrases, all found in the title, say the most."""
    key = heading_key(title)
    best: tuple[int, Layout | None] = (0, None)
    for entry in layouts():
        for phrases in entry.recognise:
            size = sum(map(len, phrases))
            if size > best[0] and all(is_phrase_of(phrase, key, title) for phrase in phrases) and entry.holds_on(day):
                best = size, entry
    return best[1]


def is_phrase_of(phrase: str, key: str, title: str) -> bool:
    """Whether a title (and its heading key) holds a phrase: 'Điện Biên' is not 'diễn biến'.

    Folding alone would take one for the other, so where both are written with accents, all of these must agree.
    """
    if heading_key(phrase) not in key:
        return False
    said, due = accented_words(title), accented_words(phrase)
    plain, wanted = _plain_words(title), _plain_words(phrase)
    places = [at for at in range(len(said) - len(due) + 1) if plain[at : at + len(due)] == wanted]
    windows = [said[at : at + len(due)] for at in places]
    return any(window == due or "".join(window).isascii() or phrase.isascii() for window in windows)


def _plain_words(text: str) -> list[str]:
    return [fold(word) for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))]


def _like(data: dict[str, Any], raw: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """A layout's entries over those of the layout that it is `like`; columns replace their namesakes or come last.

    `without` names columns that the other has and this one has not, by indicator, indicator/detail or role.
    """
    base = next((entry for entry in raw.values() if entry["form"] == data["like"] and entry is not data), None)
    if base is None:
        raise _Slip("form", data["form"], f"biểu “{data['like']}” có lỗi", f'is like "{data["like"]}", which is faulty')
    there = [_column_name(column) for column in base["column"]]
    for word in data.get("without", ()):
        if word not in there:
            vi, en = f"“{word}” không có trong biểu gốc", f'"{word}" is no column of the other form'
            raise _Slip("without", word, vi, f"{en}.{did_you_mean(word, there)}")
    dropped = set(data.get("without", ()))
    own = {_column_name(column): column for column in data.get("column", ())}
    kept = [own.pop(_column_name(each), each) for each in base["column"] if _column_name(each) not in dropped]
    rest = {key: value for key, value in data.items() if key not in ("like", "without", "column")}
    alone = {"valid_to"} if rest.get("form") == base["form"] else {"valid_to", "asked", "order"}
    return {**{key: value for key, value in base.items() if key not in alone}, **rest, "column": [*kept, *own.values()]}


def _column_name(column: Mapping[str, Any]) -> str:
    """What a column is called among the differences: its indicator with the detail, else its role (and name)."""
    said = column.get("indicator", "")
    indicator = said if isinstance(said, str) else said[0]
    return "/".join(filter(None, (indicator or column.get("role", ""), column.get("detail") or column.get("name", ""))))


def _layout(data: dict[str, Any], *, as_far_as_known: bool = False) -> Layout:
    data = dict(data)
    columns = _with_formulas(tuple(_column(dict(entry)) for entry in data.pop("column")), as_far_as_known)
    _check_templates(columns)
    data["recognise"] = tuple(tuple(phrases) for phrases in data["recognise"])
    data["parts"] = tuple(data.get("parts", ()))
    return Layout(columns=columns, **data)


def _check_templates(columns: Sequence[FormColumn]) -> None:
    """Raise _Slip for braces that hold no dimension of the form: nothing could be filled in there."""
    names = "|".join(re.escape(column.name) for column in columns if column.role == "dimension")
    for column in columns:
        left = re.sub(rf"\{{(?:{names})\}}", "", column.detail) if names else column.detail
        if not {"{", "}"}.isdisjoint(left + "".join(column.indicators)):
            vi, en = (
                "có { } mà trong đó không phải tên một dimension của biểu",
                "holds { } around no dimension of the form",
            )
            raise _Slip("detail", "/".join(filter(None, (column.indicator(), column.detail))), vi, en)


def _with_formulas(columns: tuple[FormColumn, ...], as_far_as_known: bool) -> tuple[FormColumn, ...]:
    """Columns whose index ends in `=` are calculated: what from, identities say, of all or `as_far_as_known`."""
    numbers = {
        (column.indicator(), column.detail): int(number[0])
        for column in columns
        if column.indicator() and (number := re.match(r"\d{1,9}(?!\d)", column.index))
    }
    return tuple(
        replace(column, index=_calculated(column, numbers, as_far_as_known)) if column.index.endswith("=") else column
        for column in columns
    )


def _calculated(column: FormColumn, numbers: Mapping[tuple[str, str], int], as_far_as_known: bool) -> str:
    found = formula((column.indicator(), column.detail), numbers)
    if found or as_far_as_known:
        return column.index + found if found else column.index.removesuffix("=")
    name = "/".join(filter(None, (column.indicator(), column.detail)))
    vi = f"“{column.index}” là cột tính, nhưng không có công thức nào tính nó từ các cột khác của biểu"
    en = f'"{column.index}" says that it is calculated, but no identity says from which other columns'
    raise _Slip("index", name, vi, en)


def _column(entry: dict[str, Any]) -> FormColumn:
    indicator = entry.pop("indicator", [])
    entry["indicators"] = tuple([indicator] if isinstance(indicator, str) else indicator)
    for name in ("heading", "variants", "places"):
        entry[name] = tuple(entry.get(name, ()))
    return FormColumn(**entry)
