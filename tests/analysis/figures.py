"""Small observations written out in tests, and the scope that they are of."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.vocabulary.catalogue import indicators
from helpers.vocabulary.observation import frame
from helpers.vocabulary.place import Boundary, Scope, Unit


def observations(
    *rows: tuple, as_of: str = "2023-12-31", kind: str = "official", boundary: str = "2019", start: str = ""
) -> pd.DataFrame:
    """Rows of (unit, indicator, value) or (unit, indicator, detail, value), all of one date, kind and boundary.

    Flows are of the year up to the date unless `start` says since when.
    """
    return frame(
        {
            "scope": "demo", "period": as_of[:4], "unit": row[0], "boundary": boundary, "indicator": row[1],
            "detail": row[2] if len(row) == 4 else "", "value": row[-1], "status": "A" if row[-1] is not None else "O",
            "confidentiality": "F", "qualifier": "", "kind": kind, "as_of": as_of,
            "start": (start or f"{as_of[:4]}-01-01") if indicators()[row[1]].duration == "flow" else as_of, "workbook": "a.xlsx", "sheet": "1", "cell": "C7",
            "printed": "" if row[-1] is None else str(row[-1]),
        }
        for row in rows
    )  # fmt: skip


def scope(units: str = "ABC", merged: dict[str, str] | None = None) -> Scope:
    """A scope of one-letter units with total T; `merged` adds a version 2025-07 whose units are sums of old ones."""
    old = Boundary(
        "2019",
        date(2019, 1, 1),
        tuple(Unit(u, "2019", f"Xã {u}", "Xã") for u in units),
        Unit("T", "2019", "Huyện T", "Huyện"),
    )
    versions = [old]
    if merged is not None:
        new = tuple(Unit(u, "2025-07", f"Xã {u}", "Xã", predecessors=tuple(parts)) for u, parts in merged.items())
        versions.append(Boundary("2025-07", date(2025, 7, 1), new, Unit("T", "2025-07", "Huyện T", "Huyện")))
    return Scope("demo", {"vi": "Huyện T", "en": "T district"}, "62", "commune", tuple(versions),
                 references={"62": {"vi": "Tỉnh", "en": "Province"}})  # fmt: skip
