"""Where things lie: the folders of a checkout."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from helpers.vocabulary.errors import UsageError, did_you_mean, unknown
from helpers.vocabulary.files import is_of_system, own_folder
from helpers.vocabulary.message import message
from helpers.vocabulary.period import Period
from helpers.vocabulary.settings import Code, TomlTable, is_code, read_settings

_TOOL = TomlTable(optional={"commune": TomlTable(optional={"scope": Code()})}, others=True)
_PYPROJECT = TomlTable(optional={"tool": _TOOL}, others=True)


@dataclass(frozen=True)
class Project:
    """A folder that holds `data/raw`; everything else is found from there."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """The project of `COMMUNE_ROOT`, else of the nearest parent of `start` (the working folder) with `data/raw`."""
        named = os.environ.get("COMMUNE_ROOT")
        here = Path(named or start or Path.cwd()).resolve()
        for folder in [here] if named else [here, *here.parents]:
            if (folder / "data" / "raw").is_dir():
                return cls(folder)
        raise UsageError(
            "No data/raw folder in {here}. Run the command inside the project, or set COMMUNE_ROOT to its folder.",
            here=here,
        )

    @property
    def notebooks(self) -> Path:
        """The folder of the notebooks."""
        return self.root / "notebooks"

    @property
    def packs(self) -> Path:
        """The folder of the project's own packs; it need not be there."""
        return self.root / "data" / "packs"

    def raw(self, scope: str, period: Period | str | None = None) -> Path:
        """Folder of a scope, or of one of its periods, as received."""
        return self._under("data/raw", scope, period)

    def processed(self, scope: str, period: Period | str | None = None) -> Path:
        """Folder of accepted observations; made by runs."""
        return self._under("data/processed", scope, period)

    def reports(self, audience: str = "", scope: str | None = None, period: Period | str | None = None) -> Path:
        """Folder of all reports, or of an audience's own tree of them; made by runs."""
        return self._under(f"reports/{audience}", scope, period)

    def keep_from_others(self) -> None:
        """Let only the owner enter the folders that hold what the public may not see; makes them."""
        for place in ("data/processed", "reports/internal", ".commune"):
            own_folder(self.root / place)

    def _under(self, top: str, scope: str | None, period: Period | str | None) -> Path:
        return self.root.joinpath(top, *(str(part) for part in (scope, period) if part is not None))

    def scopes(self) -> list[str]:
        """Ids of the scopes: the folders of `data/raw` with a `scope.toml` and a name that may be part of a path."""
        return [name for name in self._named("data/raw/*/scope.toml") if is_code(name) and name not in self._twins()]

    def periods(self, scope: str) -> list[Period]:
        """Periods of a scope, earliest first: its folders with a `sources.toml` that are named as periods."""
        return sorted(Period.parse(name) for name in self._periods(scope) if Period.is_period(name))

    def stray_scopes(self) -> list[str]:
        """What is told of scopes that are passed over because of the names of their folders."""
        rule = 'data/raw/{name}: a scope\'s folder is named in plain letters, figures and "-", such as kon-plong; rename it.'
        told = [message("data/raw/{name}: Windows takes this folder for data/raw/{other}; rename it or take it away.", name=name, other=other) for name, other in self._twins().items()]  # fmt: skip
        return [
            *(message(rule, name=name) for name in self._named("data/raw/*/scope.toml") if not is_code(name)),
            *told,
        ]

    def _twins(self) -> dict[str, str]:
        """Names of scopes that differ from another one in small and capital letters alone; the one in small letters stays."""
        kept: dict[str, str] = {}
        names = sorted(
            filter(is_code, self._named("data/raw/*/scope.toml")), key=lambda name: (name != name.lower(), name)
        )
        return {name: other for name in names if (other := kept.setdefault(name.lower(), name)) != name}

    def stray_periods(self, scope: str) -> list[str]:
        """What is told of periods of a scope that are passed over because of the names of their folders."""
        rule = "data/raw/{scope}/{name}: a period's folder is named 2023, 2024-H1, 2024-Q3 or 2024-09; rename it."
        return [message(rule, scope=scope, name=name) for name in self._periods(scope) if not Period.is_period(name)]

    def _periods(self, scope: str) -> list[str]:
        return self._named(f"data/raw/{scope}/*/sources.toml")

    def _named(self, pattern: str) -> list[str]:
        """Names of the folders that hold the files of a pattern, without those that the system made."""
        return sorted(path.parent.name for path in self.root.glob(pattern) if not is_of_system(path.parent.name))

    def check_scope(self, scope: str) -> str:
        """The scope's id, or UsageError with the nearest known one."""
        known = self.scopes()
        if scope not in known:
            if told := [line for line in self.stray_scopes() if line.startswith(f"data/raw/{scope}:")]:
                raise UsageError(told[0])
            if is_code(scope):
                self._expect(self.raw(scope) / "scope.toml")
            raise unknown("scope", scope, known)
        return scope

    def _expect(self, path: Path) -> None:
        """Raise UsageError for a folder that is there without the file that describes it; it tells of one called nearly so."""
        if path.parent.is_dir() and not path.is_file():
            near = [each.name for each in path.parent.iterdir() if each.name.casefold().startswith(path.name)]
            raise UsageError(
                "{folder} holds no file {name}.{near}",
                folder=path.parent.relative_to(self.root).as_posix(),
                name=path.name,
                near=did_you_mean(path.name, near, 0),
            )

    def check_period(self, scope: str, period: str) -> Period:
        """The period, or UsageError with the ones that the scope has."""
        known = [str(p) for p in self.periods(self.check_scope(scope))]
        if str(Period.parse(period)) not in known:
            self._expect(self.raw(scope, Period.parse(period)) / "sources.toml")
            listed = ", ".join(known) or "none"
            raise UsageError(
                '{scope} has no returns for "{period}".{near} Periods in {folder}: {listed}.',
                scope=scope,
                period=period,
                near=did_you_mean(period, known),
                folder=self.raw(scope).relative_to(self.root).as_posix(),
                listed=listed,
            )
        return Period.parse(period)

    def chosen_scope(self, scope: str | None) -> str:
        """The scope that is asked for, else the project's default. Raises UsageError for an unknown one."""
        return self.check_scope(scope) if scope else self.default_scope()

    def default_scope(self) -> str:
        """`scope` of `[tool.commune]` in pyproject.toml, else the first scope."""
        path = self.root / "pyproject.toml"
        settings = read_settings(path, _PYPROJECT) if path.is_file() else {}
        chosen = settings.get("tool", {}).get("commune", {}).get("scope")
        if chosen or not self.scopes():
            return self.check_scope(chosen or "")
        return self.scopes()[0]

    def default_period(self, scope: str) -> Period:
        """The latest period of the scope. Raises UsageError if it has none."""
        periods = self.periods(self.check_scope(scope))
        if not periods:
            raise UsageError(
                "{scope} has no periods yet. Add a folder such as data/raw/{scope}/2024-H1 with a sources.toml.",
                scope=scope,
            )
        return periods[-1]
