"""Findings: one message about one figure or file, with its address and a sentence that a commune clerk can act on."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

FINDING_COLUMNS = (
    "code", "severity", "workbook", "sheet", "cell", "unit", "boundary",
    "indicator", "detail", "printed", "expected", "message_vi", "message_en",
)  # fmt: skip
SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class FindingType:
    """A kind of finding: its stable code, severity, and its sentence as a template in both languages."""

    code: str
    severity: str
    vi: str
    en: str


@lru_cache(maxsize=1)
def finding_types() -> dict[str, FindingType]:
    """Every kind of finding by code, as `findings.toml` lists them."""
    text = files("helpers.vocabulary").joinpath("findings.toml").read_text(encoding="utf-8")
    return {code: FindingType(code, **entry) for code, entry in tomllib.loads(text).items()}


def finding(
    code: str,
    *,
    workbook: str,
    printed: object = "",
    expected: object = "",
    withheld: Collection[str] = (),
    **rest: object,
) -> dict[str, str]:
    """One finding as a row of FINDING_COLUMNS.

    withheld: words that may not be told; the sentence points to the cell in their place. `rest` fills the address
    (sheet, cell, unit, boundary, indicator, detail); together with printed, expected and any other words it fills the
    sentence's template. Raises KeyError for an unknown code or a word that the template misses.
    """
    kind = finding_types()[code]
    words = {"workbook": workbook, "printed": printed, "expected": expected} | rest
    address = {name: str(words.get(name, "")) for name in FINDING_COLUMNS[2:11]}
    blanks = dict.fromkeys(FINDING_COLUMNS[2:11], "")
    address |= {name: "" for name in withheld if name in address}
    vi, en = (_pointing(text, withheld, address["cell"], word) for text, word in ((kind.vi, "ô"), (kind.en, "cell")))
    return {
        "code": code,
        "severity": kind.severity,
        **address,
        "message_vi": vi.format(**(blanks | words)),
        "message_en": en.format(**(blanks | words)),
    }


def _pointing(template: str, withheld: Collection[str], cell: str, word: str) -> str:
    """A sentence's template with '[cell B21]' in place of the words that are withheld."""
    place = f"[{word} {cell}]" if cell else "[…]"
    for name in withheld:
        template = template.replace(f"“{{{name}}}”", place).replace(f"{{{name}}}", place)
    return template


def findings_frame(records: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Findings as a frame of FINDING_COLUMNS, all text."""
    return pd.DataFrame(list(records), columns=list(FINDING_COLUMNS)).astype("str")
