"""What the program says to whoever runs it: English text that can be said in another language too.

Lines and errors are made far from where the language is known and cross processes on their way; a `Said` is ordinary text
everywhere, and keeps its sentence and words until somebody translates it (`Translator.tell`).
"""

from __future__ import annotations

from collections.abc import Iterable


class Said(str):
    """Text in English, with the sentence and the words that it was made of."""

    sentence: str
    words: dict[str, object]


def said(sentence: str, **words: object) -> Said:
    """The sentence with its {words} filled in. Words may be said themselves; whole numbers get their thousands marked."""
    told = Said(sentence.format(**{name: _plain(word) for name, word in words.items()}) if words else sentence)
    told.sentence, told.words = sentence, words
    return told


def together(parts: Iterable[str], between: str = " ") -> Said:
    """Parts as one text; each stays what it is, so that it can be translated."""
    words = {f"part{number}": part for number, part in enumerate(parts)}
    return said(between.join(f"{{{name}}}" for name in words), **words)


def _plain(word: object) -> object:
    return f"{word:,}" if isinstance(word, int) and not isinstance(word, bool) else word
