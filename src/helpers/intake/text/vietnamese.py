"""Vietnamese text as hundreds of hands deliver it: repaired to Unicode NFC, or left exactly as it was.

Old encodings (TCVN3, VNI) are recognised by evidence: words that Vietnamese spelling rules out as they stand and
allows once decoded, written with characters that stand in no French or English word. Correct Vietnamese and plain
ASCII pass unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from helpers.intake.text.encodings import decode_tcvn3, decode_vni
from helpers.intake.text.syllable import is_syllable, split_tone
from helpers.vocabulary.law import UnitKind, entries_of
from helpers.vocabulary.pack import per_pack

# Letters that only Unicode Vietnamese has: a text that holds one is not TCVN3 or VNI.
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300-\u0303\u0306\u0309\u031b\u0323]")
_WORD = re.compile("[A-Za-z\xa1-\xac\xad-\xb1\xb5-\xb9\xbb-\xbe\xc0-\xff]+")
# TCVN3 codes that stand in no word of a western language.
_TCVN3_STRONG = re.compile("[\xa1-\xa9\xab-\xae\xb5-\xb9\xbb-\xbe\xd7\xf7]")
_LATE_CAPITAL = re.compile("(?<=[a-z])[\xc0-\xde]|(?<=[A-Z])[\xc0-\xde](?=[a-z])")
_OPERATION = re.compile("[A-Za-z][\xb7\xd7\xf7][A-Za-z]|\xb5[a-zA-Z]")  # N·m, m×n, µm: signs, not letters
# VNI pairs that French and other languages also write: où, Caïn, coût. One alone proves nothing.
_VNI_WEAK = re.compile("où|[aeou]ï|[aeo]û|[aeou][éèêâë]", re.IGNORECASE)
_VNI_PAIR = re.compile("[aeouyôö][\xf9\xf8\xfb\xf5\xef\xe2\xe1\xe0\xe5\xe3\xe4\xea\xe9\xe8\xfa\xfc\xeb]", re.IGNORECASE)
_MOJIBAKE = re.compile("[ÃÂÄÅÆáâ├┬─┼╞ßÐð][\x80-\xbf\u0152-\u02dc\u2013-\u25ff\u00a0-\u00bf\u00c0-\u00ff ]")
_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff]")
_SPACES = re.compile(r"\s+")
_CLEAN = re.compile(r"[!-~]+( [!-~]+)*")
_LETTERS = "!-~ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9"
_VIETNAMESE = re.compile(f"[{_LETTERS}]+( [{_LETTERS}]+)*")  # composed letters and single spaces: nothing to repair

REPAIRS = ("utf8", "tcvn3", "vni", "lookalike", "invisible", "nfc", "spaces", "capitals")


EVIDENCE = 300  # texts of a column that are weighed for its encoding, spread over it
ROUNDS = 4  # one repair may uncover another; text that still changes after so many is noise


class Note(NamedTuple):
    """One repair: which text of the column, what was done (of REPAIRS, joined by '+'), before and after."""

    index: int
    repair: str
    before: str
    after: str


def repair(text: str) -> str:
    """A text in Unicode NFC with plain spaces, whatever encoding it came through; correct text comes back as it is."""
    for _ in range(ROUNDS):
        after = _repaired(text, _old_encoding([text]))[0]
        if after == text:
            break
        text = after
    return text


def repair_column(texts: Sequence[str]) -> tuple[list[str], list[Note]]:
    """Repair texts that were typed together: what the column shows decides where one text alone does not.

    Returns the texts in their order and a note for each that changed.
    """
    changed = {text for text in set(texts) if not _CLEAN.fullmatch(text)}
    if not changed:
        return list(texts), []
    encoding = _old_encoding(sorted(changed)[:: 1 + len(changed) // EVIDENCE])
    result = {text: _repaired(text, encoding) for text in changed}
    repaired = [result[text][0] if text in result else text for text in texts]
    notes = [
        Note(index, result[text][1], text, repaired[index])
        for index, text in enumerate(texts)
        if text in result and repaired[index] != text
    ]
    return repaired, notes


def _repaired(text: str, encoding: str) -> tuple[str, str]:
    """The repaired text and the repairs that it took, joined by '+'."""
    if _VIETNAMESE.fullmatch(text) and (not encoding or text.isascii() or _UNICODE_ONLY.search(text)):
        return text, ""
    repairs = []
    for name, step in (
        ("utf8", _undo_utf8),
        (encoding, _decoder(encoding)),
        ("lookalike", lambda t: t.translate(_LOOKALIKES)),
        ("invisible", lambda t: _INVISIBLE.sub("", t)),
        ("nfc", lambda t: unicodedata.normalize("NFC", t)),
        ("spaces", lambda t: _SPACES.sub(" ", t).strip()),
    ):
        after = step(text)
        if after != text:
            repairs.append(name)
        text = after
    return text, "+".join(repairs)


def _decoder(encoding: str) -> Callable[[str], str]:
    """The decoding of an old encoding for one text: texts that are Unicode already, or would turn worse, stay."""
    if encoding not in DECODERS:
        return lambda text: text
    decode = DECODERS[encoding]
    return lambda text: text if _UNICODE_ONLY.search(text) or _is_worse(text, decode(text)) else decode(text)


def _is_worse(text: str, decoded: str) -> bool:
    """True where decoding makes fewer Vietnamese words than stood there before."""
    before = sum(is_syllable(word) for word in _WORD.findall(text))
    return sum(is_syllable(word) for word in re.findall(r"[^\W\d_]+", decoded)) < before


def _undo_utf8(text: str) -> str:
    """UTF-8 that was read as CP1252, Latin-1 or CP437, read anew."""
    if not _MOJIBAKE.search(text):
        return text
    for encoding in ("cp1252", "latin-1", "cp437"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    import ftfy  # here: few texts come so far, and it takes as long to import as all of this floor

    fixed = ftfy.fix_encoding(text)  # knows the sloppy variants, with bytes lost on the way
    return fixed if _UNICODE_ONLY.search(fixed) and "\ufffd" not in fixed else text


def _old_encoding(texts: Sequence[str]) -> str:
    """'tcvn3', 'vni' or '': what the texts, taken together, prove."""
    proof = dict.fromkeys(_POINTS, 0)
    for text in texts:
        if not (_UNICODE_ONLY.search(text) or text.isascii()):
            proof = {encoding: points + _proof(text, encoding) for encoding, points in proof.items()}
    best = max(sorted(proof), key=lambda encoding: proof[encoding])
    return best if proof[best] >= 2 else ""


def _proof(text: str, encoding: str) -> int:
    """The points of the words of a text that an old encoding explains; 0 where a word speaks against it."""
    words = [word for word in _WORD.findall(text) if not (word.isascii() or is_syllable(word))]
    explains = all(_decodes(word, DECODERS[encoding](word)) for word in words)
    return sum(map(_POINTS[encoding], words)) if explains else 0


def _tcvn3_points(word: str) -> int:
    """Two for a word that only TCVN3 explains."""
    strong = _TCVN3_STRONG.search(word) or _LATE_CAPITAL.search(word)
    return 2 if strong and not _OPERATION.fullmatch(word) and re.search("[A-Za-z]", word) else 0


def _vni_points(word: str) -> int:
    """Two for a word that VNI explains, one for those that French could write."""
    return (1 if _VNI_WEAK.search(word) else 2) if _VNI_PAIR.search(word) else 0


DECODERS = {"tcvn3": decode_tcvn3, "vni": decode_vni}
_POINTS = {"tcvn3": _tcvn3_points, "vni": _vni_points}


def _decodes(word: str, decoded: str) -> bool:
    """True where decoding gives a syllable; TCVN3 capitals are small letters among capitals ('HUYÖN')."""
    capitals = decoded.upper() if any(map(str.isupper, word)) else decoded
    return is_syllable(decoded) or is_syllable(capitals)


def accent_key(name: str) -> str:
    """A name without prefix, case, spaces and apostrophes, its accents kept and each tone after its syllable.

    'Xã Hoà Bình' and 'xã hòa  bình' share one key; 'Thanh Hòa' and 'Thạnh Hóa' do not.
    """
    words = re.findall(r"[^\W_]+", _without_prefixes([name]))
    return "".join(word + tone for word, tone in map(split_tone, words))


def accented_words(text: str) -> list[str]:
    """The words of a text in small letters, their accents kept and each tone after its syllable."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text.translate(_LOOKALIKES)).lower())
    return [word if word.isascii() else " ".join(split_tone(word)) for word in words]


