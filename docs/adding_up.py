"""docs/what-must-add-up.md, written from the identities: `python docs/adding_up.py`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from helpers.vocabulary.catalogue import codelist, indicators
from helpers.vocabulary.files import write_atomic
from helpers.vocabulary.identities import EACH, EVERY, KINDS, Identity, Term, changes, identities, rates
from helpers.vocabulary.project import Project

PLACE = "docs/what-must-add-up.md"

_KIND_WORDS = {
    "sum": ("Tổng và các phần", "A whole and its parts"),
    "part": ("Một phần không lớn hơn tổng", "A part is at most its whole"),
    "bound": ("Giới hạn theo định nghĩa", "Bounds that follow from a definition"),
    "between_forms": ("Hai biểu cho cùng một số", "Two forms give one fact"),
    "carried_over": ("Chuyển từ năm trước sang", "Carried over from the year before"),
    "usual": ("Thường bằng nhau, không bắt buộc", "Usually equal, by no rule"),
}
_HEAD = """# Các số phải khớp nhau / What must add up

Written from `src/helpers/packs/viet-nam/identities.toml` and `indicators.toml` by `python docs/adding_up.py`;
a test fails when this file is out of date. Do not edit it by hand.

Mỗi dòng là một đẳng thức (=) hoặc giới hạn (≤) giữa các số của một đơn vị trong một ngày. Báo cáo của xã được kiểm tra theo các dòng có mã lỗi;
việc bảo mật số nhỏ coi mọi dòng là điều ai cũng biết.

Each line is an equation (=) or a bound (≤) between figures of one unit on one day. Returns are checked against lines with a
finding; the protection of small counts takes every line as known to everyone. Besides:

- a figure that adds up over units is the sum of the units in the total, and the sum of the units merged whole into a new one;
- a printed rate is its numerator divided by its denominator, a printed change the difference of two such rates (at the end);
- *every* stands for each member of the breakdown in turn, *all* for their sum.
"""


def document() -> str:
    """The whole document: identities by kind, then rates and changes."""
    kinds = [_section(kind, [each for each in identities() if each.kind == kind]) for kind in KINDS]
    return "\n".join([_HEAD, *kinds, _rates()])


def _section(kind: str, found: list[Identity]) -> str:
    vi, en = _KIND_WORDS[kind]
    lines = [f"## {vi} / {en}\n"]
    for (name_vi, name_en), group in groupby(found, key=lambda each: (each.label["vi"], each.label["en"])):
        lines.append(f"**{name_vi}** / {name_en}\n")
        lines += [_line(identity) for identity in group]
        lines.append("")
    return "\n".join(lines)


def _line(identity: Identity) -> str:
    notes = [f"`{identity.check}`" if identity.check else "", identity.basis, _days(identity)]
    told = "; ".join(note for note in notes if note)
    return f"- {_formula(identity, 'vi')}<br>{_formula(identity, 'en')}" + (f" ({told})" if told else "")


def _formula(identity: Identity, lang: str) -> str:
    """The identity in words; a breakdown that all of its terms belong to is named once."""
    of = next(iter(identity.indicators)) if len(identity.indicators) == 1 else ""
    sides = [_side(side, lang, of) for side in (identity.left, identity.right)]
    return (f"{indicators()[of].label[lang]}: " if of else "") + f" {'≤' if identity.bounded else '='} ".join(sides)


def _side(terms: Iterable[Term], lang: str, of: str) -> str:
    words = " ".join(f"{'−' if term.coefficient < 0 else '+'} {_term(term, lang, of)}" for term in terms)
    return words.removeprefix("+ ")


def _term(term: Term, lang: str, of: str) -> str:
    entry, times = indicators()[term.indicator], abs(term.coefficient)
    wild = {EACH: {"vi": "*từng loại*", "en": "*every*"}, EVERY: {"vi": "*tất cả*", "en": "*all*"}, "": {lang: ""}}
    detail = wild[term.detail][lang] if term.detail in wild else f"“{codelist(entry.details)[term.detail][lang]}”"
    name = " ".join(part for part in ("" if of and detail else entry.label[lang], detail) if part)
    before = {"vi": " (năm trước)", "en": " (year before)"}[lang] if term.previous else ""
    return f"{f'{times} × ' if times > 1 else ''}{name}{before}"


def _days(identity: Identity) -> str:
    first, last = identity.valid_from, identity.valid_to
    parts = [f"from {first}" if first.year > 1 else "", f"to {last}" if last.year < 9999 else ""]
    return " ".join(part for part in parts if part)


def _rates() -> str:
    lines = ["## Tỷ lệ / Rates\n"]
    for rate in rates().values():
        ends = [indicators()[id].label for id in (rate.printed, rate.numerator, rate.denominator)]
        lines.append(
            "- " + "<br>".join(f"{ends[0][lang]} = {ends[1][lang]} ÷ {ends[2][lang]}" for lang in ("vi", "en"))
        )
    for printed, rate in changes().items():
        told, of = indicators()[printed].label, indicators()[rate.printed].label
        lines.append(
            f"- {told['vi']} = {of['vi']} − {of['vi']} (năm trước)<br>{told['en']} = {of['en']} − {of['en']} (year before)"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_atomic(Project.find().root / PLACE, document())
