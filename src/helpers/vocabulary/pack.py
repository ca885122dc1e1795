"""Packs: folders of data files that say how a country or province counts, such as `packs/viet-nam`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

COUNTRY = "viet-nam"


def pack(name: str = COUNTRY) -> Traversable:
    """The folder of a shipped pack."""
    return files("helpers").joinpath("packs", name)


@lru_cache(maxsize=16)
def entries(file: str, name: str = COUNTRY) -> dict[str, Any]:
    """What a TOML file of a pack holds (`norms.toml`), read once; callers leave it as it is."""
    return tomllib.loads(pack(name).joinpath(file).read_text(encoding="utf-8"))
