"""`commune publish --reproduce N`: the publication made again at its commit, with its lock, in a folder of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from helpers.run.manifest import NAME as MANIFEST
from helpers.run.publications import sdmx
from helpers.run.publications.shelf import MARK, Publication, contents, enter, listed, numbered
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import CommuneError, UsageError
from helpers.vocabulary.files import sha256
from helpers.vocabulary.language import LANGUAGES, format_date
from helpers.vocabulary.law import local
from helpers.vocabulary.message import message, together
from helpers.vocabulary.project import Project

#: Of a manifest: when pages were made, how long it took, and digests of files, which are compared themselves.
_PASSING = {"made", "seconds", "files"}
#: What publishing adds to the tree that a run made; the SDMX files follow from observations.csv, which is compared.
GIVEN = {"requirements.lock", MARK, sdmx.FIGURES, sdmx.STRUCTURE}
_SLOWEST = 3  # minutes between the stamp of a page and its entry in the manifest


def reproduce(edition: Edition, number: int, tell: Callable[[str], None]) -> list[str]:
    """Files that come out otherwise, with the reason; none if all are the same but for their stamps.

    Raises UsageError where the commit is not in this checkout, CommuneError where a step fails.
    """
    publication = numbered(edition.project, edition.scope_id, str(edition.period), number)
    if not publication.commit:
        raise UsageError(
            "{publication} was made outside git, so nobody knows with which program.", publication=publication.name
        )
    with tempfile.TemporaryDirectory(prefix="commune-again-") as folder:
        again = Path(folder) / "project"
        _checkout(edition.project.root, publication, again, tell)
        _give_earlier(publication, edition, again)
        python = _python(publication, edition, again, tell)
        _run(publication, edition, again, python, tell)
        made = again / "reports" / "public" / publication.scope / publication.period
        return list(_differences(publication.folder(edition.project), made))


def _step(command: list[str], where: Path, tell: Callable[[str], None], what: str) -> None:
    tell(what)
    own = {"PYTHONPATH": str(where / "src"), "COMMUNE_ROOT": str(where)}  # the program and the data of this folder
    done = subprocess.run(command, cwd=where, env={**os.environ, **own}, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode not in (0, 3):  # 3: done, with rejected figures
        end = (done.stderr or done.stdout).strip().splitlines()[-5:]
        raise CommuneError(together([message("{what}: failed (exit code {code}).", what=what, code=done.returncode), *end], "\n  "))  # fmt: skip


def _checkout(root: Path, publication: Publication, again: Path, tell: Callable[[str], None]) -> None:
    git = shutil.which("git")
    if git is None:
        raise UsageError("git is needed to take out the commit of a publication, and is not on this machine.")
    _step([git, "clone", "--quiet", "--no-checkout", str(root), str(again)], root, tell, message("Copying the project"))
    commit = publication.commit
    said = message("Taking out commit {commit}", commit=commit[:10])
    _step([git, "checkout", "--quiet", "--detach", commit], again, tell, said)


def _give_earlier(publication: Publication, edition: Edition, again: Path) -> None:
    """Put the publications before it in their place: pages tell what was revised since, and nothing may be told by both."""
    there = Project(again)
    for each in listed(edition.project, publication.scope):
        if (each.period, each.number) == (publication.period, publication.number):
            return
        for folder, copy in (
            (each.folder(edition.project), each.folder(there)),
            (each.behind(edition.project), each.behind(there)),
        ):
            if folder.is_dir():
                shutil.copytree(folder, copy)
        enter(there, each)


def _python(publication: Publication, edition: Edition, again: Path, tell: Callable[[str], None]) -> str:
    """This interpreter if its lock is the same as here, else one of a new environment by the publication's lock."""
    locks = [edition.project.root / "requirements.lock", publication.folder(edition.project) / "requirements.lock"]
    if len({sha256(lock) if lock.is_file() else "" for lock in locks}) == 1:
        return sys.executable
    place = again / ".venv"
    _step([sys.executable, "-m", "venv", str(place)], again, tell, message("Making an environment"))
    python = str(place / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(locks[1])]
    _step(install, again, tell, message("Installing the packages of its lock"))
    return python


def _run(publication: Publication, edition: Edition, again: Path, python: str, tell: Callable[[str], None]) -> None:
    folder = publication.folder(edition.project)
    langs = ",".join(sorted((each.name for each in folder.iterdir() if (each / "index.html").is_file()), reverse=True))
    asked = ["run", "--scope", publication.scope, "--period", publication.period, "--lang", langs]
    _step([python, "-m", "helpers", *asked], again, tell, message("Making the reports again"))


def _differences(before: Path, after: Path) -> Iterator[str]:
    told, there = contents(before), contents(after)
    kept = told.keys() - GIVEN
    stamps = _stamps(before), _stamps(after)
    for name in sorted(kept | there.keys()):
        if name not in there:
            yield message("{name}: not made again", name=name)
        elif name not in told:
            yield message("{name}: was not published", name=name)
        elif told[name] != there[name] and _plain(before / name, stamps[0]) != _plain(after / name, stamps[1]):
            yield message("{name}: differs", name=name)


def _stamps(folder: Path) -> list[datetime]:
    """When the pages were made, to the minute, as their manifest says; a period in one file holds the stamps of all."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    made = (datetime.fromisoformat(page["made"]) for page in manifest["pages"].values())
    return sorted({each.replace(second=0) for each in made})


def _plain(path: Path, stamps: list[datetime]) -> object:
    """The content without its stamps; data files have none."""
    content = path.read_bytes()
    if path.name == MANIFEST:
        return _lasting(json.loads(content))
    if path.suffix not in {".html", ".ipynb"}:
        return content
    text = content.decode("utf-8")
    for made in stamps:
        text = _without(text, made)
    return text


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lasting(inner) for name, inner in value.items() if name not in _PASSING}
    return value


def _without(text: str, made: datetime) -> str:
    """A page without the words for the minute that it was made in, however it writes them, in either time."""
    for minutes in range(_SLOWEST):
        moment = made - timedelta(minutes=minutes)
        for then in (moment.astimezone(UTC), local(moment, "en")[0]):
            days = [f"{then:%Y-%m-%d}", *(format_date(then.date(), lang, short=short) for lang in LANGUAGES for short in (False, True))]  # fmt: skip
            for words, sign in [(f"{then:%H:%M}", "TIME"), *((day, "DAY") for day in days)]:
                text = re.sub(rf"(?<!\d){re.escape(words)}(?!\d)", sign, text)
    return text
