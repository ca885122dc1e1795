"""What the headings of an unknown table may mean: likeness to the headings of forms and to the catalogue's names.

Words are compared in order and by how much they tell; initials stand for their words ('DTTS', 'HCN'). A heading that
two meanings fit alike is given none: nothing is guessed.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import log

import numpy as np

from helpers.intake.discretion import Discretion
from helpers.intake.formats.grid import Grid
from helpers.intake.headings import Path
from helpers.intake.layouts.layout import FormColumn, Layout, catalogue_layout, heading_key, layouts, recognised
from helpers.intake.outline import Outline, outline
from helpers.vocabulary.pack import per_pack
from helpers.vocabulary.place import Scope

EXACT, CLEARLY, NEAR = "exact", "clearly like", "like"  # how a heading was known
CONVINCING, APART = 0.75, 0.12  # likeness and margin from which a heading is clearly like
LEAST = 0.5  # likeness from which a heading is proposed for
CLEAR = 0.08  # by which the best meaning must be better than the next
KINDRED = 0.35  # likeness from which columns count towards the nearest form
OTHER = 0.5  # what is left of the likeness of two groups ('Kinh', 'DTTS')
TELLING = 2.5  # weight of words that tell groups
SAME = 0.985  # likeness of headings that differ in abbreviations alone
OWN_FORM = 0.12  # what a meaning of the nearest form is preferred by
LACKING = 0.05  # what a column that the form has and the sheet lacks takes from its likeness
_SAME = (
    ("ti le", "ty le"), ("%", "ty le"), ("tong cong", "tong so"), ("nhan khau", "khau"), ("so nguoi", "so khau"),
    ("so luong", "so"), ("ti trong", "ty le"), ("dan toc thieu so", "dtts"),
)  # fmt: skip
_IDLE = frozenset({"trong", "do", "la", "cua", "va", "cac", "theo", "co", "chinh", "thuc", "ket", "qua", "so", "tai"})
LISTED = 8  # headings that a message lists
NONE = "–"
Meaning = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class Known:
    """A column of a form, or a name of the catalogue: what it means and the words of each of its headings."""

    form: str
    column: FormColumn

    @property
    def meaning(self) -> Meaning:
        """Its indicators, one per sub-row, and the detail."""
        return self.column.indicators, self.column.detail

    @cached_property
    def wordings(self) -> tuple[tuple[str, ...], ...]:
        """Its headings as words."""
        return tuple(dict.fromkeys(words(path) for path in self.column.paths))


@dataclass(frozen=True)
class Name:
    """What a heading is taken for. `like` (0-1) is its likeness, `margin` by how much the next meaning is less like.

    rivals: the meanings that it is as like; with any, none is proposed.
    """

    column: FormColumn | None
    how: str = ""
    like: float = 0.0
    margin: float = 1.0
    rivals: tuple[Meaning, ...] = ()


@dataclass(frozen=True)
class Naming:
    """Names by column, and the nearest form with the columns in which it differs: of the sheet, and of the form."""

    names: Mapping[int, Name]
    form: Layout | None = None
    more: tuple[int, ...] = ()
    lacking: tuple[FormColumn, ...] = ()


def words(path: Iterable[str]) -> tuple[str, ...]:
    """A heading's words in order, folded, with usual other wordings made one."""
    key = f" {' '.join(heading_key(tier) for tier in path)} ".replace("%", " % ")
    for said, meant in _SAME:
        key = re.sub(rf"(?<= ){said}(?= )", meant, key)
    first, *others = key.split(" ty le ")
    return tuple((f"{first} ty le {' '.join(others)}" if others else first).split())


def name_table(made: Outline, day: date, decided: Collection[int] = ()) -> Naming:
    """Names for a table's columns of figures, but those decided; its title tells the nearest form, if any."""
    told = {at: made.said_of(at) for at, lead in made.leads.items() if lead == at and at not in decided}
    titled = next((form.form for title in made.titles if (form := recognised(title, day))), "")
    naming = name_columns(told, bool(made.columns("part")), titled)
    names = {at: naming.names[lead] for at, lead in made.leads.items() if lead in naming.names}
    return replace(naming, names=names)


