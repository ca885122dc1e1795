"""Every number that a page shows, whatever its language."""

from __future__ import annotations

import html
import re
from collections import Counter

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
#: No figures: code, header, definitions, method, provenance, and what a finding quotes as printed.
_SKIPPED = re.compile(
    r"<(script|style|head|header|footer|dl)\b.*?</\1>"
    r'|<section aria-labelledby="(?:method|provenance)">.*?</section>',
    re.DOTALL,
)
_DAY = {
    "vi": r"(\d{1,2})/(\d{1,2})/(\d{4})",
    "en": rf"(\d{{1,2}}) ({'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in _MONTHS)}) (\d{{4}})",
}
_NUMBER = {"vi": r"\d+(?:\.\d{3})*(?:,\d+)?", "en": r"\d+(?:,\d{3})*(?:\.\d+)?"}
_HALF_YEAR = r"6 tháng (?:đầu|cuối) năm|(?:first|second) half of"
_QUOTED = r'<td class="t">[^<]*</td>'


def numbers_of(page: str, lang: str, *, quoting: bool = False) -> Counter[str]:
    """How often each number stands on the page, as Python writes it, days as '2023-12-31'.

    `quoting`: the page quotes returns as printed, in whatever notation; its cells of text are left out.
    """
    page = re.sub(_QUOTED, "", page) if quoting else page
    words = html.unescape(re.sub(r"<[^>]+>", " ", _SKIPPED.sub(" ", page)))
    words = re.sub(_HALF_YEAR + "|“[^“”]*”", "", words)
    days = ["-".join(_day(found, lang)) for found in re.findall(_DAY[lang], words)]
    words = re.sub(_DAY[lang], " ", words)
    for number, month in enumerate(_MONTHS, 1):  # a day without a year, such as 31 January
        words = re.sub(rf"(\d{{1,2}}) {month}\b", rf"\g<1>/{number:02d}", words)
    thousands, point = {"vi": (".", ","), "en": (",", ".")}[lang]
    rest = re.findall(_NUMBER[lang], words)
    return Counter([*days, *(number.replace(thousands, "").replace(point, ".") for number in rest)])


def _day(found: tuple[str, str, str], lang: str) -> tuple[str, str, str]:
    day, month, year = found
    number = int(month) if lang == "vi" else [name[:3] for name in _MONTHS].index(month[:3]) + 1
    return year, f"{number:02d}", f"{int(day):02d}"
