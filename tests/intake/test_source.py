"""What `sources.toml` and its folder may look like."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

import pytest

from helpers.intake import Intake, read_period
from helpers.intake.source import read_sources
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project


def listed(folder: Path, *names: str, more: str = "") -> Intake:
    """What reading the folder gives with these files listed."""
    entries = (f'[[source]]\nfile = "{name}"\nkind = "published"\nform = "published"\n{more}' for name in names)
    (folder / "sources.toml").write_text("".join(entries), encoding="utf-8")
    project = Project(folder.parents[3])
    return read_period(Edition(project, "kon-plong", Period.parse("2023")))


def codes(intake: Intake) -> list[str]:
    return intake.findings["code"].tolist()


RECORDS = "unit,indicator,detail,as_of,printed,note\n23452,households,,2023-12-31,500,\n"


def test_a_file_listed_twice_is_read_once_and_told_to_the_office_once(folder):
    (folder / "a.csv").write_text(RECORDS, encoding="utf-8")
    intake = listed(folder, "a.csv", "a.csv")
    assert codes(intake) == ["Q141"]
    assert intake.findings.loc[0, "workbook"] == "sources.toml"
    assert "entry 2: file “a.csv” is that of entry 1 again" in intake.findings.loc[0, "message_en"]
    assert len(intake.observations) == 1


def test_two_files_with_equal_contents_are_read_once(folder):
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(RECORDS, encoding="utf-8")
    intake = listed(folder, "a.csv", "b.csv")
    assert codes(intake) == ["Q141"]
    assert len(intake.observations) == 1


@pytest.mark.parametrize("there", [unicodedata.normalize("NFD", "Đất Măng Bút.csv"), "ĐẤT MĂNG BÚT.CSV"])
def test_a_file_name_in_another_unicode_form_or_case_is_the_same_file(there, folder):
    (folder / there).write_text(RECORDS, encoding="utf-8")
    intake = listed(folder, "Đất Măng Bút.csv")
    assert len(intake.observations) == 1
    assert not {"Q101", "Q102"} & set(codes(intake))


def test_a_file_in_a_folder_is_found_by_either_slash(folder):
    (folder / "xa").mkdir()
    (folder / "xa/a.csv").write_text(RECORDS, encoding="utf-8")
    assert len(listed(folder, "xa\\\\a.csv").observations) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "~$a.xlsx",
        ".~lock.a.xlsx#",
        "~WRL0001.tmp",
        ".git/x",
        "__MACOSX/x",
        "superseded/a.csv",
    ],
)
def test_what_the_system_leaves_in_a_folder_is_passed_over(name, folder):
    (folder / "a.csv").write_text(RECORDS, encoding="utf-8")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"\x00")
    assert codes(listed(folder, "a.csv")) == []


def word() -> bytes:
    """The least that makes a Word document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.docx", word(), "a letter"),
        ("renamed.xlsx", word(), "a letter"),
        ("a.pdf", b"%PDF-1.7\n", "a PDF"),
        ("a.rtf", b"{\\rtf1 x}", "a letter"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00", "a picture"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.rar", b"Rar!\x1a\x07", "an archive"),
    ],
)
def test_a_letter_or_picture_in_place_of_a_return_is_called_that_and_stops_nothing_else(name, content, what, folder):
    (folder / "a.csv").write_text(RECORDS, encoding="utf-8")
    (folder / name).write_bytes(content)
    intake = listed(folder, name, "a.csv")
    assert codes(intake) == ["Q143"]
    assert what in intake.findings.loc[0, "message_en"]
    assert len(intake.observations) == 1


def test_a_letter_beside_the_returns_is_a_note_and_no_missing_entry(folder):
    (folder / "a.csv").write_text(RECORDS, encoding="utf-8")
    (folder / "công văn.pdf").write_bytes(b"%PDF-1.7\n")
    intake = listed(folder, "a.csv")
    assert intake.findings[["code", "severity"]].values.tolist() == [["Q142", "note"]]


def test_a_day_long_after_the_period_is_a_mistake_of_the_list_and_told_with_its_line(folder):
    with pytest.raises(InputError, match=r"sources\.toml, line 5 \(source 1 › as_of\): lies long after 2023"):
        listed(folder, "a.csv", more="as_of = 2032-12-31\n")


def test_a_time_that_is_no_period_is_a_mistake_of_the_list_and_told_with_its_line(folder):
    with pytest.raises(InputError, match=r"line 5 .*must be a period such as 2023 or 2024-H1"):
        listed(folder, "a.csv", more='dated = ["khoảng 2021"]\n')


def test_a_misspelt_form_is_told_with_the_nearest_one(folder):
    with pytest.raises(InputError, match=r'line 5 .*Did you mean "published"'):
        listed(folder, "a.csv", more='forms = ["publisched"]\n')


def test_figures_of_a_provisional_source_say_so_and_its_gaps_stay_gaps(folder):
    (folder / "a.csv").write_text(RECORDS + "23455,households,,2023-12-31,…,\n", encoding="utf-8")
    found = listed(folder, "a.csv", more="provisional = true\n").observations
    assert found.set_index("unit")["status"].to_dict() == {"23452": "P", "23455": "L"}


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("published", "commune-database.csv", "commune-database.csv"),
        ("published", "tran-thi-hoa.csv", "tep-1.csv"),
        ("published", "Nguyễn Văn An 2024.csv", "tep-1.csv"),
        ("official", "commune-database.csv", "tep-1.csv"),
    ],
)
def test_the_file_of_a_publication_keeps_its_publishers_name_unless_that_is_a_persons(kind, name, told, folder):
    (folder / "sources.toml").write_text(
        f'[[source]]\nfile = "{name}"\nkind = "{kind}"\nas_of = 2023-12-31\n', encoding="utf-8"
    )
    (source,) = read_sources(Edition(Project(folder.parents[3]), "kon-plong", Period.parse("2023")))
    assert (source.file, source.place) == (told, name)
