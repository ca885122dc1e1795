"""`commune learn` and `learn(…)` in JupyterLab: a table of somebody else's layout becomes one that every period reads.

It shows the sheet as the program sees it, says what each column is proposed to be and why, takes what is sure or what
she says, and writes layout, indicators, example and test into the project. What it prints is what it accepts.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import Any

import pandas as pd
import tomlkit

from helpers import store
from helpers.explore import lesson_view as view
from helpers.intake.arrival import named_period, no_table
from helpers.intake.discretion import Discretion
from helpers.intake.formats.asides import asides
from helpers.intake.formats.grid import Grid, Unreadable
from helpers.intake.formats.reading import read_workbook
from helpers.intake.layouts.layout import FormColumn, Layout, layout, layouts, read_layout
from helpers.intake.learning.learned import (
    EXAMPLES,
    FIGURES,
    NewIndicator,
    check_form_name,
    differences,
    figures_text,
    layout_text,
    new_indicator,
    on_trial,
    pack_name,
    read_example,
    trial,
    unequal,
)
from helpers.intake.learning.lesson import Earlier, Given, Lesson, choice, lesson
from helpers.intake.outline import Outline, outline
from helpers.intake.period import tables
from helpers.intake.privacy import PlaceNames, names_persons, personal_data, persons_beside
from helpers.intake.text.vietnamese import name_key
from helpers.intake.units import UnitFinder, unit_keys
from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError, UsageError, unknown
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.findings import finding
from helpers.vocabulary.language import Translator, check_language, format_date, translator
from helpers.vocabulary.pack import using
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import Scope, load_scope
from helpers.vocabulary.project import Project
from helpers.vocabulary.settings import is_code, shown_path

_LABEL = re.compile(r"[Cc](\d{1,3})")


@dataclass(frozen=True)
class Wish:
    """What is asked: a file, and what has been decided already.

    sheet: its number or name. set: column to indicator or role; new: column to the words of a new indicator. form: the
    name of the layout. Scope and period are the project's own where nothing is said.
    """

    file: str | Path
    sheet: str = ""
    set: Mapping[str, str] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    scope: str = ""
    period: str = ""
    lang: str = "vi"


@dataclass(frozen=True)
class Learning:
    """A lesson with all that writing it down takes. JupyterLab shows it as a page; `write()` writes the layout."""

    wish: Wish
    lesson: Lesson
    form: str
    project: Project
    new: tuple[NewIndicator, ...] = ()
    asides: tuple[str, ...] = ()
    read_by: str = ""

    @property
    def t(self) -> Translator:
        """The translator of the language that was asked for."""
        return translator(self.wish.lang)

    def _repr_html_(self) -> str:
        kept = self._discreet()
        with using(self.lesson.scope.pack):
            return view.fragment(kept.lesson, self.t) + view.listed([*self.asides, *kept.advice()])

    def _discreet(self) -> Learning:
        """The same for what is kept in files: of the table's headings and the file's name only what may be told."""
        with using(self.lesson.scope.pack):
            discretion = Discretion(self.lesson.scope)
            shown = view.discreet(self.lesson, discretion)
            file = self.wish.file if discretion.tells_file(Path(self.wish.file).name) else "FILE"
        return replace(self, lesson=shown, wish=replace(self.wish, file=file))

    def lines(self, writes: bool = False) -> list[str]:
        """What is said of the table and its columns, and how to go on; writes: unless all of it is written at once."""
        is_done = writes and not self.lesson.open and not self.read_by
        with using(self.lesson.scope.pack):
            return [*self.asides, *view.lines(self.lesson, self.t), *([] if is_done else self.advice())]

    def advice(self) -> list[str]:
        """The command that goes on, with what it needs for every open column."""
        t, open = self.t, self.lesson.open
        if self.read_by:
            again = self.command("--form", f"{self.read_by}-2", "--yes")
            return [
                t(
                    "The form {form} reads this table already: nothing needs to be learnt. {command}",
                    form=self.read_by,
                    command=self._receive(),
                ),
                t("To learn it as a layout of its own all the same: {command}", command=again),
            ]
        if not open:
            return [t("Every column is sure. Write the layout: {command}", command=self.command("--yes"))]
        gaps = [view.options(each)[0 if each.column.indicators else -2] for each in open]
        return [
            t.plural("{n} column needs a decision:", "{n} columns need a decision:", len(open)),
            *(f"  {line}" for each in open for line in view.asked(each, t)),
            t("Decide, for instance: {command}", command=self.command(*gaps, "--yes")),
            t(
                "Without them, --yes writes the sure columns alone; the others are told as unknown whenever the table is read."
            ),
        ]

    def command(self, *more: str) -> str:
        """The command that does this again, with something more."""
        wish = self.wish
        said = [f'--set {at}="{what}"' if " " in what else f"--set {at}={what}" for at, what in wish.set.items()]
        said += [f'--new {at}="{what}"' for at, what in wish.new.items()]
        options = {"--sheet": wish.sheet, "--scope": wish.scope, "--period": wish.period, "--form": wish.form}
        said += [f'{name} "{value}"' if " " in value else f"{name} {value}" for name, value in options.items() if value]
        return " ".join([f'commune learn "{wish.file}"', *said, *more]) + self.t.option

    def page(self) -> Path:
        """Write the sheet as seen and the proposals as one HTML page; says where."""
        path = self.project.reports("internal") / "learn" / f"{self.form}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, view.page(self._repr_html_(), self.form, self.t))
        return path

    def write(self) -> list[str]:
        """Write the layout of what is sure, with new indicators, example and test; says what was written.

        Nothing is written unless the file, read with it, gives the figures that were shown. Raises InputError where it
        does not.
        """
        found, scope = self.lesson, load_scope(self.lesson.scope.id, self.project)
        if self.read_by and not self.wish.form:
            return []
        if found.figures.empty:
            raise InputError(self.t("No column of figures is sure, so there is nothing to write."))
        file, name = Path(self.wish.file), pack_name(scope, self.project)
        with trial(scope, self.project, self.new) as (_, folder):
            with using(found.scope.pack):
                text = layout_text(found.layout)
            (folder / "layouts" / f"{self.form}.toml").write_text(text, encoding="utf-8")
            (folder / EXAMPLES).mkdir(exist_ok=True)
            (folder / EXAMPLES / f"{self.form}{FIGURES}").write_text(figures_text(found.figures), encoding="utf-8")
            shutil.copyfile(file, folder / EXAMPLES / f"{self.form}{file.suffix.lower()}")
            stated = self._proved(on_trial(scope, folder.parent, name), file)
            shutil.copytree(folder, self.project.packs / name, dirs_exist_ok=True)
        _name_pack(self.project.raw(scope.id) / "scope.toml", scope, name)
        test = _write_test(self.project, scope.id, self.form)
        place = f"data/packs/{name}"
        t = self.t
        lines = [
            t("Wrote {place}, {n} figures.", place=f"{place}/layouts/{self.form}.toml", n=len(found.figures)),
            *([t("Wrote {place}", place=f"{place}/indicators.toml")] if self.new else []),
            t("Wrote {place}", place=f"{place}/{EXAMPLES}/{self.form}{file.suffix.lower()}, {self.form}{FIGURES}"),
            t("Wrote {place}", place=test),
        ]
        if stated:
            lines.append(
                t(
                    'Its title and headings do not tell it from other tables: state form = "{form}" in sources.toml.',
                    form=self.form,
                )
            )
        return [*lines, t("Next: {command}", command=self._receive())]

    def _receive(self) -> str:
        """The command that takes the file into its period."""
        named = Period.parse(self.wish.period) if self.wish.period else named_period([self.lesson.outline.grid])
        period = "" if named else f" --period {self.lesson.day.year}"
        asked = f" --period {self.wish.period}" if self.wish.period else period
        return f'commune receive "{self.wish.file}" --scope {self.lesson.scope.id}{asked}{self.t.option}'

    def _proved(self, scope: Scope, file: Path) -> bool:
        """Whether the file is read as shown only if its form is stated. Raises InputError if not even then."""
        due = self.lesson.figures
        with using(scope.pack):
            if not unequal(due, read_example(file, scope, self.lesson.day, "")):
                return False
            wrong = unequal(due, read_example(file, scope, self.lesson.day, self.form))
        if wrong:
            raise InputError(
                self.t(
                    "Read with this layout, the file gives other figures than shown: {what}", what="; ".join(wrong[:3])
                )
            )
        return True


def learn(file: str | Path, **wishes: Any) -> Learning:
    """Propose a layout for a table: `learn("du-toan.xlsx", set={"C4": "poor_households"}, new={"C7": "Tổng thu"})`.

    Further names: sheet, form, scope, period, lang. Raises UsageError for a wrong one, InputError for what holds no
    table of the scope's units: pictures, letters, empty sheets, lists of persons.
    """
    known = [each.name for each in fields(Wish)]
    for name in wishes:
        if name not in known:
            raise unknown("parameter", name, known)
    return learn_from(Wish(file, **wishes))


def settle(found: Learning, ask: Callable[..., str], say: Callable[[str], None]) -> Learning:
    """Ask about every open column until each answer is one that is taken; an empty answer leaves the column open."""
    for line in found.lines():
        say(line)
    for each in found.lesson.open:
        question = found.t("{label} = indicator, new: …, ignore", label=each.label)
        while said := ask(question, default="", show_default=False).strip():
            is_new = said.lower().startswith("new:")
            table = "new" if is_new else "set"
            more = {**getattr(found.wish, table), each.label: said[4:].strip() if is_new else said}
            try:
                found = learn_from(replace(found.wish, **{table: more}))
                break
            except UsageError as error:
                say(str(error))
    return found


def learn_from(wish: Wish) -> Learning:
    """As `learn`, with the wish in one piece."""
    project = Project.find()
    scope = load_scope(project.chosen_scope(wish.scope), project)
    t, path = translator(check_language(wish.lang)), Path(wish.file)
    with using(scope.pack):
        grids = _grids(path, scope, t)
        day = _day(wish, grids, scope, project)
        made, beside = _table(grids, wish.sheet, scope, day, t)
        if not (wish.period or named_period(grids) or made.columns("as_of")):
            said = format_date(day, t.lang)
            beside.append(t("No title names a period: taken for {day}. Another one: --period", day=said))
        wanted = {_place(label, made): said for label, said in wish.new.items()}
        is_money = bool(made.table.unit_of_measure)
        new = {at: new_indicator(said, made.paths.get(at, ()), is_money) for at, said in wanted.items()}
        added = tuple(each for each in new.values() if each.id not in indicators())
        form = wish.form or _form_name(made, path, project, scope)
        if not is_code(form):
            raise UsageError(
                '"{form}" cannot be the name of a form: use plain letters, figures, "-" and "_".', form=form
            )
        check_form_name(form, project, scope)
    with ExitStack() as stack:
        trying, _ = stack.enter_context(trial(scope, project, added))
        stack.enter_context(using(trying.pack))
        choices = {at: FormColumn(made.paths.get(at, ()), indicators=(each.id,)) for at, each in new.items()}
        for label, said in wish.set.items():
            at = _place(label, made)
            choices[at] = choice(said, made.paths.get(at, ()))
        found = lesson(made, trying, day, Given(choices, form, _earlier(project, scope, day)))
    with using(scope.pack):  # a form that reads every column of the table already, though it may have more
        same = [] if wish.form or wish.set or wish.new else tables(made.grid, scope, day)
        whole = (each for each in same if each.header == made.table.header and not (each.unknown or each.doubled))
        known = next((each.layout.form for each in whole), "")
    return Learning(wish, found, form, project, added, tuple(beside), known)


def _earlier(project: Project, scope: Scope, day: date) -> Earlier:
    """The figures of the end of the year before, which open this one; none where that year has not come in."""
    last = Period(day.year - 1, 1, 12)
    if last not in project.periods(scope.id):
        return {}
    found = store.every("observations", Edition(project, scope.id, last))
    known = found[found["value"].notna() & (found["as_of"] == pd.Timestamp(last.end))]
    by_figure = known.groupby(["indicator", "detail"], observed=True)
    return {(str(id), str(detail)): dict(zip(of["unit"], of["value"], strict=True)) for (id, detail), of in by_figure}


def _grids(path: Path, scope: Scope, t: Translator) -> list[Grid]:
    """The sheets of a file. Raises InputError for what holds no table, or persons."""
    if path.is_dir() or not path.exists():
        raise UsageError(t("{file} is not a file. Name one workbook; commune receive takes folders.", file=path.name))
    if path.suffix.lower() == ".toml":
        said = t("{file} is a file of settings. To look at a layout: commune learn --check {file}", file=path.name)
        raise UsageError(said)
    if told := no_table(path):
        then = t("Ask the sender for the workbook, or type the figures into a blank form (commune forms).")
        raise InputError("{path}: {why}. {then}", path=path.name, why=told[t.lang], then=then)
    try:
        grids, kind = read_workbook(path)
    except Unreadable as refusal:
        words: dict[str, Any] = {"workbook": path.name} | refusal.words
        raise InputError(finding(refusal.code, **words)[f"message_{t.lang}"]) from refusal
    is_place = PlaceNames(scope)
    if place := personal_data(grids, is_place):
        raise InputError(finding("Q701", workbook=path.name, sheet=place[0], cell=place[1])[f"message_{t.lang}"])
    if persons_beside(asides(path, kind), is_place) == "Q702":
        raise InputError(finding("Q702", workbook=path.name)[f"message_{t.lang}"])
    return grids


def _table(grids: list[Grid], sheet: str, scope: Scope, day: date, t: Translator) -> tuple[Outline, list[str]]:
    """The table that is meant, and what is said of the sheets beside it. Raises InputError where there is none."""
    numbers = {str(number): grid for number, grid in enumerate(grids, start=1)}
    chosen = {**numbers, **{grid.sheet: grid for grid in grids}}.get(sheet)
    Discretion(scope).name_sheets(grids)
    if sheet and chosen is None:
        listed = ", ".join(f"{number} ({grid.sheet})" for number, grid in enumerate(grids, start=1))
        raise UsageError(t('There is no sheet "{said}". Sheets: {listed}.', said=sheet, listed=listed))
    wanted = [chosen] if chosen else [grid for grid in grids if not grid.hidden]
    found = {number: outline(grid, scope, day) for number, grid in enumerate(wanted) if grid.rows}
    tables = {number: made for number, made in found.items() if made}
    if not tables:
        raise InputError("\n".join(_why_not(grid, scope, t) for grid in wanted) or t("No sheet can be seen."))
    first, *others = tables
    names = ", ".join(f"{grids.index(wanted[number]) + 1} ({wanted[number].sheet})" for number in others)
    return tables[first], [
        t("Further sheets hold tables: {names}. Choose one with --sheet.", names=names)
    ] if others else []


def _why_not(grid: Grid, scope: Scope, t: Translator) -> str:
    """What a sheet is that holds no table of the scope's units."""
    name = grid.sheet or "1"  # a text table has one sheet without a name
    if not grid.rows:
        return t(
            "Sheet {sheet} has no cell with text or figures: it is empty, or holds a picture or chart alone. Ask the sender for the table.",
            sheet=name,
        )
    if not any(isinstance(cell, int | float) or str(cell).strip().isdigit() for _, _, cell in grid.filled()):
        return t("Sheet {sheet} holds words and no figures.", sheet=name)
    examples = ", ".join(unit.name for unit in scope.boundaries[-1].units[:3])
    return t(
        "Sheet {sheet} names no unit of {scope} ({names}, …) beside figures, in no row and no column. Is it of another area? Then name it: --scope",
        sheet=name, scope=scope.title[t.lang], names=examples,
    )  # fmt: skip


