"""Packs: folders of data files that say how a country or province counts, such as `packs/viet-nam`.

A scope names its packs (`packs = ["viet-nam", "quang-ngai"]`). A later one overlays an earlier one, and
`data/packs/<name>` of a project overlays the shipped pack of that name: what it adds is added, what has the same key is
replaced, the rest holds. The packs in force are set where a command or notebook takes up a scope; look-ups further in
read them from here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, partial, wraps
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

from helpers.vocabulary.errors import did_you_mean, unknown
from helpers.vocabulary.files import digest_files, is_of_system
from helpers.vocabulary.settings import Mistake, SettingsError, TomlTable, checked_text
from helpers.vocabulary.settings_text import MAX_BYTES, dates_as_text

COUNTRY = "viet-nam"
BASE = "base"  # what every country's scopes can read: figures typed from publications
P = ParamSpec("P")
T = TypeVar("T")


#: What a pack may hold: files of entries, and folders of layouts, translations and registers.
FOLDERS = {"layouts": ".toml", "locale": ".po", "registers": ".csv", "examples": ".csv"}


class Document(NamedTuple):
    """One data file of a pack: what readers call it, and its content."""

    label: str
    content: bytes

    @property
    def text(self) -> str:
        """Its text, of a file that is not written by hand."""
        return self.content.decode("utf-8-sig")

    @property
    def is_shipped(self) -> bool:
        """Whether it comes with the package: a fault in it is ours, not the user's."""
        return self.label.startswith("packs/")


@dataclass(frozen=True)
class Pack:
    """The packs that count together, in order. `root` is a project's `data/packs`, `digest` is of what lies there.

    places: the areas whose rules hold, the nearest first; those of the scope that they are in force for.
    """

    names: tuple[str, ...] = (COUNTRY,)
    root: Path | None = None
    digest: str = ""
    places: tuple[str, ...] = ()
    looked_up: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, names: Sequence[str], root: Path) -> Pack:
        """The packs of these names for a project with its own packs in `root`. Raises UsageError for an unknown one."""
        own = own_names(root)
        known = own | shipped_names()
        for name in names:
            if name not in known:
                raise unknown("pack", name, sorted(known))
        mine = [root / name for name in names if name in own]
        parts = [path for folder in mine for path in folder.rglob("*") if path.is_file() and _is_own(path)]
        pack = cls(tuple(names), root if mine else None, digest_files(parts, root) if parts else "")
        return _MADE.setdefault(pack, pack)

    def at(self, places: Sequence[str]) -> Pack:
        """The same packs for a scope that lies in these places."""
        pack = Pack(self.names, self.root, self.digest, tuple(places))
        return _MADE.setdefault(pack, pack)

    @cached_property
    def folders(self) -> tuple[tuple[str, Traversable], ...]:
        """The folders with what readers call them; a later one overlays those before."""
        pairs: list[tuple[str, Traversable]] = []
        for name in (BASE, *self.names):
            pairs.append((f"packs/{name}", _shipped().joinpath(name)))
            if self.root is not None:
                pairs.append((f"data/packs/{name}", self.root / name))
        return tuple((label, folder) for label, folder in pairs if folder.is_dir())

    def documents(self, file: str) -> list[Document]:
        """A data file (`norms.toml`) in each folder that has it."""
        there = [(f"{label}/{file}", folder.joinpath(file)) for label, folder in self.folders]
        return [Document(label, path.read_bytes()) for label, path in there if path.is_file() and _is_own(path)]

    def listed(self, folder: str, ending: str) -> list[Document]:
        """The files of a folder and those in it, by name; one of the same name in a later folder takes its place."""
        found: dict[str, Document] = {}
        for label, place in self.folders:
            for path, entry in _below(place.joinpath(folder), folder):
                if entry.name.endswith(ending):
                    found[entry.name] = Document(f"{label}/{path}", entry.read_bytes())
        return [found[name] for name in sorted(found)]


def _below(folder: Traversable, name: str, *, own: bool = True) -> Generator[tuple[str, Traversable]]:
    """The files of a folder and those in it, each with its path; without `own`, what is there that is no pack's own."""
    for entry in folder.iterdir() if folder.is_dir() and (_is_own(folder) or not name) else ():
        path = f"{name}/{entry.name}" if name else entry.name
        if _is_own(entry) and entry.is_dir():
            yield from _below(entry, path, own=own)
        elif _is_own(entry) == own:
            yield path, entry


def _is_own(entry: Traversable) -> bool:
    """Whether it is a folder or a file of readable size: a link may lead anywhere, a pipe or a device never ends."""
    if not isinstance(entry, Path):
        return True  # in a zip of the package
    return not entry.is_symlink() and (entry.is_dir() or (entry.is_file() and entry.stat().st_size <= MAX_BYTES))


def own_names(root: Path) -> set[str]:
    """Names of the packs that lie in a project's folder of packs."""
    there = root.iterdir() if root.is_dir() else ()
    return {path.name for path in there if path.is_dir() and not is_of_system(path.name)}


def shipped_names() -> set[str]:
    """Names of the packs that come with the package."""
    return {entry.name for entry in _shipped().iterdir() if entry.is_dir()}


def _shipped() -> Traversable:
    return files("helpers").joinpath("packs")


