"""Packs: folders of data files that say how a country or province counts, such as `packs/viet-nam`.

A scope names its packs (`packs = ["viet-nam", "quang-ngai"]`). A later one overlays an earlier one, and `data/packs/<name>`
of a project overlays the shipped pack of that name: what it adds is added, what has the same key is replaced, the rest
holds. The packs in force are set where a command or notebook takes up a scope; look-ups further in read them from here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, wraps
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

from helpers.vocabulary.errors import InputError, UsageError, did_you_mean
from helpers.vocabulary.files import digest_files

COUNTRY = "viet-nam"
P = ParamSpec("P")
T = TypeVar("T")


class Document(NamedTuple):
    """One data file of a pack: what readers call it, and its text."""

    label: str
    text: str

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
        """The packs of these names for a project whose own packs lie in `root`. Raises UsageError for an unknown one."""
        own = {path.name for path in root.iterdir() if path.is_dir()} if root.is_dir() else set()
        known = own | {entry.name for entry in _shipped().iterdir() if entry.is_dir()}
        for name in names:
            if name not in known:
                listed = ", ".join(sorted(known))
                raise UsageError(f'No pack is called "{name}".{did_you_mean(name, known)} Packs: {listed}.')
        mine = [root / name for name in names if name in own]
        parts = [path for folder in mine for path in folder.rglob("*") if path.is_file()]
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
        for name in self.names:
            pairs.append((f"packs/{name}", _shipped().joinpath(name)))
            if self.root is not None:
                pairs.append((f"data/packs/{name}", self.root / name))
        return tuple((label, folder) for label, folder in pairs if folder.is_dir())

    def documents(self, file: str) -> list[Document]:
        """A data file (`norms.toml`) in each folder that has it."""
        there = [(f"{label}/{file}", folder.joinpath(file)) for label, folder in self.folders]
        return [Document(label, path.read_text(encoding="utf-8-sig")) for label, path in there if path.is_file()]

    def listed(self, folder: str, ending: str) -> list[Document]:
        """The files of a folder in order of name; one of the same name in a later folder stands in its place."""
        found: dict[str, Document] = {}
        for label, place in self.folders:
            inside = place.joinpath(folder)
            for entry in inside.iterdir() if inside.is_dir() else ():
                if entry.name.endswith(ending):
                    found[entry.name] = Document(
                        f"{label}/{folder}/{entry.name}", entry.read_text(encoding="utf-8-sig")
                    )
        return [found[name] for name in sorted(found)]


def _shipped() -> Traversable:
    return files("helpers").joinpath("packs")


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
def entries(file: str) -> dict[str, Any]:
    """What a TOML file holds in the packs in force, one laid over the other; callers leave it as it is."""
    merged: dict[str, Any] = {}
    for document in in_force().documents(file):
        try:
            merged = _laid_over(merged, tomllib.loads(document.text))
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"{document.label} is not valid TOML: {error}.") from error
    return merged


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """The tables of `above` laid over those of `below`; entries of lists are told apart by `entry_key`."""
    result = dict(below)
    for name, given in above.items():
        known = result.get(name)
        if isinstance(known, dict) and isinstance(given, dict):
            result[name] = _laid_over(known, given)
        elif isinstance(known, list) and known and isinstance(known[0], dict):
            result[name] = list({entry_key(entry): entry for entry in [*known, *given]}.values())
        else:
            result[name] = given
    return result


def entry_key(entry: dict[str, Any]) -> tuple[str, ...]:
    """What tells the entries of a list apart: id, first day and place; without an id, all that an entry holds."""
    if "id" not in entry:
        return (str(sorted(entry.items(), key=str)),)
    return tuple(str(entry.get(name, "")) for name in ("id", "valid_from", "place"))