def _day(wish: Wish, grids: list[Grid], scope: Scope, project: Project) -> date:
    """The day of the figures: of the period asked for, else of the one that the titles name, else of the last one.

    Where neither says it, and the units are of an older list, it is the last year's end of that list.
    """
    named = Period.parse(wish.period) if wish.period else named_period(grids)
    if named:
        return named.end
    last = project.default_period(scope.id).end if project.periods(scope.id) else Period(date.today().year, 1, 12).end
    keys = unit_keys(scope)
    words = {cell for grid in grids for _, _, cell in grid.filled() if isinstance(cell, str) and name_key(cell) in keys}
    days = [last, *(date(later.valid_from.year - 1, 12, 31) for later in reversed(scope.boundaries[1:]))]
    finders = {day: UnitFinder(scope, day) for day in days if day >= scope.boundaries[0].valid_from}
    return max(finders, key=lambda day: sum(finders[day].find(word).kind == "unit" for word in words))


def _place(label: str, made: Outline) -> int:
    """The column of a label: C4 (the fourth), or the letters of the file. Raises UsageError with those there are."""
    found = _LABEL.fullmatch(label.strip())
    lines = {made.grid.line(at): at for at in made.roles}
    at = int(found[1]) - 1 if found else lines.get(label.strip().upper(), -1)
    if at not in made.roles:
        raise UsageError(
            'There is no column "{label}". Columns: {listed}.', label=label, listed=[f"C{at + 1}" for at in made.roles]
        )
    return at


