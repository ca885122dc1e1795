"""Files that come in find their period and their entry in sources.toml, and nothing that is there is overwritten."""

import os
import shutil
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from helpers import store
from helpers.intake.arrival import named_period
from helpers.intake.formats.grid import Grid
from helpers.run.arrivals.receive import Nature, Precedence, gathered, propose, take
from helpers.run.arrivals.receiving import receive
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import InputError, UsageError
from helpers.vocabulary.period import Period
from helpers.vocabulary.project import Project

RAW = Path(__file__).parents[2] / "data" / "raw" / "kon-plong"
DAY = date(2025, 1, 15)
NEN, HIEU = "minh-hoa-23452-dak-nen.xlsx", "minh-hoa-23476-hieu.xlsx"


@pytest.fixture
def office(tmp_path):
    """A project of Kon Plông without any period, and a folder for what comes in."""
    (tmp_path / "data/raw/kon-plong").mkdir(parents=True)
    shutil.copy(RAW / "scope.toml", tmp_path / "data/raw/kon-plong")
    (tmp_path / "in").mkdir()
    return Project(tmp_path)


def came(office, name, to=None):
    """A demonstration return of 2024 in the folder, under a name of the sender's."""
    return Path(shutil.copy(RAW / "2024" / name, office.root / "in" / (to or name)))


def told(office, paths, period=None, ask=None, lang="en"):
    lines = []
    code = receive(paths, "kon-plong", Period.parse(period) if period else None, office, lang, ask, lines.append)
    return code, "\n".join(lines)


def entries(office, period, folder=""):
    path = office.raw("kon-plong", period) / folder / "sources.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["source"]


def changed(path, sheet, value):
    """The workbook with the first whole number below its header changed."""
    book = openpyxl.load_workbook(path)
    cells = (cell for row in book[sheet].iter_rows(min_row=8) for cell in row)
    cell = next(c for c in cells if isinstance(c.value, int) and c.value > 100)
    cell.value = value
    book.save(path)
    return path


def test_a_renamed_return_is_known_by_its_titles_and_copied_unchanged_with_its_entry(office):
    path = came(office, NEN, "Bieu gui lan 1.xlsx")
    code, lines = told(office, [path])
    assert code == 0
    assert "Xã Đăk Nên" in lines or "Đăk Nên" in lines
    placed = office.raw("kon-plong", "2024") / "Bieu gui lan 1.xlsx"
    assert placed.read_bytes() == path.read_bytes()
    [entry] = entries(office, "2024")
    assert entry["as_of"] == date(2024, 12, 31)
    assert entry["kind"] == "demonstration"  # its titles say so: it must never pass as official
    assert entry["producer"] == "UBND xã Đăk Nên"
    assert len(entry["forms"]) > 5


def test_what_was_taken_is_read_by_the_next_command(office):
    told(office, [came(office, NEN)])
    found = store.every("observations", Edition.of("kon-plong", "2024", project=office))
    assert set(found.loc[found["workbook"] == NEN, "unit"]) == {"23452"}


def test_the_same_file_again_is_already_there(office):
    told(office, [came(office, NEN)])
    code, lines = told(office, [came(office, NEN, "gui lai.xlsx")])
    assert (code, "already there as minh-hoa-23452-dak-nen.xlsx" in lines) == (0, True)
    assert len(entries(office, "2024")) == 1


def test_a_newer_version_takes_the_place_of_the_older_which_is_kept_with_its_entry(office):
    told(office, [came(office, NEN)])
    code, lines = told(office, [changed(came(office, NEN, "ban moi.xlsx"), "Biểu 1", 611)])
    assert "in place of minh-hoa-23452-dak-nen.xlsx, an older version (1 figures differ)" in lines, lines
    assert code == 0
    assert [entry["file"] for entry in entries(office, "2024")] == ["ban moi.xlsx"]
    [old] = entries(office, "2024", "superseded")
    assert (old["file"], old["superseded"]) == (NEN, date.today())
    assert (office.raw("kon-plong", "2024") / "superseded" / NEN).read_bytes() == (RAW / "2024" / NEN).read_bytes()


NEXT_STANDARD = """
[[standard]]
id = "next"
valid_from = 2025-06-01
rural_line_vnd = 2_200_000
urban_line_vnd = 2_800_000
poor_from = 3
basis = "Nghị định (ví dụ)"
grade = "verified"
vi = "chuẩn nghèo mới"
en = "the next standard"
"""