def name_key(name: str) -> str:
    """A name folded for matching: no prefix, accents, case, spaces, hyphens or apostrophes, and d for đ."""
    return _keys([name])


def name_keys(names: Iterable[str]) -> frozenset[str]:
    """The folded forms of names, which lists of units compare by; made together, since such lists are long."""
    return frozenset(_keys(names).split("\n")) - {""}


@lru_cache(maxsize=8192)  # headings, names and words of offices come back in every file
def fold(text: str) -> str:
    """A text in small ASCII letters: accents gone, đ read as d; for comparing titles and headings."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.translate(_LOOKALIKES)).lower()
    marks = {ord(letter): None for letter in set(decomposed) if unicodedata.combining(letter)}
    return decomposed.translate(marks | {ord("đ"): "d"})


@per_pack
def kinds() -> Mapping[str, str]:
    """The packs' kinds of units in small letters, by folded names and aliases: 'thitran' and 'tt' → 'thị trấn'."""
    return {
        letters_of(name): kind.words["vi"].lower()
        for kind in entries_of(UnitKind)
        for name in (*kind.aliases, kind.words["vi"])
    }


@per_pack
def _prefix() -> re.Pattern[str]:
    """A kind of unit before a name, in any spelling; nothing where the packs in force have no kinds."""
    names = {kind.words["vi"].lower() for kind in entries_of(UnitKind)}
    aliases = {alias.lower() for kind in entries_of(UnitKind) for alias in kind.aliases}
    longest_first = sorted(names | aliases, key=len, reverse=True)
    spelt = {name: " +".join(f"(?:{word}|{fold(word)})" for word in name.split()) for name in names}
    abbreviated = {alias: r"\.?".join(alias) + r"(?=\.)" * (len(alias) == 1) for alias in aliases}  # dots or none
    listed = "|".join((abbreviated | spelt)[name] for name in longest_first)
    return re.compile(rf"^({listed or '(?!)'})[ .:]+(?=[^\n .:])", re.IGNORECASE | re.MULTILINE)


def letters_of(text: str) -> str:
    """The letters of a text, folded: 'T.T' → 'tt'."""
    return "".join(re.findall("[a-z]", fold(text)))


def kind_of(name: str) -> str:
    """The kind of unit that a name begins with ('TT. Măng Đen' → 'thị trấn'), '' where it says none."""
    match = _prefix().match(_lines([name]))
    return kinds().get(letters_of(match.group(1)), "") if match else ""


def _keys(names: Iterable[str]) -> str:
    return re.sub("[^a-z0-9\n]+", "", fold(_without_prefixes(names)))


def _without_prefixes(names: Iterable[str]) -> str:
    """Names without the kinds of units before them and apostrophes, one a line; a name that is all prefix stays."""
    return re.sub("['’ʼ`‘]", "", _prefix().sub("", _lines(names)))


def _lines(names: Iterable[str]) -> str:
    """Names in NFC with plain spaces, one a line."""
    lines = "\n".join(" ".join(_INVISIBLE.sub("", name).split()) for name in names)
    return unicodedata.normalize("NFC", lines.translate(_LOOKALIKES))