def _form_name(made: Outline, path: Path, project: Project, scope: Scope) -> str:
    """A name for the form that no other has: of its title, else of its file, the words that offices use.

    A table that was learnt before keeps its name.
    """
    discretion, folder = Discretion(scope), project.packs / pack_name(scope, project)
    spoken = (discretion.common_words(each) for each in (*made.titles[:1], path.stem) if not names_persons(each))
    name = "-".join(next(filter(None, spoken), ["bang"]))[:40].strip("-")
    taken = {each.form for each in layouts()}
    for other in folder.glob(f"{EXAMPLES}/{name}*{path.suffix.lower()}"):
        taken -= {other.stem} if other.read_bytes() == path.read_bytes() else set()
    return next(form for form in chain([name], (f"{name}-{at}" for at in count(2))) if form not in taken)


def _name_pack(path: Path, scope: Scope, name: str) -> None:
    """Let the scope name its own pack; comments and order of scope.toml stay."""
    if name in scope.pack.names:
        return
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    document["packs"] = [*scope.pack.names, name]
    write_atomic(path, tomlkit.dumps(document))


def _write_test(project: Project, scope: str, form: str) -> str:
    """Write the test that reads the very file again; says where."""
    path = project.root / "tests" / "learned" / f"test_{form.replace('-', '_')}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, _TEST.format(form=form, scope=scope))
    return path.relative_to(project.root).as_posix()


