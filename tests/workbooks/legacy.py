"""Texts as the old Vietnamese fonts hold them."""

from helpers.intake.text.encodings import TCVN3, VNI


def encode_tcvn3(text: str) -> str:
    """A text as a TCVN3 font would hold it. Capitals lose their case, as they do there."""
    codes = {letter: code for code, letter in TCVN3.items()}
    return "".join(codes.get(letter, codes.get(letter.lower(), letter)) for letter in text)


def encode_vni(text: str) -> str:
    """A text as a VNI font would hold it."""
    codes = {letter: code for code, letter in VNI.items()}
    return "".join(codes.get(letter, letter) for letter in text)
