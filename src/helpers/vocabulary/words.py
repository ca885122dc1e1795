"""Names given in several languages."""

from __future__ import annotations


class Words(dict[str, str]):
    """A name by language. What is not given in a language is its English, translated if `locale` knows it."""

    def __missing__(self, lang: str) -> str:
        from helpers.vocabulary.language import translator  # imported here: Babel takes a while

        return translator(lang)(self["en"])
