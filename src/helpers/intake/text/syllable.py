"""Whether a word can be a Vietnamese syllable: the evidence on which text repair decides."""

from __future__ import annotations

import re
import unicodedata

_ONSETS = re.findall(
    r"\S+",
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q r s t th tr v x "  # Vietnamese
    "pl kr kl br bl đr dr gr hr hl hm tl ml mr pr",  # names of the Central Highlands: Plông, Krông, Hring
)
_NUCLEI = re.findall(
    r"\S+",
    "a ă â e ê i o ô ơ u ư y ia ya iê yê ua uô ưa ươ oa oă oe uê uy uyê uya uơ uâ oo "
    "ai ay ao au âu ây eo êu iu iêu yêu oi ôi ơi ui uôi ưi ươi ươu ưu oai oay oao oeo uây uyu uai uao uay uă ue",
)
_CODAS = ("c", "ch", "k", "m", "n", "ng", "nh", "p", "t")
_CLOSED_ONLY = {"ă", "â", "iê", "yê", "uô", "ươ", "oă", "uyê", "uâ", "oo", "uă"}
_SYLLABLE = re.compile(
    f"({'|'.join(sorted(_ONSETS, key=len, reverse=True))})?"
    f"({'|'.join(sorted(_NUCLEI, key=len, reverse=True))})"
    f"({'|'.join(sorted(_CODAS, key=len, reverse=True))})?"
)
_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}


def split_tone(word: str) -> tuple[str, str]:
    """A word in small letters without its tone, and the tone ('' for none); '?' for more than one."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [_TONES[mark] for mark in decomposed if mark in _TONES]
    bare = "".join(letter for letter in decomposed if letter not in _TONES)
    return unicodedata.normalize("NFC", bare), "?" if len(tones) > 1 else "".join(tones)


def is_syllable(word: str) -> bool:
    """True for a word that Vietnamese spelling allows, in small letters, in capitals, or with a capital first.

    Place names of the Central Highlands pass too ('Đắk', 'Plông'). It judges the shape: not every shape is a word.
    """
    if word not in (word.lower(), word.upper(), word.capitalize()):
        return False
    bare, tone = split_tone(word)
    match = _SYLLABLE.fullmatch(bare)
    if match is None or tone == "?":
        return False
    onset, nucleus, coda = match.groups()
    if tone and not _tone_is_placed(word.lower(), len(onset or ""), nucleus, onset == "q", coda):
        return False
    if coda is None:
        return nucleus not in _CLOSED_ONLY
    # A syllable that ends in a stop carries the rising or the heavy tone; k stands only in place names.
    return coda not in {"c", "ch", "p", "t"} or tone in {"sắc", "nặng"}


def _tone_is_placed(word: str, start: int, nucleus: str, after_q: bool, coda: str | None) -> bool:
    """True where the tone stands on a vowel that may carry it; 'hoà' and 'hòa' are both good, 'xaõ' is not."""
    letters = unicodedata.normalize("NFC", word)[start : start + len(nucleus)]
    placed = next((at for at, letter in enumerate(letters) if split_tone(letter)[1]), None)
    marked = [at for at, letter in enumerate(nucleus) if letter in "ăâêôơư"]
    if marked:
        return placed == marked[-1]
    if len(nucleus) == 3:
        return placed == 1
    if len(nucleus) == 2 and nucleus in ("oa", "oe", "uy") and not coda and not after_q:
        return placed in (0, 1)
    return placed == (1 if len(nucleus) == 2 and (coda or after_q) else 0)
