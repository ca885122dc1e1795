"""What came in, in JupyterLab: files are named or dropped on a button, examined, and taken where they are sure."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from helpers.report.markup import escape
from helpers.run.arrivals.receive import Proposal, propose
from helpers.run.arrivals.received import waiting_for
from helpers.run.arrivals.receiving import gathered, lines
from helpers.run.arrivals.receiving import receive as run_receive
from helpers.vocabulary.language import check_language, translator
from helpers.vocabulary.pack import using
from helpers.vocabulary.period import Period
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project


class Inbox:
    """Files as examined, a line each; `take()` puts sure ones into their period, `missing` says what is awaited."""

    def __init__(self, files: str | Path, scope: str, period: str, lang: str) -> None:
        self.project, self.lang = Project.find(), check_language(lang)
        self.scope = self.project.chosen_scope(scope)
        self.period = Period.parse(period) if period else None
        self.files = [Path(files)] if str(files) else []

    @property
    def lines(self) -> list[str]:
        """What each file is, as `commune receive` says it."""
        place = load_scope(self.scope, self.project)
        with gathered(self.files) as found, using(place.pack):
            proposals: list[Proposal] = propose(found, self.scope, self.period, self.project)
            return lines(proposals, place, self.lang)

    @property
    def missing(self) -> list[str]:
        """Files that are listed and not there, and units without figures, by period."""
        return [translator(self.lang).tell(line) for line in waiting_for(self.project, self.scope)]

    def take(self) -> list[str]:
        """Copy what is sure into its period and write its entry; says what was done."""
        said: list[str] = []
        run_receive(self.files, self.scope, self.period, self.project, self.lang, None, said.append)
        return said

    @cached_property
    def _folder(self) -> TemporaryDirectory[str]:
        """Where dropped files lie while the inbox is there; made for the first of them, so that no run leaves one."""
        return TemporaryDirectory(prefix="commune-inbox-")

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display  # imported here: only notebooks show anything

        if self.files:
            display(HTML(_listed(self.lines)))
        else:
            display(self._upload())

    def _upload(self) -> Any:
        """A button to drop files on, with what they are, and one to take them."""
        import ipywidgets as widgets  # imported here: it takes a while, and only notebooks drop files

        t = translator(self.lang)
        drop = widgets.FileUpload(multiple=True, description=t("Files that came in"), layout={"width": "max-content"})
        take = widgets.Button(description=t("Take what is sure"), disabled=True, layout={"width": "max-content"})
        said = widgets.HTML()
        box = widgets.VBox([drop, said, take])

        def came(change: Any) -> None:
            self.files = [Path(self._folder.name)]
            for each in change["new"]:
                (self.files[0] / Path(each["name"]).name).write_bytes(each["content"])
            said.value, take.disabled = _listed(self.lines), False

        def taken(_: Any) -> None:
            said.value, take.disabled = _listed(self.take()), True

        drop.observe(came, names="value")
        take.on_click(taken)
        return box


def _listed(said: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in said)}</ul>"


def receive(files: str | Path = "", scope: str = "", period: str = "", lang: str = "vi") -> Inbox:
    """What files, folders or zips that came in are; without any, a button to drop them on. `take()` copies.

    scope and period: the project's own, and the one that each file names, where nothing is said.
    """
    return Inbox(files, scope, period, lang)
