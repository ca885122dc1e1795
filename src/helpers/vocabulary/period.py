"""Reporting periods: `2023`, `2024-H1`, `2024-Q3`, `2024-09`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

from helpers.vocabulary.errors import UsageError
from helpers.vocabulary.languages import languages

_FORM = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
_NAMES = {12: "year", 6: "half", 3: "quarter", 1: "month"}
_ROMAN = ("I", "II", "III", "IV")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


@total_ordering
@dataclass(frozen=True)
class Period:
    """A span of whole months, ordered by its end date, then by length (the longer one last).

    An annual poverty review belongs to the year that it closes.
    """

    year: int
    number: int
    months: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Period of a text such as `2024-H1`. Raises UsageError, saying which forms are read."""
        found = _FORM.fullmatch(str(text).strip())
        if not found:
            raise UsageError(
                '"{text}" is not a period. Write a year (2023), half-year (2024-H1), quarter (2024-Q3) or month (2024-09).',
                text=text,
            )
        for group, months in (("half", 6), ("quarter", 3), ("month", 1)):
            if found[group]:
                return cls(int(found["year"]), int(found[group]), months)
        return cls(int(found["year"]), 1, 12)

    @staticmethod
    def is_period(text: str) -> bool:
        """Whether a text is a period exactly as folders are named."""
        return _FORM.fullmatch(text) is not None

    @property
    def text(self) -> str:
        """The period as its folder is named."""
        mark = {12: "", 6: f"-H{self.number}", 3: f"-Q{self.number}", 1: f"-{self.number:02d}"}
        return f"{self.year}{mark[self.months]}"

    @property
    def start(self) -> date:
        """First day."""
        return date(self.year, (self.number - 1) * self.months + 1, 1)

    @property
    def end(self) -> date:
        """Last day."""
        month = self.number * self.months
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def previous(self) -> Period:
        """The period of the same length just before."""
        if self.number > 1:
            return Period(self.year, self.number - 1, self.months)
        return Period(self.year - 1, 12 // self.months, self.months)

    def words(self, lang: str) -> str:
        """The period in words: '6 tháng đầu năm 2024', 'first half of 2024'."""
        words = languages()[lang]["period"]
        return words[_NAMES[self.months]].format(
            year=self.year,
            number=self.number,
            part=words["parts"][(self.number - 1) % 2],
            roman=_ROMAN[(self.number - 1) % 4],
            month=_MONTHS[self.number - 1],
        )

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.months) < (other.end, other.months)

    def __str__(self) -> str:
        return self.text
