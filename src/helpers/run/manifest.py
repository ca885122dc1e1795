"""What a period's reports were made from: `manifest.json`, and the journal that a run keeps until it writes one.

The journal gets a line for each finished page, so that a run that is killed loses no page, and a period of thousands of
pages does not rewrite a long file for each of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.vocabulary.files import damaged, read_json, write_atomic

NAME, JOURNAL = "manifest.json", ".pages.jsonl"
FORMAT = 1


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema of `manifest.json`."""
    return json.loads(files("helpers").joinpath("run", "manifest.schema.json").read_text(encoding="utf-8"))


class PageLedger:
    """The pages that a period has, by name; each entry holds its key, files and their digests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = read_json(folder / NAME)
        self.manifest = manifest if manifest.get("format") == FORMAT else {}  # else every page is made again
        recorded = self.manifest.get("pages")
        told = list(recorded.items()) if isinstance(recorded, dict) else []
        told += [(entry["name"], entry["page"]) for entry in _read_journal(folder / JOURNAL)]
        self.pages: dict[str, dict[str, Any]] = {name: page for name, page in told if _is_page(name, page)}

    def damaged(self, name: str) -> list[str]:
        """Files of a page that are missing or not as they were written."""
        return damaged(self.folder, self.pages[name]["files"])

    def file(self, name: str, suffix: str) -> Path:
        """A page's file of a kind: '.html' or '.ipynb'."""
        return self.folder / next(file for file in self.pages[name]["files"] if file.endswith(suffix))

    def read_once(self, known: Mapping[str, Any], read: Callable[[str], dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """What is read in the notebook of each page, with the page's key; what is known of a key is not read again."""
        found = {}
        for name, page in sorted(self.pages.items()):
            each = known.get(name) or {}
            if each.get("key") != page["key"]:
                each = {"key": page["key"], **read(self.file(name, ".ipynb").read_text(encoding="utf-8"))}
            found[name] = each
        return found

    def record(self, name: str, page: dict[str, Any]) -> None:
        """Note a finished page, at once and for good."""
        self.pages[name] = page
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"name": name, "page": page}, sort_keys=True) + "\n")

    def forget(self, names: set[str]) -> None:
        """Drop pages that the period has no more, with their files."""
        for name in sorted(names):
            for file in self.pages.pop(name)["files"]:
                (self.folder / file).unlink(missing_ok=True)

    def write(self, facts: Mapping[str, Any]) -> None:
        """Write `manifest.json` and close the journal. Raises jsonschema.ValidationError for a faulty manifest."""
        import jsonschema

        whole = {"format": FORMAT, **facts, "pages": dict(sorted(self.pages.items()))}
        jsonschema.Draft202012Validator(schema()).validate(whole)  # that the schema is one, the tests check
        write_atomic(self.folder / NAME, json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        (self.folder / JOURNAL).unlink(missing_ok=True)


def _read_journal(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    return [entry for line in lines if (entry := _entry(line))]


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError:
        return None  # the line that a killed run was writing
    return entry if isinstance(entry, dict) and {"name", "page"} <= entry.keys() else None


def _is_page(name: Any, page: Any) -> bool:
    """Whether this is a page as a run records it. Its files lie below the folder: what is recorded may be removed."""
    if not isinstance(name, str) or not isinstance(page, dict) or not isinstance(page.get("key"), str):
        return False
    files = page.get("files")
    if not isinstance(files, dict) or not all(isinstance(page.get(part), dict) for part in ("parts", "parameters")):
        return False
    return all(
        not PurePosixPath(f).is_absolute() and ".." not in PurePosixPath(f).parts and "\\" not in f for f in files
    )
