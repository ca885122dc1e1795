"""Small tables of observations written out in the tests, and reviews of them."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
from tests.editions import edition

from helpers.intake.evidence import columns_frame
from helpers.quality import review
from helpers.quality.figures import split_name
from helpers.vocabulary import catalogue, observation
from helpers.vocabulary.findings import findings_frame
from helpers.vocabulary.place import Boundary, Scope, Unit


def boundary(version, valid_from, units, valid_to=None):
    listed = tuple(
        Unit(code, version, name, name.split(" ")[0], predecessors=tuple(parts)) for code, name, *parts in units
    )
    return Boundary(
        version, valid_from, listed, Unit("613", version, "Huyện A", "Huyện", name_en="District A"), valid_to
    )


OLD = boundary("2019", date(2019, 1, 1), [("1", "Xã Một"), ("2", "Xã Hai"), ("3", "Xã Ba")], date(2025, 6, 30))
NEW = boundary("2025-07", date(2025, 7, 1), [("1", "Xã Một", "1", "2"), ("3", "Xã Ba", "3")])
SCOPE = Scope("a", {"vi": "Huyện A", "en": "District A"}, "62", "commune", (OLD, NEW))


def rows(figures, unit="1", day="2023-12-31", kind="official", version="2019", workbook="a.xlsx", sheet="S", **more):
    """One row per figure: `{"households": 10, "poor_household_flow/start": (3, "3")}`; a pair gives the printed text."""
    table = []
    for at, (name, value) in enumerate(figures.items(), start=1):
        indicator, detail = split_name(name)
        value, printed = value if isinstance(value, tuple) else (value, f"{value:g}" if value is not None else "")
        table.append(
            {
                "scope": "a",
                "period": day[:4],
                "unit": unit,
                "boundary": version,
                "indicator": indicator,
                "detail": detail,
            }
            | {
                "value": value,
                "status": "O" if value is None else "A",
                "confidentiality": "F",
                "kind": kind,
                "start": f"{day[:4]}-01-01" if catalogue.indicators()[indicator].duration == "flow" else day,
                "as_of": day,
            }
            | {"workbook": workbook, "sheet": sheet, "cell": f"{chr(64 + at % 26)}{unit}{at}", "printed": printed}
            | more
        )
    return table


def intake(*tables):
    observations = observation.frame([row for table in tables for row in table])
    filled = observations[observations["printed"] != ""]
    cells = filled[["workbook", "sheet", "cell"]].assign(outcome="observation", text=filled["printed"])
    return SimpleNamespace(observations=observations, findings=findings_frame(), cells=cells, columns=columns_frame())


def reviewed(tmp_path, *tables, period="2023", earlier=None, scope=SCOPE):
    return review(intake(*tables), edition(tmp_path, scope, period), earlier)


def found(result, *codes):
    """Findings as (code, unit, name) in the order of the review; of these codes, or all but missing units."""
    table = result.findings
    table = table[table["code"].isin(codes)] if codes else table[~table["code"].isin(["Q351", "Q352"])]
    names = table["indicator"].where(table["detail"] == "", table["indicator"] + "/" + table["detail"])
    return list(zip(table["code"], table["unit"], names, strict=True))


def only(result, code):
    """The one finding of a code."""
    table = result.findings[result.findings["code"] == code]
    assert len(table) == 1, result.findings[["code", "unit", "indicator", "detail", "message_en"]].to_string()
    return table.iloc[0]


def earlier_of(*tables):
    return pd.DataFrame(observation.frame([row for table in tables for row in table]))