@pytest.mark.parametrize("is_bridge", [True, False, None])
def test_a_second_review_near_a_change_of_the_standard_is_asked_whether_it_is_one_by_the_other_standard(
    office, is_bridge
):
    (office.packs / "viet-nam").mkdir(parents=True)
    (office.packs / "viet-nam/standards.toml").write_text(NEXT_STANDARD, encoding="utf-8")
    told(office, [came(office, NEN)])
    asked = []

    def ask(question):
        asked.append(question)
        return is_bridge if "poverty standard next" in question else True

    again = changed(came(office, NEN, "chuan moi.xlsx"), "Biểu 1", 611)
    code, lines = told(office, [again], ask=None if is_bridge is None else ask)
    kept = {entry["file"]: entry.get("standard", "") for entry in entries(office, "2024")}
    if is_bridge is None:  # nobody to ask: nothing is replaced
        assert (code, kept) == (3, {NEN: ""})
        assert "by the poverty standard next: without --yes it is asked" in lines
    else:
        assert len(asked) == 2
        assert kept == ({NEN: "", "chuan moi.xlsx": "next"} if is_bridge else {"chuan moi.xlsx": ""})


def test_another_table_with_other_figures_of_a_unit_is_a_contradiction_and_is_not_taken(office):
    told(office, [came(office, NEN)])
    both = came(office, NEN, "hai xa.xlsx")
    book = openpyxl.load_workbook(changed(both, "Biểu 1", 611))
    for name in book.sheetnames[1:]:
        del book[name]
    sheet = book["Biểu 1"]
    row = next(r for r in sheet.iter_rows(min_row=8) if any(cell.value == "Xã Đăk Nên" for cell in r))
    for cell in row:
        new = sheet.cell(row=row[0].row + 1, column=cell.column)
        new.value = {"Xã Đăk Nên": "Xã Hiếu", "23452": "23476"}.get(cell.value, cell.value)
    book.save(both)
    code, lines = told(office, [both])
    assert code == 3
    assert "contradicts minh-hoa-23452-dak-nen.xlsx in 1 figures" in lines
    assert len(entries(office, "2024")) == 1


def test_last_years_file_is_not_taken_for_this_year(office):
    code, lines = told(office, [came(office, NEN)], period="2025")
    assert code == 3
    assert "its title names 2024, not 2025" in lines
    assert not office.raw("kon-plong", "2025").exists()


def test_a_file_that_names_no_period_asks_for_it(office):
    path = office.root / "in" / "bang.csv"
    path.write_text("unit,indicator,detail,as_of,printed,note\n23452,households,,2024-12-31,610,\n", encoding="utf-8")
    [proposal] = propose([path], "kon-plong", None, office)
    assert not proposal.sure


def test_a_letter_a_list_of_persons_and_an_empty_file_are_told_apart_and_left(office):
    folder = office.root / "in"
    (folder / "Công văn 12.docx").write_bytes(b"PK\x03\x04")
    (folder / "ds.csv").write_text(
        "STT,Họ và tên,CCCD\n1,Trần Thị Thử,062190009999\n2,A Thử,062090009998\n", encoding="utf-8"
    )
    (folder / "trong.xlsx").write_bytes(b"")
    natures = {
        p.arrival.path.name: p.arrival.nature for p in propose(sorted(folder.iterdir()), "kon-plong", None, office)
    }
    assert natures == {
        "Công văn 12.docx": Nature.LETTER,
        "ds.csv": Nature.PERSONS,
        "trong.xlsx": Nature.UNREADABLE,
    }
    code, lines = told(office, [folder])
    assert code == 3
    assert "Thử" not in lines.replace("Công văn", "")
    assert not list(office.raw("kon-plong").glob("*/*"))


def test_a_folder_and_a_zip_are_gone_through_and_noise_is_passed_over(office):
    folder = office.root / "in"
    came(office, HIEU)
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "~$khoa.xlsx").write_bytes(b"x")
    with zipfile.ZipFile(office.root / "gui.zip", "w") as archive:
        archive.write(RAW / "2024" / NEN, f"thang 1/{NEN}")
    with gathered([folder, office.root / "gui.zip"]) as files:
        assert [path.name for path in files] == [HIEU, NEN]


def test_a_zip_in_capitals_is_gone_through_and_a_pipe_is_no_file(office):
    with zipfile.ZipFile(office.root / "GUI.ZIP", "w") as archive:
        archive.writestr("a.csv", "x")
    os.mkfifo(office.root / "ong.xlsx")
    with gathered([office.root / "GUI.ZIP", office.root / "ong.xlsx"]) as files:
        assert [path.name for path in files] == ["a.csv"]


@pytest.mark.parametrize("at", [6, 8], ids=["password", "packing"])
def test_a_zip_that_cannot_be_unpacked_is_told_with_what_to_do(office, at):
    """Its list of files says that they are locked, or packed in a way that nobody here knows."""
    path = office.root / "khoa.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x")
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", at), (b"PK\x01\x02", at + 2)):
        data[data.index(mark) + offset] = 1 if at == 6 else 99
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"khoa.zip cannot be unpacked .*Unpack it yourself"), gathered([path]):
        pass


