"""What people mistype in files that they write by hand, and what they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.vocabulary.settings import (
    Code,
    Day,
    Either,
    Flag,
    Many,
    Mistake,
    Named,
    Number,
    SettingsError,
    Text,
    TomlTable,
    Whole,
    checked_text,
    is_code,
    read_settings,
    told,
    twice,
)
from helpers.vocabulary.settings_text import lines_of

UNIT = TomlTable({"code": Code(), "name": Text()}, {"lat": Number(-90, 90)})
MODEL = TomlTable(
    {"kind": Text(choices=("official", "published"))},
    {
        "threshold": Whole(2),
        "from": Day(),
        "done": Day(is_past=True),
        "open": Flag(),
        "unit": Many(UNIT, least=1),
        "nested": Many(Many(Text())),
        "lists": Either((Text(), Many(Text()))),
        "place": Named(TomlTable({"vi": Text()}), Code()),
    },
)
SOUND = """
kind = "official" # [not a table]
threshold = 3

[[unit]]
code = "1"
name = "a ] } # b"
[[unit]]
code = "2"
name = '''b c'''

[place.VN-74]
vi = "x"
"""


def said(text: str | bytes, lang: str = "en") -> str:
    return told("f.toml", checked_text(text, MODEL)[1], lang)


def test_a_sound_file_is_read_as_it_is() -> None:
    data, mistakes = checked_text(SOUND, MODEL)
    assert mistakes == []
    assert [unit["code"] for unit in data["unit"]] == ["1", "2"]


@pytest.mark.parametrize(
    ("written", "instead", "line", "told_en"),
    [
        ("threshold", "treshold", 3, 'Did you mean "threshold"?'),
        ("kind", "kinds", 2, 'Did you mean "kind"?'),
        ('"official"', '"oficial"', 2, 'Did you mean "official"?'),
        ("threshold = 3", "threshold = -3", 3, "whole number of at least 2, not -3"),
        ("threshold = 3", "threshold = true", 3, "whole number of at least 2, not true"),
        ("threshold = 3", "threshold = 3.5", 3, "whole number of at least 2, not 3.5"),
        ("threshold = 3", 'from = "08/01/2025"', 3, "written 2025-01-08"),
        ("threshold = 3", 'from = "2025-01-08"', 3, "without quotes"),
        ("threshold = 3", "from = 2025-01-08 10:00:00", 3, "written 2025-01-08"),
        ("threshold = 3", "done = 2124-01-08", 3, "be a day that has been, not 2124-01-08"),
        ("threshold = 3", 'nested = ["x"]', 3, 'must be a list: write ["…"]'),
        ("threshold = 3", 'open = "true"', 3, "true or false"),
        ("threshold = 3", "lists = [1]", 3, 'text in quotes: "1"'),
        ("threshold = 3", "lists = 1", 3, 'text in quotes: "1"'),
        ('code = "1"', "code = 660", 6, 'text in quotes: "660"'),
        ('code = "1"', 'code = "../climbs"', 6, "plain letters"),
        ('code = "1"', 'code = ""', 6, "must not be empty"),
        ('code = "1"', 'code = "1"\nlat = nan', 7, "from -90 to 90, not nan"),
        ('code = "1"', 'code = "1"\nlat = inf', 7, "from -90 to 90, not inf"),
        ('code = "2"', "", 8, 'lacks "code"'),
        ("[place.VN-74]", "[[place.VN-74]]", 12, "one pair of brackets"),
        ("[place.VN-74]", '[place."a/b"]', 12, "plain letters"),
        ('"a ] } # b"', '"data\\new"', 7, "write paths with /"),
        ('name = "a ] } # b"', 'name = "a"\nthreshold = 4', 8, "stands above the first [ ]"),
        ("threshold = 3", 'code = "3"', 3, "Write it below a line [[unit]]"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_what_was_expected(
    written: str, instead: str, line: int, told_en: str
) -> None:
    message = said(SOUND.replace(written, instead, 1))
    assert message.startswith(f"f.toml, line {line} (")
    assert told_en in message


@pytest.mark.parametrize(
    ("row", "told_en"),
    [
        ("kind = “official”", "curly or foreign quotation marks"),
        ('kind = "official', "lacks a quotation mark"),
        ("kind = official", "write texts in quotes"),
        ('kind: "official"', "write = between"),
        ("from = 08/01/2025", "year-month-day"),
        ("from = 2025-02-30", "year-month-day"),
        ("from = 2025-1-8", "year-month-day"),
        ("threshold = 1,5", "decimal point"),
        ("threshold = 0660", "write codes in quotes"),
        ("open = True", "small letters"),
        ("[[unit]", "lacks a bracket"),
        ("[place", "closing bracket"),
        ('kind = "data\\qx"', "write paths with /"),
        ("kind\u00a0= 1", "invisible character"),
        ("threshold = 4\nthreshold = 5", "stands above already"),
        (f"threshold = {'9' * 5000}", "too long"),
        (f"lists = {'[' * 2000}", "too many brackets"),
        ('unit = [{ code = "1",\n name = "a" }]', "on one line"),
        ("ngưỡng = 3", "plain letters"),
        ("the figures of 2024", "neither name = value nor a remark"),
    ],
)
def test_a_line_that_is_no_toml_is_told_by_what_is_wrong_with_it(row: str, told_en: str) -> None:
    message = said(f"# first\n{row}\n")
    assert message.startswith("f.toml, line 2" if "\nthreshold" not in row else "f.toml, line 3")
    assert told_en in message


def test_an_array_that_is_never_closed_is_told_where_it_was_opened() -> None:
    assert said('kind = "official"\nlists = ["a",\n"b"\n').startswith("f.toml, line 2: opens a bracket")


def test_two_versions_merged_into_one_file_are_called_that() -> None:
    merged = '<<<<<<< HEAD\nkind = "official"\n=======\nkind = "published"\n>>>>>>> other\n'
    assert "lines 1 to 5" in said(merged)
    assert "dòng 1–5" in said(merged, "vi")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_what_windows_editors_save_is_read(encoding: str, ends: str) -> None:
    assert said('kind = "official"\nthreshold = 3\n'.replace("\n", ends).encode(encoding)) == ""


def test_another_encoding_is_told_with_the_line() -> None:
    assert said("# ok\nkind = “x”".encode("cp1258")).startswith("f.toml, line 2: is not UTF-8")


def test_one_pair_of_brackets_for_a_list_is_told() -> None:
    assert "write [[unit]]" in said('kind = "official"\n[unit]\ncode = "1"\nname = "a"\n')


def test_an_empty_list_is_told() -> None:
    assert "at least 1" in said('kind = "official"\nunit = []\n')


def test_every_mistake_of_a_file_is_told_and_a_long_list_is_cut() -> None:
    message = said('kind = "official"\n' + "".join(f"x{n} = 1\n" for n in range(12)))
    assert len(message.splitlines()) == 9
    assert message.endswith("and 4 more.")


def test_lines_are_found_in_tables_arrays_and_texts_over_several_lines() -> None:
    text = 'a.b = 1\nlist = [\n  { c = "]" },\n  # {\n  { "d e" = 2 },\n]\nlong = """\n[x]\n"""\n[[t]]\n[t.u]\nv = 1\n[[t]]\n'
    lines = lines_of(text)
    wanted = {("a", "b"): 1, ("list", 1, "d e"): 5, ("long",): 7, ("t", 0, "u", "v"): 12, ("t", 1): 13}
    assert {place: lines[place] for place in wanted} == wanted


def test_a_missing_file_is_told_by_its_path_in_the_project(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^data/raw/x/scope\.toml: cannot be read"):
        read_settings(tmp_path / "data" / "raw" / "x" / "scope.toml", MODEL)


@pytest.mark.parametrize("name", ["613", "VN-74", "T", "kon-plong", "2025-07", "a_b"])
def test_codes_are_plain(name: str) -> None:
    assert is_code(name)


@pytest.mark.parametrize(
    "name",
    ["", "..", "../x", "a/b", "a\\b", "C:", ".x", "-x", "x.", "a b", "con", "COM1", "Kon Plông", "x" * 41, "a\n"],
)
def test_what_a_file_system_would_change_or_follow_is_no_code(name: str) -> None:
    assert not is_code(name)


def test_codes_that_differ_only_by_case_are_the_same() -> None:
    (mistake,) = twice([(("unit", 0), "a1"), (("unit", 1), "A1")])
    assert mistake == Mistake(("unit", 1), "“A1” đã có ở unit 1", '"A1" stands already at unit 1')
