"""What the program says to whoever runs it: English text that can be said in another language too.

Lines and errors are made far from where the reader's language is known, and cross processes on their way. A `Message`
is ordinary text everywhere, and keeps what it was made of until somebody translates it: `Translator.tell`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Message(str):
    """English text, its sentence and words; `forms` of a sentence that counts `n`; `texts` by language if written."""

    sentence: str
    words: Mapping[str, object]
    forms: tuple[str, str, int] | None
    texts: Mapping[str, str]


def message(sentence: str, /, **words: object) -> Message:
    """The sentence with its {words} filled in, which may be said themselves or listed; whole numbers get separators."""
    return _made(sentence.format(**{name: _plain(word) for name, word in words.items()}) if words else sentence, sentence, words)  # fmt: skip


def counted(n: int, singular: str, plural: str, /, **words: object) -> Message:
    """The sentence for `n` things, with {n} filled in."""
    told = message(singular if n == 1 else plural, n=n, **words)
    told.forms = (singular, plural, n)
    return told


def in_languages(texts: Mapping[str, str]) -> Message:
    """A text that is written in every language: `vi`, `en`."""
    return _made(texts["en"], "", {}, texts)


def together(parts: Iterable[str], between: str = " ") -> Message:
    """Parts as one text; each stays what it is, so that it can be translated."""
    words = {f"part{number}": part for number, part in enumerate(parts)}
    return message(between.join(f"{{{name}}}" for name in words), **words)


def _made(text: str, sentence: str, words: Mapping[str, object], texts: Mapping[str, str] | None = None) -> Message:
    told = Message(text)
    told.sentence, told.words, told.forms, told.texts = sentence, words, None, texts or {}
    return told


def _plain(word: object) -> object:
    """A word as English writes it."""
    if isinstance(word, (list, tuple, dict)):
        return ", ".join(map(str, word))
    return f"{word:,}" if isinstance(word, int) and not isinstance(word, bool) else word
