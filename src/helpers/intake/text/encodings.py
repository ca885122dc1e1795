"""Tables of the old Vietnamese encodings, as they look when their bytes are read as Latin-1.

TCVN 5712:1993 VN3 ("TCVN3", "ABC", the .VnTime fonts): one byte per letter, 74 of them; accented capitals share
the codes of the small letters, and the letter ư is the invisible soft hyphen. VNI-Windows: a base letter followed by
a mark letter. Written with escapes, because half of these characters do not survive copying.
"""

from __future__ import annotations

import re

_TCVN3_CODES = (
    "\xb5\xb6\xb7\xb8\xb9\xa8\xbb\xbc\xbd\xbe\xc6\xa9\xc7\xc8\xc9\xca\xcb\xae"
    "\xcc\xce\xcf\xd0\xd1\xaa\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde"
    "\xdf\xe1\xe2\xe3\xe4\xab\xe5\xe6\xe7\xe8\xe9\xac\xea\xeb\xec\xed\xee"
    "\xef\xf1\xf2\xf3\xf4\xad\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe"
    "\xa1\xa2\xa3\xa4\xa5\xa6\xa7"
)
_TCVN3_LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"

TCVN3: dict[str, str] = dict(zip(_TCVN3_CODES, _TCVN3_LETTERS, strict=True))

_VNI_MARKS = {
    "a": ("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ"),
    "e": ("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    "o": ("ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    "u": ("ùøûõï", "úùủũụ"),
    "y": ("ùøûõ", "ýỳỷỹ"),
    "ô": ("ùøûõï", "ớờởỡợ"),
    "ö": ("ùøûõï", "ứừửữự"),
}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}


def _vni_table() -> dict[str, str]:
    """Every VNI sequence, small and capital, to its letter."""
    small = {base + mark: letter for base, pair in _VNI_MARKS.items() for mark, letter in zip(*pair, strict=True)}
    small |= _VNI_SINGLE
    capital = {code.upper(): letter.upper() for code, letter in small.items()}
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in small.items() if len(code) == 2}
    return mixed | capital | small


VNI: dict[str, str] = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(VNI, key=lambda code: (-len(code), code))))
_TCVN3_TABLE = str.maketrans(TCVN3)


def decode_tcvn3(text: str) -> str:
    """The Unicode letters of a text whose TCVN3 bytes were read as Latin-1."""
    return text.translate(_TCVN3_TABLE)


def decode_vni(text: str) -> str:
    """The Unicode letters of a text whose VNI-Windows bytes were read as Latin-1; the longest sequence wins."""
    return _VNI_PATTERN.sub(lambda match: VNI[match.group()], text)