def name_columns(paths: Mapping[int, Path], has_parts: bool, titled: str = "") -> Naming:
    """Names for columns of figures by headings. has_parts: whether a unit has several rows ('Hộ', 'Nhân khẩu').

    titled: the form that the table's title names.
    """
    forms = [entry for entry in layouts() if entry.rows == "units" and bool(entry.parts) == has_parts]
    told = {at: words(path) for at, path in paths.items()}
    scored = [(entry, *_fitted(told, entry)) for entry in forms]
    if not scored:
        return Naming({at: Name(None) for at in paths})
    scored = [each for each in scored if each[0].form == titled and each[1]] or scored
    form, fits, _ = max(scored, key=lambda each: each[2])
    alike = sum(like >= LEAST for _, like in fits.values())
    is_near = form.form == titled or 2 * alike >= max(len(paths), len(form.figures) // 2)
    nearest = form if is_near else None
    equals = [entry for entry, _, total in scored if is_near and total > max(each[2] for each in scored) - 1e-6]
    chosen = fits if is_near else {}
    names = {at: _name(told[at], chosen.get(at), equals, has_parts) for at in paths}
    _drop_twins(names)
    taken = {known.meaning for known, like in chosen.values() if like >= LEAST}
    more = tuple(at for at in paths if at not in chosen or chosen[at][1] < LEAST)
    lacking = tuple(c for c in form.figures if (c.indicators, c.detail) not in taken and not c.optional)
    return Naming(names, nearest, more, lacking if is_near else ())


def _fitted(told: Mapping[int, tuple[str, ...]], form: Layout) -> tuple[dict[int, tuple[Known, float]], float]:
    """The columns of a form that headings are most like, each once, and how like the form is as a whole."""
    known = [each for each in _known() if each.form == _id(form)]
    if not known or not told:
        return {}, 0.0
    from scipy.optimize import linear_sum_assignment  # here: importing it takes longer than all of intake

    places = sorted(told)
    table = np.array([[likeness(told[at], each.wordings) for each in known] for at in places])
    rows, columns = linear_sum_assignment(table, maximize=True)
    pairs = ((r, c) for r, c in zip(rows, columns, strict=True) if table[r, c] > KINDRED)
    fits = {places[r]: (known[c], float(table[r, c])) for r, c in pairs}
    total = sum(like for _, like in fits.values()) - LACKING * (len(known) - len(fits))
    return fits, total


def _id(form: Layout) -> str:
    return f"{form.form} {form.valid_from}"


@per_pack
def _known() -> tuple[Known, ...]:
    """Every column of figures of every form, and every name of the catalogue that has no members."""
    forms = (entry for entry in layouts() if entry.rows == "units")
    found = (Known(_id(entry), column) for entry in forms for column in entry.figures)
    return (*found, *(Known(catalogue_layout().form, column) for column in catalogue_layout().figures))


@per_pack
def _meanings() -> Mapping[tuple[Meaning, tuple[tuple[str, ...], ...]], frozenset[str]]:
    """Every meaning with the headings that it has, each once, and the forms in which it has them."""
    found: dict[tuple[Meaning, tuple[tuple[str, ...], ...]], set[str]] = {}
    for each in _known():
        found.setdefault((each.meaning, each.wordings), set()).add(each.form)
    return {key: frozenset(forms) for key, forms in found.items()}


@per_pack
def _weights() -> Mapping[str, float]:
    """How much a word tells: the fewer meanings have it, the more."""
    meanings: dict[str, set[Meaning]] = {}
    for each in _known():
        for word in {word for wording in each.wordings for word in wording}:
            meanings.setdefault(word, set()).add(each.meaning)
    total = len({each.meaning for each in _known()})
    return {word: 1.0 + log(total / len(of)) * (0.25 if word in _IDLE else 1.0) for word, of in meanings.items()}


def likeness(said: tuple[str, ...], wordings: Iterable[tuple[str, ...]]) -> float:
    """How like a heading is to the nearest of a column's headings; 1 for the same words in the same order."""
    return max((_like(said, due) for due in wordings), default=0.0)


@per_pack
def _like(said: tuple[str, ...], due: tuple[str, ...]) -> float:
    if said == due:
        return 1.0
    said, due = _spelt_out(said, due), _spelt_out(due, said)
    if said == due:
        return 0.99
    if not set(said) & set(due):
        return 0.0
    like = 0.98 * (0.65 * _overlap(said, due) + 0.35 * _overlap(_pairs(said), _pairs(due)))
    return like * OTHER if _tells(said, due) and _tells(due, said) else like


def _tells(said: tuple[str, ...], due: tuple[str, ...]) -> bool:
    """Whether a heading has a telling word of other headings that the other lacks: of both sides, two groups."""
    weigh = _weights()
    return any(weigh.get(word, 0.0) >= TELLING and word not in due for word in said)


def _pairs(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{a} {b}" for a, b in itertools.pairwise(said)) or tuple(said)


def _overlap(a: Sequence[str], b: Sequence[str]) -> float:
    """Dice's coefficient of two bags, weighted."""
    weigh = _weights()

    def weight(bag: Counter[str]) -> float:
        return sum(count * sum(weigh.get(word, 3.0) for word in each.split()) for each, count in bag.items())

    first, second = Counter(a), Counter(b)
    both = weight(first) + weight(second)
    return 2 * weight(first & second) / both if both else 0.0


def _spelt_out(said: tuple[str, ...], due: tuple[str, ...]) -> tuple[str, ...]:
    """The words with initials and cut words written out as the other heading has them."""
    found: list[str] = []
    for word in said:
        found += [word] if word in due else _run(word, due) or [word]
    return tuple(found)


def _run(word: str, due: tuple[str, ...]) -> list[str]:
    """The words of which a word is the initials ('dtts'), or the one that it begins ('ngh')."""
    if not word.isalpha() or len(word) < 2:
        return []
    at = "".join(each[0] for each in due).find(word)
    if at >= 0:
        return list(due[at : at + len(word)])
    longer = [each for each in due if each.startswith(word) and each != word]
    return longer[:1] if len(word) >= 3 and len(set(longer)) == 1 else []


def _name(said: tuple[str, ...], fit: tuple[Known, float] | None, equals: Sequence[Layout], has_parts: bool) -> Name:
    """The meaning of one heading: that of the nearest form's column, else the best of all, where it is clear."""
    near, by_name = {_id(entry) for entry in equals}, catalogue_layout().form
    own = fit[0].meaning if fit else None
    scores: dict[Meaning, tuple[float, float, bool]] = {}  # likeness with and without what its form adds; of its form
    for (meaning, wordings), forms in _meanings().items():
        if (len(meaning[0]) > 1) != has_parts and by_name not in forms:
            continue
        like, is_near = likeness(said, wordings), bool(near & forms)
        score = like + (OWN_FORM if is_near and (meaning == own or len(near) > 1) else 0.0)
        scores[meaning] = max(scores.get(meaning, (0.0, 0.0, False)), (score, like, is_near))
    same = {meaning: found for meaning, found in scores.items() if found[1] >= SAME}
    ranked = sorted((same or scores).items(), key=lambda pair: -pair[1][0])
    if not ranked:
        return Name(None)
    meaning, (best, like, is_near) = ranked[0]
    rivals = tuple(other for other, (score, _, _) in ranked[1:6] if score > best - CLEAR)
    margin = best - (ranked[1][1][0] if len(ranked) > 1 else 0.0)
    if like < LEAST:
        return Name(None, like=like)
    if rivals:
        return Name(None, like=like, margin=margin, rivals=(meaning, *rivals))
    column = next(each.column for each in _known() if each.meaning == meaning)
    if like == 1.0 and (is_near or len({each.meaning for each in _known() if said in each.wordings}) == 1):
        return Name(column, EXACT, like, margin)
    return Name(column, CLEARLY if like >= CONVINCING and margin >= APART else NEAR, like, margin)


def _drop_twins(names: dict[int, Name]) -> None:
    """Of two columns that are taken for the same, the one that is clearly more like it keeps the name; else neither."""
    by_meaning: dict[Meaning, list[int]] = {}
    for at, name in names.items():
        if name.column is not None:
            by_meaning.setdefault((name.column.indicators, name.column.detail), []).append(at)
    for meaning, places in by_meaning.items():
        ranked = sorted(places, key=lambda at: -names[at].like)
        for at in ranked[1:]:
            names[at] = replace(names[at], column=None, how="", rivals=(meaning,))
        if len(ranked) > 1 and names[ranked[0]].like < names[ranked[1]].like + CLEAR:
            names[ranked[0]] = replace(names[ranked[0]], column=None, how="", rivals=(meaning,))


def shown_meanings(meanings: Iterable[Meaning]) -> Iterator[str]:
    """Meanings as `--set` takes them: indicator, or indicator/detail; those of sub-rows joined by commas."""
    for names, detail in meanings:
        yield ",".join(f"{name}/{detail}" if detail else name for name in names)


def nearest_form(grid: Grid, scope: Scope, day: date) -> tuple[int, int, dict[str, str]] | None:
    """The table of a sheet that lists units of the scope beside numbers, or side by side; None where there is none.

    Row and column where its header begins, and the words of a message: its headings, the nearest form, where it
    differs, what it lacks.
    """
    made = outline(grid, scope, day)
    if made is None:
        return None
    found, is_as_it_is = name_table(made, day), made.grid is grid
    row = made.table.header.start if is_as_it_is else made.grid.transposed_from or 0
    words = {
        "printed": _listed(_headings(made, scope)),
        "expected": found.form.title if found.form else NONE,
        "differing": _listed([made.grid.line(at) for at in found.more]) if found.form else NONE,
        "lacking": _listed([" > ".join(column.heading) for column in found.lacking]),
    }
    return row, (made.table.at("unit") or 0) if is_as_it_is else 0, words


def _headings(made: Outline, scope: Scope) -> list[str]:
    """The headings of the table; one with words that no form has by its cell alone: it may be somebody's name."""
    tells = Discretion(scope).tells_heading
    shown = {at: " > ".join(path) for at, path in sorted(made.paths.items())}
    return [said if tells(said) else made.grid.address(made.table.header.start, at) for at, said in shown.items()]


def _listed(texts: Sequence[str]) -> str:
    return "; ".join(texts[:LISTED]) + (" …" if len(texts) > LISTED else "") or NONE