_TEST = '''"""The layout "{form}" reads the table that it was learnt from as it was confirmed."""

from pathlib import Path

from helpers.intake.learning.learned import differences
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project


def test_the_example_gives_the_figures_that_were_confirmed():
    project = Project(Path(__file__).parents[2])
    assert differences(project, load_scope("{scope}", project), "{form}") == []
'''


def check_layout(said: str, scope: str, lang: str) -> list[str]:
    """What a layout (its file's path, or its form) says: its columns, and whether it reads its example as confirmed.

    Raises SettingsError for a faulty file: with line and nearest word.
    """
    project = Project.find()
    place = load_scope(project.chosen_scope(scope), project)
    t, path = translator(check_language(lang)), Path(said)
    with using(place.pack):
        shown = _checked(path, t) if path.suffix == ".toml" else layout(said)
        lines = view.columns(shown)
    wrong = differences(project, place, shown.form)
    if wrong is None:
        return lines
    return [
        *lines,
        *wrong,
        t("Its example is read as confirmed.") if not wrong else t("Its example is no longer read as confirmed."),
    ]


def _checked(path: Path, t: Translator) -> Layout:
    """The layout of a file, validated."""
    if not path.is_file():
        raise UsageError(t("{file} is not there.", file=path.name))
    return read_layout(path.read_bytes(), shown_path(path) if path.is_absolute() else path.as_posix())


def decided(pairs: Sequence[str]) -> dict[str, str]:
    """`C4=poor_households` as column and what it is. Raises UsageError for what has no '='."""
    for pair in pairs:
        if "=" not in pair:
            raise UsageError('"{pair}" says nothing of a column. Write C4=poor_households.', pair=pair)
    return {label.strip(): said.strip() for label, _, said in (pair.partition("=") for pair in pairs)}
