"""Write docs/licences.md: the licence of every package that requirements.lock names, as the package itself states it.

`make lock` runs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HEAD = """# Licences

What every locked package says of its own licence. This project's own licence is MIT ([LICENSE](../LICENSE)). Made by
`make lock`; packages that only other systems need are not installed here.

| package | licence |
| --- | --- |
"""


def licences() -> str:
    """The document: one row for each locked package."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return HEAD + "".join(_row(name) for name in re.findall(r"^([a-z0-9][\w.-]*)==", lock, re.MULTILINE))


def _row(name: str) -> str:
    try:
        told = metadata(name).json
    except PackageNotFoundError:
        return f"| {name} | not installed here |\n"
    return f"| {name} | {_licence(told)} |\n"


def _licence(told: Mapping[str, Any]) -> str:
    """The SPDX expression where there is one, else the classifiers, else the first line of the free text."""
    classified = [c.rpartition(" :: ")[2] for c in told.get("classifier", []) if c.startswith("License :: ")]
    free = told.get("license", "").strip().partition("\n")[0]
    found = told.get("license_expression") or ", ".join(classified) or free
    return (found or "not stated").replace("|", "/")[:80]


if __name__ == "__main__":
    (ROOT / "docs" / "licences.md").write_text(licences(), encoding="utf-8")
