"""The kinds of pages, as pages.toml lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def page_kinds() -> Mapping[str, Mapping[str, str]]:
    """The kinds of pages by id, in the order of their links."""
    text = files("helpers.report").joinpath("pages.toml").read_text(encoding="utf-8")
    return {entry["id"]: entry for entry in tomllib.loads(text)["page"]}
