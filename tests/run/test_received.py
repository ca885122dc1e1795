"""`commune status` tells what is still to come in."""

from helpers.run.arrivals.received import waiting_for
from helpers.vocabulary.language import translator
from helpers.vocabulary.project import Project


def period_with(tmp_path, sources, *present):
    folder = tmp_path / "data/raw/thu/2024"
    folder.mkdir(parents=True)
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    for name in present:
        (folder / name).write_bytes(b"x")
    return Project(tmp_path)


def entries(*names):
    return "\n".join(f'[[source]]\nfile = "{name}"\nkind = "official"' for name in names)


def test_files_that_have_not_come_in_are_named(tmp_path):
    project = period_with(tmp_path, entries("a.xlsx", "b.xlsx", "c.xlsx"), "b.xlsx")
    told = waiting_for(project, "thu")
    assert told == ["thu 2024: waiting for 2 of 3 files: a.xlsx, c.xlsx"]
    assert translator("vi").tell(told[0]) == "thu 2024: còn chờ 2 trong 3 tệp: a.xlsx, c.xlsx"


def test_a_complete_period_waits_for_nothing(tmp_path):
    assert waiting_for(period_with(tmp_path, entries("a.xlsx"), "a.xlsx"), "thu") == []


def test_many_names_are_cut(tmp_path):
    names = [f"{number:02d}.xlsx" for number in range(30)]
    (line,) = waiting_for(period_with(tmp_path, entries(*names)), "thu")
    assert line.startswith("thu 2024: waiting for 30 of 30 files: 00.xlsx, ")
    assert line.endswith("11.xlsx …")


def test_a_faulty_list_is_left_to_the_check_that_explains_it(tmp_path):
    assert waiting_for(period_with(tmp_path, "[[source"), "thu") == []
