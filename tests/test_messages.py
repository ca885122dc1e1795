"""Every message for readers has a Vietnamese translation with the same words to fill in."""

import ast
import json
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from helpers.vocabulary.language import messages as translations

ROOT = Path(__file__).parents[1]


def sources():
    for path in sorted((ROOT / "src").rglob("*.py")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.name, "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


def messages(text):
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if name in {"t", "plural", "form"} and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


FOUND = [(name, message) for name, text in sources() for message in messages(text)]


def words(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_messages_are_found_in_code_and_notebooks():
    assert len(FOUND) > 20


@pytest.mark.parametrize("source", sorted({name for name, _ in FOUND}))
def test_every_message_is_translated(source):
    missing = sorted({m for name, m in FOUND if name == source and m not in translations("vi")})
    assert not missing


def test_a_translation_fills_in_only_words_that_the_message_has():
    wrong = {m: text for m, text in translations("vi").items() if not words(text) <= words(m) | {"n"}}
    assert not wrong


def test_a_message_is_translated_in_one_place():
    folder = ROOT / "src/helpers/packs/viet-nam/locale/vi"
    ids = [message.id for path in sorted(folder.glob("*.po")) for message in read_po(path.open("rb")) if message.id]
    assert [id for id, times in Counter(map(str, ids)).items() if times > 1] == []
