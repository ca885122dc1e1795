"""Days and spans of time as returns write them: in cells of a long table, in titles and in names of sheets."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from helpers.intake.layouts.layout import heading_key

GRACE = timedelta(days=31)  # figures of January close the year before
LAST_MONTH = 12
_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
YEAR = re.compile(r"(?:nam )?((?:19|20)\d\d)")
# Words whose years say nothing of the figures: decrees, programmes, plans.
_PAPERS = "quyet dinh|thong tu|nghi dinh|nghi quyet|cong van|kem theo|ke hoach so|to trinh"
OTHER_YEARS = re.compile(f"{_PAPERS}|giai doan|chuan|luat")
_YEAR = r"(?:nam )?((?:19|20)\d\d)\b"
_MONTHS = re.compile(rf"\b(6|sau|9|chin) thang (dau |cuoi )?{_YEAR}")
_QUARTER = re.compile(rf"\bquy (iv|iii|ii|i|[1-4]) {_YEAR}")
_MONTH = re.compile(rf"(?<!ngay )(?<!\d )\bthang (\d{{1,2}}) {_YEAR}")
_UNTIL = r"\b(?:den|thoi diem|het)(?: het)?(?: ngay)? "
_DAY = re.compile(_UNTIL + r"(\d{1,2}) (?:thang )?(\d{1,2}) (?:nam )?((?:19|20)?\d\d)\b")
_ISSUED = re.compile(r"\bngay \d* ?thang \d* ?nam (?:(?:19|20)\d\d)?")
_SINCE = re.compile(  # first days, and years that others are compared with
    r"\bso (?:voi|sanh voi) (?:cung ky )?(?:cuoi )?(?:nam )?(?:19|20)\d\d\b|\btu (?:dau )?(?:nam )?(?:19|20)\d\d\b|\btu (?:ngay )?\d{1,2} (?:thang )?\d{1,2} (?:nam )?(?:19|20)\d\d\b"
)
_WHOLE = re.compile(
    r"\b(?:nam|nien do|nien giam|ra soat|so lieu|ket qua|tong hop|bao cao|cuoi|dau) ((?:19|20)\d\d)\b(?! \d)"
    r"|(?<!\d )\b(20\d\d)$"  # a year alone, last
)
_IN_WORDS = re.compile(r"\bhai (?:nghin|ngan) khong tram(?: (?:le|linh)| (?:(\w+) )?(muoi))?(?: (\w+))?")
_WORDS = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "tu", "lam")
_DIGITS = dict(zip(_WORDS, (*range(10), 4, 5), strict=True))
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
Span = tuple[date, date]


def day_of(cell: object, default: date) -> date | None:
    """The day that a cell gives: a date, a year (its last day); the default where it is blank; None if none."""
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    words = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if not words:
        return default
    if year := YEAR.fullmatch(heading_key(words)):
        return date(int(year[1]), LAST_MONTH, 31)
    for form in _FORMS:
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    return None


def fault_of(day: date | None, first: date) -> tuple[str, dict[str, str]]:
    """What is wrong with the day that a cell gives, a finding with its words: it gives none, or one before the first."""
    if day is None:
        return "Q315", {}
    return ("Q316", {"expected": f"{first:%d/%m/%Y}"}) if day < first else ("", {})


def spans(text: str) -> list[Span]:
    """Spans of time that a title names: years, half-years, quarters, months, days 'as of'; not dates of issue."""
    key = _IN_WORDS.sub(_year, re.sub(r"(?<=\d)o(?=\d)", "0", heading_key(text)))  # '2O22'
    if OTHER_YEARS.search(key):
        return []
    found = [(day, day) for match in _DAY.finditer(key) if (day := valid_day(match.groups()))]
    key = _SINCE.sub("", _ISSUED.sub("", _DAY.sub("", key)))
    for match in _MONTHS.finditer(key):
        length = 6 if match[1] in ("6", "sau") else 9
        first = 13 - length if match[2] == "cuoi " else 1
        found.append(_months(int(match[3]), first, first + length - 1))
    for match in _QUARTER.finditer(key):
        quarter = _ROMAN.get(match[1]) or int(match[1])
        found.append(_months(int(match[2]), 3 * quarter - 2, 3 * quarter))
    found += [_months(int(match[2]), int(match[1]), int(match[1])) for match in _MONTH.finditer(key)]
    for pattern in (_MONTHS, _QUARTER, _MONTH):
        key = pattern.sub("", key)
    found += [_months(int(match[1] or match[2]), 1, LAST_MONTH) for match in _WHOLE.finditer(key)]
    return found


def _year(words: re.Match[str]) -> str:
    """A year in figures: 'hai nghìn không trăm hai mươi tư' is 2024; what is no number of this century stays."""
    tens, ten, ones = _DIGITS.get(words[1] or "mot"), words[2], _DIGITS.get(words[3] or "khong")
    return words[0] if tens is None or ones is None else str(2000 + 10 * tens * bool(ten) + ones)


def years_in(name: str) -> list[Span]:
    """Years that the name of a sheet holds: 'Đất 2023'."""
    return [_months(int(year), 1, LAST_MONTH) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", name)]


def holds(span: Span, day: date) -> bool:
    """Whether figures of a day are those of a span: they lie in it, or close it soon after."""
    start, end = span
    return (start - GRACE if start == end else start) <= day <= end + GRACE


def _months(year: int, first: int, last: int) -> Span:
    last = min(max(last, 1), LAST_MONTH)
    first = min(max(first, 1), last)
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def valid_day(parts: Iterable[str]) -> date | None:
    """The day of day, month and year as written; None where the calendar has none ('31/2/2024')."""
    day, month, year = map(int, parts)
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
