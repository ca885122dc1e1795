"""Problems that a user can act on. The text of each is the whole message that she reads."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from helpers.vocabulary.message import Message, message

MOST_LISTED = 12


class CommuneError(Exception):
    """A problem with a clear message; `exit_code` is what the command ends with.

    The message is a sentence with its {words}, so that it can be said in the reader's language: `told`.
    """

    exit_code = 1

    def __init__(self, sentence: str, **words: object) -> None:
        super().__init__(sentence if isinstance(sentence, Message) else message(sentence, **words))

    @property
    def told(self) -> str:
        """The message, with what another language needs to say it."""
        return self.args[0]

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the user's mistake is not in the code."""
        return [f"{type(self).__name__}: {self}"]


class UsageError(CommuneError):
    """A wrong parameter: unknown scope, period, unit, language or option."""

    exit_code = 2


class InputError(CommuneError):
    """A file that cannot be used: missing, unreadable, or not what it says it is."""


class MissingIndicator(CommuneError):
    """An analysis was asked for a figure that the period does not hold."""


def nearest(word: str, known: Iterable[str], cutoff: float = 60) -> str:
    """The nearest known word, upper and lower case alike and accents counting little; '' if none is near."""
    return next(iter(nearest_first(word, known, cutoff)), "")


def nearest_first(word: str, known: Iterable[str], cutoff: float = 0) -> list[str]:
    """The known words, the nearest first, as `nearest` measures it."""
    from rapidfuzz import fuzz, process  # imported here: only errors need it, and `--help` must stay quick

    found = process.extract(word, sorted(known), scorer=fuzz.ratio, processor=_plain, score_cutoff=cutoff, limit=None)
    return [each for each, *_ in found]


def _plain(word: str) -> str:
    """A word in small letters with its accents as signs of their own, so that a letter without one is near."""
    return unicodedata.normalize("NFD", word.casefold())


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 60) -> str:
    """' Did you mean "kon-plong"?' for the nearest known word, or '' if none is near."""
    near = nearest(word, known, cutoff)
    return message(' Did you mean "{near}"?', near=near) if near else ""


def unknown(kind: str, text: str, known: Iterable[str], cutoff: float = 60) -> UsageError:
    """'Unknown scope "kon-plog". Did you mean "kon-plong"? Known: kon-plong, kon-tum.' kind: a word for its kind."""
    every = list(known)
    listed = every if len(every) <= MOST_LISTED else [*every[:MOST_LISTED], "…"]
    sentence = 'Unknown {kind} "{text}".{near} Known: {known}.'
    return UsageError(sentence, kind=message(kind), text=text, near=did_you_mean(text, every, cutoff), known=listed or message("none"))  # fmt: skip