def test_a_zip_that_leads_out_of_its_folder_is_refused(office):
    with zipfile.ZipFile(office.root / "bad.zip", "w") as archive:
        archive.writestr("../../out.xlsx", b"x")
    with pytest.raises(InputError, match="leads out"), gathered([office.root / "bad.zip"]):
        pass


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a", "a/b.csv"], '"a" twice'),
        (["x/a.csv", "x"], '"x" twice'),
        (["a.csv", "A.csv"], '"A.csv" twice'),
        (["a.csv", "a.csv"], '"a.csv" twice'),
        ([f"{at}.csv" for at in range(2001)], "more than 2,000 files"),
    ],
    ids=["file and folder", "folder and file", "capitals", "a part twice", "many"],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_whose_files_would_take_each_others_place_or_are_too_many_is_refused(names, told, office):
    with zipfile.ZipFile(office.root / "gui.zip", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    with pytest.raises(InputError, match=told), gathered([office.root / "gui.zip"]):
        pass


def test_the_day_of_signature_and_spans_that_are_no_period_name_none(office):
    def named(*lines):
        return named_period([Grid("a.csv", "", [[line] for line in lines])])

    assert named("Năm 2024", "Kon Plông, ngày 15 tháng 01 năm 2025") == Period.parse("2024")
    assert named("Số liệu năm 2024", "6 tháng đầu năm 2024") == Period.parse("2024-H1")
    assert named("Quý III năm 2024") == Period.parse("2024-Q3")
    assert named("Lũy kế từ năm 2021 đến năm 2024") == Period.parse("2024")
    assert named("9 tháng năm 2024") is None
    assert named("Năm 2023", "Năm 2024") is None


def test_a_path_that_is_not_there_is_wrong_usage(office):
    with pytest.raises(UsageError, match="is not there"), gathered([office.root / "nowhere"]):
        pass


def test_comments_and_order_of_a_hand_written_file_stay(office):
    folder = office.raw("kon-plong", "2024")
    folder.mkdir()
    shutil.copy(RAW / "2024" / HIEU, folder)
    text = f'# Ghi chú của văn phòng\n[[source]]\nkind = "demonstration" # xã gửi lần đầu\nfile = "{HIEU}"\nas_of = 2024-12-31\n'
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    told(office, [came(office, NEN)])
    kept = (folder / "sources.toml").read_text(encoding="utf-8")
    assert kept.startswith(text)
    assert [entry["file"] for entry in entries(office, "2024")] == [HIEU, NEN]


def test_of_many_files_it_is_said_how_far_the_look_is_and_of_few_nothing(office, capsys):
    letters = [office.root / "in" / f"{number}.txt" for number in range(41)]
    for path in letters:
        path.write_text("Kính gửi", encoding="utf-8")
    told(office, letters[:3])
    assert capsys.readouterr().err == ""
    told(office, [office.root / "in"])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert lines[-1].startswith("[41/41] ")


def test_nothing_is_taken_without_a_yes(office):
    code, _ = told(office, [came(office, NEN)], ask=lambda _: False)
    assert code == 3
    assert not office.raw("kon-plong", "2024").exists()


def test_another_file_of_the_same_name_gets_a_number(office):
    told(office, [came(office, NEN, "bieu.xlsx")])
    other = office.root / "in" / "xa" / "BIEU.xlsx"
    other.parent.mkdir()
    shutil.copy(RAW / "2024" / HIEU, other)
    [proposal] = propose([other], "kon-plong", None, office)
    assert proposal.relation is Precedence.NEW
    assert take(proposal, "kon-plong", office, DAY).endswith("/BIEU-2.xlsx")


def test_a_folder_of_nine_returns_and_what_else_came_with_them_is_sorted(office):
    folder = office.root / "in"
    returns = sorted((RAW / "2024").glob("minh-hoa-*.xlsx"))
    for number, path in enumerate(returns):
        shutil.copy(path, folder / f"bao cao ({number}).xlsx")
    shutil.copy(returns[0], folder / "bao cao gui lai.xlsx")
    shutil.copy(RAW / "2023" / "minh-hoa-ket-qua.xlsx", folder / "nam truoc.xlsx")
    (folder / "Cong van.docx").write_bytes(b"PK\x03\x04")
    (folder / "ds.csv").write_text("STT,Họ và tên,CCCD\n1,Trần Thị Thử,062190009999\n", encoding="utf-8")
    code, lines = told(office, [folder], period="2024")
    marks = {line[2:].partition(":")[0]: line[0] for line in lines.split("\n") if line[:2] in ("→ ", "= ", "? ", "x ")}
    assert code == 3
    assert [marks[f"bao cao ({number}).xlsx"] for number in range(9)] == ["→"] * 9
    assert [marks[name] for name in ("bao cao gui lai.xlsx", "nam truoc.xlsx", "Cong van.docx", "ds.csv")] == list(
        "=?xx"
    )
    assert "its title names 2023, not 2024" in lines
    assert len(entries(office, "2024")) == 9
    assert sorted(path.name for path in office.raw("kon-plong").glob("*/*.csv")) == []
