"""Whether a sentence says what its claims prove: its numbers, days, names, directions and doubts.

What is in “quotes” is the source's own; labels of breakdowns are names, whatever digits they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from helpers.run.verification.evidence import Evidence, Unproved
from helpers.run.verification.proofs import ProvedNumbers

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
_NUMBER = {"vi": r"\d+(?:\.\d{3})*(?:,\d+)?", "en": r"\d+(?:,\d{3})*(?:\.\d+)?"}
_GROUPED = r"(?<=\d)[.,](?=\d{3}(?!\d))"  # what divides thousands in either language
_DAY = {"vi": r"(\d{2})/(\d{2})/(\d{4})", "en": rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})"}
#: Words that claim something -> what one of the sentence's claims must be: (field, values).
_WORDS: Mapping[str, Sequence[tuple[str, str, tuple[str, ...]]]] = {
    "vi": (
        (r"giảm(?! nghèo)|xuống được", "direction", ("down", "none")),
        (r"\btăng|\blên\b", "direction", ("up",)),
        (r"không (?:thay đổi|giảm) rõ", "direction", ("none", "")),
        (
            r"cao nhất|(?:thiếu hụt|nêu|còn thiếu) nhiều nhất|(?<!giảm )(?<!tăng )nhiều nhất ở",
            "direction",
            ("highest", "same"),
        ),
        (r"thấp nhất|ít nhất ở", "direction", ("lowest", "same")),
        (r"cao hơn", "direction", ("higher",)),
        (r"(?<!hoặc )thấp hơn", "direction", ("lower",)),
        (r"bảo mật", "state", ("withheld",)),
        (r"như nhau|tương đương mức chia đều", "direction", ("same",)),
    ),
    "en": (
        (r"\bdown\b|\bfell\b(?! (?:back|into))|took the most off", "direction", ("down",)),
        (r"(?<!add )(?<!added )\bup\b|\brose\b|added the most", "direction", ("up",)),
        (r"no clear change|not clearly fallen", "direction", ("none", "")),
        (r"\bhighest\b|most often|: most (?:in|of the)", "direction", ("highest", "same")),
        (r"\blowest\b|: fewest (?:in|of the)", "direction", ("lowest", "same")),
        (r"\babove\b", "direction", ("higher",)),
        (r"\bbelow\b", "direction", ("lower",)),
        (r"confidential", "state", ("withheld",)),
        (r"the same (?:everywhere|in)|all have the same|about an even share", "direction", ("same",)),
        (r"lower than an even share", "direction", ("lower",)),
        (r"higher than an even share", "direction", ("higher",)),
    ),
}
_WITHIN = r"(?<!^)(?<![.!?] )"  # not at the start of a sentence
_QUALIFIERS = {"vi": {">": "hơn", "<": "dưới", "~": "khoảng"}, "en": {">": "more than", "<": "less than", "~": "about"}}
_SCALES = {"tỷ": 1e9, "triệu": 1e6, "billion": 1e9, "million": 1e6}


def check(evidence: Evidence, lang: str, entry: Mapping[str, Any], numbers: ProvedNumbers) -> None:
    """Raise Unproved for the first thing that the sentence says and its claims do not.

    Of a language whose words are not listed here only the claims themselves are proved.
    """
    if lang not in _WORDS:
        return
    text, claims = entry["text"].replace("\N{NO-BREAK SPACE}", " "), entry["claims"]
    for claim in claims:
        _doubts(lang, text, claim)
    text = re.sub("“[^”]*”", "“”", text)
    for label in sorted({label for claim in claims for label in claim.get("labels", [])}, key=len, reverse=True):
        text = re.sub(re.escape(label), "", text, flags=re.IGNORECASE)
    text = _without_names(text, lang, evidence, claims)
    _directions(lang, text, claims)
    text = _without_days(text, lang, claims)
    for told, decimals, kind, scale in _told_numbers(text, lang):
        if not any(abs(value / scale - told) <= 0.5 * 10**-decimals + 1e-9 for value in numbers.get(kind, [])):
            raise Unproved(f"it prints {told:g} ({kind}), which its figures do not give")


def _doubts(lang: str, text: str, claim: Mapping[str, Any]) -> None:
    """What must be said where figures are uncertain or partial."""
    qualifier = claim.get("basis", {}).get("qualifier", "")
    if qualifier and _QUALIFIERS[lang][qualifier] not in text:
        raise Unproved(f'the source says "{_QUALIFIERS[lang][qualifier]}", the sentence does not')
    covered, due = (claim.get("basis", {}).get(name, 0) for name in ("covered", "due"))
    told = claim.get("numbers") and claim["state"] == "known"
    prints = re.search(r"\d", re.sub(_DAY[lang], "", text))
    if told and prints and _is_estimate(claim) and _QUALIFIERS[lang]["~"] not in text.lower():
        raise Unproved(f'it follows from a plan and its printed rate, and does not say "{_QUALIFIERS[lang]["~"]}"')
    if (
        due
        and told
        and not re.search(rf"\b{covered}(?:/| of ){due}\b", re.sub(_GROUPED, "", text))
        and (claim["statistic"] != "share" or claim.get("direction") == "among")
    ):
        raise Unproved(f"it is of {covered} of {due} units, and does not say so")


def _is_estimate(claim: Mapping[str, Any]) -> bool:
    """Whether it follows from plans times printed rates; a single rate of its own plan is the printed one."""
    parts, bases = claim.get("part", []), claim.get("base", [])
    own = len(parts) == len(bases) == 1 and parts[0].startswith(f"{bases[0]}*")
    return any("*" in term for term in parts) and not own


def _directions(lang: str, text: str, claims: Sequence[Mapping[str, Any]]) -> None:
    for pattern, field, values in _WORDS[lang]:
        found = re.search(pattern, text)
        if found and not any(_is(claim, field, values) for claim in claims):
            raise Unproved(f'it says "{found[0].strip()}", its claims do not')


def _is(claim: Mapping[str, Any], field: str, values: Sequence[str]) -> bool:
    """Whether a claim has one of the values; one of movers that found none is of no change."""
    if field == "state" and claim.get("basis", {}).get("withheld"):
        return True
    nobody = claim["statistic"] == "extreme" and claim.get("since") and not claim.get("members")
    return ("none" if nobody and field == "direction" else claim.get(field, "")) in values


def _without_names(text: str, lang: str, evidence: Evidence, claims: Sequence[Mapping[str, Any]]) -> str:
    """The text without the names of units. A name that no claim speaks of is a false one.

    At the start of a sentence one word is no name yet: there are communes called Ba and Tư, 'three' and 'four'.
    """
    meant = {code for claim in claims for code in _meant(claim)}
    names = {code: told[lang] for code, told in evidence.places.names.items()}
    short = evidence.places.short_names[lang]
    spoken = [form for code in meant & names.keys() for form in (names[code], short[code])]
    for name in sorted(spoken, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", text, flags=re.IGNORECASE)
    for code in names.keys() - meant:
        # looked for as it stands first: a country has thousands of names
        start = "" if " " in short[code] else _WITHIN
        if short[code] in text and re.search(rf"{start}(?<!\w){re.escape(short[code])}(?!\w)", text):
            raise Unproved(f"it names {names[code]}, of which it has no claim")
    return text


def _meant(claim: Mapping[str, Any]) -> Iterator[str]:
    basis = claim.get("basis", {})
    yield from (*claim.get("units", []), claim.get("reference", ""))
    yield from (*basis.get("missing", []), *basis.get("withheld", []))
    yield from (key for key, _ in claim.get("members", []))


def _without_days(text: str, lang: str, claims: Sequence[Mapping[str, Any]]) -> str:
    """The text without days, each of which a claim must have."""
    known = {claim.get(name, "") for claim in claims for name in ("day", "since", "start", "until")}
    for found in re.finditer(_DAY[lang], text):
        day, month, year = found.groups()
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        if date(int(year), number, int(day)).isoformat() not in known:
            raise Unproved(f"it speaks of {found[0]}, its claims do not")
    return re.sub(_DAY[lang], "", text)


def _told_numbers(text: str, lang: str) -> Iterator[tuple[float, int, str, float]]:
    """Each number as (value, decimals, kind, scale)."""
    thousands, point = (".", ",") if lang == "vi" else (",", ".")
    for found in re.finditer(_NUMBER[lang], text):
        digits = found[0].replace(thousands, "").replace(point, ".")
        decimals, rest = len(digits.partition(".")[2]), text[found.end() :]
        if rest.startswith("%"):
            yield float(digits), decimals, "rate", 1
            continue
        is_amount = text[: found.start()].endswith("VND ")
        unit = re.match(r"\s*(điểm|percentage point|tỷ|triệu|billion|million|đồng)", rest)
        money = unit and unit[1] in _SCALES
        if unit and unit[1] in {"điểm", "percentage point"}:
            yield float(digits), decimals, "points", 1
        elif unit and money:
            yield float(digits), decimals, "VND", _SCALES[unit[1]]
        else:
            yield float(digits), decimals, "VND" if unit or is_amount else "count", 1
