"""Where things lie: the folders of a checkout."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from helpers.vocabulary.errors import UsageError, did_you_mean
from helpers.vocabulary.period import Period


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
            f"No data/raw folder in {here}. Run the command inside the project, or set COMMUNE_ROOT to its folder."
        )

    @property
    def notebooks(self) -> Path:
        """The folder of the notebooks."""
        return self.root / "notebooks"

    def raw(self, scope: str, period: Period | str | None = None) -> Path:
        """Folder of a scope, or of one of its periods, as received."""
        return self._under("data/raw", scope, period)

    def processed(self, scope: str, period: Period | str | None = None) -> Path:
        """Folder of accepted observations; made by runs."""
        return self._under("data/processed", scope, period)

    def reports(self, audience: str = "", scope: str | None = None, period: Period | str | None = None) -> Path:
        """Folder of all reports, or of an audience's own tree of them; made by runs."""
        return self._under(f"reports/{audience}", scope, period)

    def _under(self, top: str, scope: str | None, period: Period | str | None) -> Path:
        return self.root.joinpath(top, *(str(part) for part in (scope, period) if part is not None))

    def scopes(self) -> list[str]:
        """Ids of the scopes: the folders of `data/raw` with a `scope.toml`."""
        return sorted(path.parent.name for path in self.raw("*").parent.glob("*/scope.toml"))

    def periods(self, scope: str) -> list[Period]:
        """Periods of a scope, earliest first: its folders with a `sources.toml`."""
        folders = (path.parent.name for path in self.raw(scope).glob("*/sources.toml"))
        return sorted(Period.parse(name) for name in folders)

    def check_scope(self, scope: str) -> str:
        """The scope's id, or UsageError with the nearest known one."""
        known = self.scopes()
        if scope not in known:
            raise UsageError(
                f'Unknown scope "{scope}".{did_you_mean(scope, known)} Known scopes: {", ".join(known) or "none"}.'
            )
        return scope

    def check_period(self, scope: str, period: str) -> Period:
        """The period, or UsageError with the ones that the scope has."""
        known = [str(p) for p in self.periods(self.check_scope(scope))]
        if str(Period.parse(period)) not in known:
            listed = ", ".join(known) or "none"
            raise UsageError(
                f'{scope} has no returns for "{period}".{did_you_mean(period, known)} Periods in {self.raw(scope).relative_to(self.root).as_posix()}: {listed}.'
            )
        return Period.parse(period)

    def default_scope(self) -> str:
        """`scope` of `[tool.commune]` in pyproject.toml, else the first scope."""
        path = self.root / "pyproject.toml"
        settings = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        chosen = settings.get("tool", {}).get("commune", {}).get("scope")
        if chosen or not self.scopes():
            return self.check_scope(chosen or "")
        return self.scopes()[0]

    def default_period(self, scope: str) -> Period:
        """The latest period of the scope. Raises UsageError if it has none."""
        periods = self.periods(self.check_scope(scope))
        if not periods:
            raise UsageError(
                f"{scope} has no periods yet. Add a folder such as data/raw/{scope}/2024-H1 with a sources.toml."
            )
        return periods[-1]
