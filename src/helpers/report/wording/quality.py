"""What the quality page says of returns. Its numbers are a review's, not in observations.csv: no claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpers.report.wording.reader import Reader
from helpers.report.wording.said import Said, sentence

FAMILIES = {
    "Q1": "File and reading",
    "Q2": "Text and numbers",
    "Q3": "Names and codes of units",
    "Q4": "Within a form",
    "Q5": "Between forms, periods and published figures",
    "Q6": "Corrections",
    "Q7": "Personal data",
}
SEVERITIES = {"error": "Error: figure rejected", "warning": "Warning: figure kept", "note": "Note"}


@sentence
def headline(read: Reader, counts: Mapping[str, int], place: str) -> str:
    """'Huyện Kon Plông: 9/9 đơn vị có số liệu; không có lỗi, không có cảnh báo'."""
    t, errors, warnings = read.t, counts["errors"], counts["warnings"]
    words = {"place": place, "units": read.of_units(counts["units_reported"], counts["units"])}
    wrong = t.plural("{n} error to correct", "{n} errors to correct", errors) if errors else ""
    unsure = t.plural("{n} warning to check", "{n} warnings to check", warnings) if warnings else ""
    if found := ", ".join(filter(None, (wrong, unsure))):
        return t("{place}: {units} have figures; {findings}", findings=found, **words)
    return t("{place}: {units} have figures; nothing to correct or to check", **words)


def of_units(counts: Mapping[str, int]) -> tuple[Said, Said]:
    """Units with figures of those due; in how many files."""
    files = Said(lambda read: read.t.plural("{n} file", "{n} files", counts["files"]))
    n, units = counts["units_reported"], counts["units"]  # of units, as the card is called
    return Said(lambda read: read.t("{n} of {units}", n=read.number(n), units=read.number(units))), files


def of_figures(counts: Mapping[str, int]) -> tuple[Said, Said]:
    """Figures accepted, each once wherever it stands, and rejected."""
    rejected = Said(lambda read: read.t("{n} rejected", n=read.number(counts["rejected"])))
    return Said(lambda read: read.number(counts["figures"])), rejected


@sentence
def missing(read: Reader, without: Sequence[str], units: int) -> str:
    """Which units have no figure yet: by name, more than five by number; nothing where all or none reported."""
    if not without or len(without) == units:
        return ""
    return read.t("No accepted figure yet from: {names}.", names=read.places(without))


@sentence
def cells(read: Reader, counts: Mapping[str, int]) -> str:
    """That the four outcomes of a cell add up to all cells.

    '4 tệp có 2.092 ô có nội dung: 1.038 ô có số liệu được chấp nhận, …'
    """
    return read.t.plural(
        "{n} file holds {cells} filled cells: with an accepted figure {accepted}, with a rejected one {rejected}, labels {label}, without a figure {ignorable}.",
        "{n} files hold {cells} filled cells: with an accepted figure {accepted}, with a rejected one {rejected}, labels {label}, without a figure {ignorable}.",
        counts["files"], **{name: read.number(count) for name, count in counts.items()},
    )  # fmt: skip


@sentence
def account(read: Reader, outcomes: Mapping[str, int]) -> str:
    """What became of the accepted figures: the ways add up to all of them; nothing before the pages are made."""
    t = read.t
    ways = {
        "shown": t("on the pages: {n}"),
        "withheld": t("withheld: {n}"),
        "gap": t("reported as a gap: {n}"),
        "printed": t("printed rates, which pages compute from counts: {n}"),
        "earlier": t("of an earlier day than pages show: {n}"),
        "left": t("on the page of other figures: {n}"),
    }
    told = "; ".join(words.format(n=read.number(outcomes[way])) for way, words in ways.items() if outcomes.get(way))
    return t("Counted once each, also where it stands in several cells or is reported as a gap, the period has {all} accepted figures: {ways}.", all=read.number(sum(outcomes.values())), ways=told) if told else ""  # fmt: skip


@sentence
def attack(read: Reader, counts: Mapping[str, int]) -> str:
    """How many withheld figures the attack that protection ends with tells; that none was run where none is withheld."""
    if not counts.get("withheld"):
        return read.t("No figure is withheld here, so no attack was run.")
    numbers = {name: read.number(counts[name]) for name in ("withheld", "withheld_whole", "told")}
    told = read.t(
        "A program that knows all that is public tried to work out the {withheld} withheld figures of all periods so far and could tell {told} of them.",
        **numbers,
    ) if counts["told"] else read.t(
        "A program that knows all that is public tried to work out the {withheld} withheld figures of all periods so far and could tell none.",
        **numbers,
    )  # fmt: skip
    whole = read.t("{withheld_whole} figures are withheld with their whole unit or period, as nothing less could be proved safe.", **numbers)  # fmt: skip
    return f"{told} {whole}" if counts["withheld_whole"] else told