def words(table: str) -> dict[str, frozenset[str]]:
    """The lists of a table of `base/words.toml`, which hold for every country: phrases where it has ';', else words."""
    lists = tomllib.loads(_shipped().joinpath(BASE, "words.toml").read_text(encoding="utf-8"))[table]
    apart = {name: re.split(r"[;\n]" if ";" in text else r"\s", text) for name, text in lists.items()}
    return {name: frozenset(filter(None, map(str.strip, parts))) for name, parts in apart.items()}


def pattern(table: str, name: str, before: str = "") -> re.Pattern[str]:
    """The phrases of such a list as whole words of a folded text. before: what may stand before them."""
    return re.compile(rf"\b{before}(?:{'|'.join(sorted(words(table)[name]))})\b")


_COUNTRY = Pack()
_MADE = {_COUNTRY: _COUNTRY}  # one for each set of files, so that what was looked up in it is kept
_IN_FORCE: ContextVar[Pack] = ContextVar("packs", default=_COUNTRY)


def shipped() -> Pack:
    """The shipped pack of Viet Nam alone, for no place."""
    return _COUNTRY


def in_force() -> Pack:
    """The packs that look-ups read now: those taken up last, else the shipped pack of Viet Nam."""
    return _IN_FORCE.get()


def take_up(pack: Pack) -> None:
    """Let the packs be in force from here on: for a notebook or a command, which is about one scope."""
    _IN_FORCE.set(pack)


@contextmanager
def using(pack: Pack) -> Generator[None]:
    """Let the packs be in force within a block: for code that goes through several scopes."""
    token = _IN_FORCE.set(pack)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def per_pack(make: Callable[P, T]) -> Callable[P, T]:
    """A look-up that is made once for each set of packs in force and arguments."""

    @wraps(make)
    def look_up(*args: P.args, **options: P.kwargs) -> T:
        made = in_force().looked_up
        key = (make, args, tuple(options.items()))
        if key not in made:
            made[key] = make(*args, **options)
        return made[key]

    return look_up


@per_pack
def sound(file: str, model: Callable[[], TomlTable]) -> tuple[tuple[str, str | int, Any], ...]:
    """Each entry of a file in the packs in force, with its table and name or number there, in the packs' order.

    Faulty entries of a project's own packs are left out and told by `faults`. Raises SettingsError for a file that
    cannot be read at all, and for a fault in a shipped one.
    """
    found: list[tuple[str, str | int, Any]] = []
    for document, data, mistakes in _checked(file, model):
        if mistakes and (document.is_shipped or any(mistake.at == () for mistake in mistakes)):
            raise SettingsError(document.label, mistakes)
        faulty = {mistake.at[:2] for mistake in mistakes} | {mistake.at for mistake in mistakes if len(mistake.at) == 1}
        for table, rows in data.items():
            keys = rows if isinstance(rows, dict) else range(len(rows) if isinstance(rows, list) else 0)
            found += [(table, key, rows[key]) for key in keys if not {(table,), (table, key)} & faulty]
    return tuple(found)


def faults(file: str, model: Callable[[], TomlTable]) -> list[str]:
    """What is wrong with a file in a project's own packs, a message for each: file, line, what was expected."""
    return [SettingsError(document.label, mistakes).told for document, _, mistakes in _checked(file, model) if mistakes]


@per_pack
def _checked(file: str, model: Callable[[], TomlTable]) -> list[tuple[Document, dict[str, Any], list[Mistake]]]:
    return [(each, *checked_text(dates_as_text(each.content), model())) for each in in_force().documents(file)]


_ANYTHING = partial(TomlTable, others=True)


@per_pack
def ids(file: str, table: str) -> frozenset[str]:
    """What a table of a file in the packs in force names, sound or not: a slip is told in its entry, not here."""
    names: set[str] = set()
    for _, data, _ in _checked(file, _ANYTHING):
        rows = data.get(table, ())
        names.update(rows if isinstance(rows, dict) else (str(row.get("id")) for row in rows if isinstance(row, dict)))
    return frozenset(names)


def strangers() -> list[str]:
    """What is wrong with the files of a project's own packs: those that nothing reads, a message for each."""
    known = {entry.name for entry in _shipped().joinpath(COUNTRY).iterdir() if entry.is_file()}
    near = [*known, *(f"{name}/" for name in FOLDERS)]
    own = [(label, folder) for label, folder in in_force().folders if not label.startswith("packs/")]
    unread = [(f"{label}/", name) for label, folder in own for name in _unread(folder, known)]
    odd = [f"{label}/{path}" for label, folder in own for path, _ in _below(folder, "", own=False)]
    lost = [f"{label}{name}: no file of a pack is called so.{did_you_mean(name, near)}" for label, name in unread]
    return lost + [f"{path}: not read. A pack holds files of up to {MAX_BYTES // 10**6} MB, no links, pipes or devices." for path in odd]  # fmt: skip


def _unread(folder: Traversable, known: set[str]) -> Iterator[str]:
    """Names in a pack's folder that are neither a file nor a folder of a pack, nor what a system leaves there."""
    for entry in folder.iterdir():
        kept = FOLDERS if entry.is_dir() else {*known, "README.md"}
        if entry.name not in kept and not is_of_system(entry.name):
            yield entry.name + "/" * entry.is_dir()


def entry_key(entry: dict[str, Any]) -> tuple[str, ...]:
    """What tells the entries of a list apart: id, first day and place; without an id, all that an entry holds."""
    if "id" not in entry:
        return (str(sorted(entry.items(), key=str)),)
    return tuple(str(entry.get(name, "")) for name in ("id", "valid_from", "place"))
