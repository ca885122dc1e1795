"""The languages of pages, as `languages.toml` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Mapping[str, Any]]:
    """The languages of pages in order, each with its entry of `languages.toml`."""
    return tomllib.loads(files("helpers.vocabulary").joinpath("languages.toml").read_text(encoding="utf-8"))
