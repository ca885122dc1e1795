import pytest

from helpers.vocabulary.files import digest, digest_files, write_atomic


def test_a_write_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "made" / "page.html"
    write_atomic(path, "old")
    write_atomic(path, "new")
    assert path.read_text(encoding="utf-8") == "new"
    assert [p.name for p in path.parent.iterdir()] == ["page.html"]


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path):
    path = tmp_path / "page.html"
    write_atomic(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomic(path, "\ud800")  # a lone surrogate has no UTF-8
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_lists_of_parts_never_run_together():
    assert digest(["ab", "c"]) != digest(["a", "bc"])


def test_a_renamed_file_changes_the_digest(tmp_path):
    first = tmp_path / "a.csv"
    first.write_text("1", encoding="utf-8")
    before = digest_files([first], tmp_path)
    second = first.rename(tmp_path / "b.csv")
    assert digest_files([second], tmp_path) != before
