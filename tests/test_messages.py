"""Every message for readers has a Vietnamese translation with the same words to fill in."""

import ast
import json
import string
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import typer
from babel.messages.pofile import read_po

from helpers.cli import app, main
from helpers.vocabulary.language import messages as translations

ROOT = Path(__file__).parents[1]


def sources():
    for path in sorted((ROOT / "src").rglob("*.py")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.name, "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


#: What makes a message of the command: its first argument, and of `counted` the form for many.
TOLD = {"message", "counted", "UsageError", "InputError", "CommuneError", "MissingIndicator"}


@cache
def calls(text):
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args]


def told(text):
    for node in calls(text):
        name, given = getattr(node.func, "id", ""), node.args[1 if getattr(node.func, "id", "") == "counted" else 0]
        if name in TOLD and isinstance(given, ast.Constant) and any(c.isalpha() for c in "".join(literal(given.value))):
            yield given.value


def literal(template):
    return [text for text, *_ in string.Formatter().parse(template)]


def messages(text):
    yield from told(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "either":  # a message by direction
            yield from (given.value.value for given in node.keywords if isinstance(given.value, ast.Constant))
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if name in {"t", "plural", "form"} and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


@cache
def found():
    return [(name, message) for name, text in sources() for message in messages(text)]


def words(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_messages_are_found_in_code_and_notebooks():
    assert len(found()) > 20


def test_every_message_is_translated():
    assert [(name, each) for name, each in found() if each not in translations("vi")] == []


def test_an_error_that_a_user_reads_is_made_of_a_sentence_and_its_words():
    """Text that is filled in where it is raised can be said in one language only."""
    filled = [
        (name, node.lineno) for name, text in sources() for node in calls(text)
        if getattr(node.func, "id", "") in TOLD - {"message", "counted"} and isinstance(node.args[0], ast.JoinedStr)
    ]  # fmt: skip
    assert filled == [("shell.py", 36)]  # IPython's own UsageError


def test_the_help_of_every_command_and_option_is_translated():
    command = typer.main.get_command(app)
    every = [command, *command.commands.values()]
    helps = {
        text for each in every for text in [each.help, *(getattr(option, "help", "") for option in each.params)] if text
    }
    assert helps - translations("vi").keys() == set()


def test_the_help_option_is_explained_in_vietnamese_too(monkeypatch, capsys):
    monkeypatch.setenv("LANGUAGE", "vi")
    monkeypatch.setattr(sys, "argv", ["commune", "run", "--help"])
    with pytest.raises(SystemExit):
        main()
    assert "Show this message" not in capsys.readouterr().out


def test_a_translation_fills_in_only_words_that_the_message_has():
    wrong = {m: text for m, text in translations("vi").items() if not words(text) <= words(m) | {"n"}}
    assert not wrong


def test_a_message_is_translated_in_one_place():
    folder = ROOT / "src/helpers/packs/viet-nam/locale/vi"
    ids = [message.id for path in sorted(folder.glob("*.po")) for message in read_po(path.open("rb")) if message.id]
    assert [id for id, times in Counter(map(str, ids)).items() if times > 1] == []
