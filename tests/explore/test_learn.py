"""A table that no form knows becomes a layout that reads it: what is proposed, what is refused, and that messages converge."""

import json
import re
import shlex
import shutil
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from tests.workbooks.sheets import Book, write_xlsx
from typer.testing import CliRunner

from helpers import receive, store
from helpers.cli import app
from helpers.explore.learn import learn
from helpers.intake.learning.learned import differences
from helpers.vocabulary.edition import Edition
from helpers.vocabulary.errors import CommuneError, InputError, UsageError
from helpers.vocabulary.place import load_scope
from helpers.vocabulary.project import Project

RAW = Path(__file__).parents[2] / "data" / "raw" / "kon-plong"
NAMES = ["Xã Đăk Nên", "Xã Đăk Ring", "Xã Măng Bút", "Xã Hiếu"]


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A project of Kon Plông without any period; the commands of a test run in it."""
    (tmp_path / "data/raw/kon-plong").mkdir(parents=True)
    shutil.copy(RAW / "scope.toml", tmp_path / "data/raw/kon-plong")
    monkeypatch.setenv("COMMUNE_ROOT", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def commune(line):
    """Exit code and what a typed command says."""
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    if done.exception and not isinstance(done.exception, SystemExit):
        assert isinstance(done.exception, CommuneError), done.exception
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


def sheet(path, rows, merged=()):
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Bảng 1")
    for row, cells in enumerate(rows):
        page.write_row(row, 0, cells)
    for place in merged:
        page.merge_range(*place, rows[place[0]][place[1]])
    book.close()
    return path


def budget(folder):
    """A budget with two tiers of headings, an index row and a total that adds up."""
    amounts = [(120, 80, 30), (200, 90, 40), (150, 70, 20), (130, 60, 50)]
    rows = [["DỰ TOÁN THU NGÂN SÁCH CÁC XÃ NĂM 2023"], [], ["", "", "", "", "Đơn vị: triệu đồng"]]
    rows += [["TT", "Xã", "Tổng thu", "Trong đó", ""], ["", "", "", "Bổ sung cân đối", "Bổ sung có mục tiêu"]]
    rows += [["A", "B", "1=2+3", "2", "3"]]
    rows += [[n, name, b + c, b, c] for n, (name, (_, b, c)) in enumerate(zip(NAMES, amounts, strict=True), start=1)]
    merged = [(3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2), (3, 3, 3, 4)]
    return sheet(folder / "du toan.xlsx", rows, merged)


def long(folder):
    lines = ["Năm,Xã,Số hộ nghèo,Tổng số hộ dân cư,Tỷ lệ hộ nghèo (%)"]
    lines += [f"{year},{name},{count},{count * 4 + 7},{100 * count / (count * 4 + 7):.2f}".replace(".", ".")
              for year, start in ((2022, 100), (2023, 90)) for count, name in enumerate(NAMES, start)]  # fmt: skip
    path = folder / "chuoi.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def sideways(folder):
    rows = [["MỘT SỐ CHỈ TIÊU CỦA CÁC XÃ NĂM 2023"], [], ["Chỉ tiêu", *NAMES]]
    rows += [
        ["Số hộ cận nghèo", 50, 60, 70, 40],
        ["Số máy cày (chiếc)", 5, 6, 7, 8],
    ]
    return sheet(folder / "ngang.xlsx", rows)


def observations(office, period):
    return store.every("observations", Edition.of("kon-plong", period, project=office))


def observed(office, period):
    found = observations(office, period)
    return {
        (row.unit, row.indicator, row.as_of.year): row.value for row in found.itertuples() if row.value == row.value
    }


def test_three_tables_that_no_form_knows_go_from_file_to_figures_on_a_page(office, request):
    """A budget with tiers of headings, a long table with a year in each row, and a table with its units side by side."""
    for page in ("02_poverty", "07_other"):
        (office.root / "notebooks").mkdir(exist_ok=True)
        shutil.copy(request.config.rootpath / f"notebooks/{page}.ipynb", office.root / "notebooks")
    for made in (budget, long, sideways):
        made(office.root)
    code, said = commune(
        'commune learn "du toan.xlsx" --lang en --new C3="Tổng thu" --new C4="Bổ sung cân đối" --new C5="Bổ sung có mục tiêu" --form thu --yes'
    )
    assert (code, "triệu đồng" in said, "C = D + E in 4 of 4" in said) == (0, True, True)
    code, said = commune("commune learn chuoi.csv --lang en --period 2023 --yes")
    assert (code, "proved by its figures" in said) == (0, True)
    code, said = commune('commune learn ngang.xlsx --lang en --new C3="Máy cày | Tractors | works" --yes')
    assert (code, "side by side" in said) == (0, True)
    code, said = commune('commune receive "du toan.xlsx" chuoi.csv ngang.xlsx --period 2023 --yes --lang en')
    assert (code, said.count("goes to 2023")) == (0, 3)
    assert commune("commune run --period 2023 --lang en")[0] == 0
    pages = office.reports("public") / "kon-plong/2023/en"
    poor, other = (figures_of(pages / f"{name}.html") for name in ("poverty", "other"))
    assert poor["Hiếu"] >= {"93", "24.54%"}
    assert other["Hiếu"] >= {"110", "60", "50", "8"}
    tractors = observations(office, "2023")
    row = tractors[(tractors["unit"] == "23455") & (tractors["indicator"] == "may_cay")].iloc[0]
    assert (row["value"], row["cell"]) == (6, "C5")
    assert observed(office, "2023")["23452", "poor_households", 2022] == 100
    assert differences(office, load_scope("kon-plong", office), "thu") == []
    text = (office.raw("kon-plong") / "scope.toml").read_text(encoding="utf-8")
    assert text.startswith("# Huyện Kon Plông.")
    assert tomllib.loads(text)["packs"] == ["viet-nam", "kon-plong"]


def figures_of(page):
    """What the cells beside each unit say, in all tables of a page."""
    found = {}
    for row in re.findall(r"<tr.*?</tr>", page.read_text(encoding="utf-8"), re.DOTALL):
        cells = [re.sub(r"<.*?>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        found.setdefault(cells[0] if cells else "", set()).update(cells)
    return found


NEN, HIEU, KINH = "Xã Đăk Nên", "Xã Hiếu", "Hộ dân tộc Kinh"
B5 = [["BIỂU SỐ 05"], []]
RATES = [["TT", "Tên đơn vị", "Tỷ lệ hộ nghèo DTTS (%)"], [1, NEN, 0.4], [2, HIEU, 0.5]]
LINES = [
    ["S", "", "TỔNG THU", "SỐ BỔ SUNG"], ["T", "XÃ", "NSNN", "TỪ NGÂN SÁCH"], ["T", "", "TRÊN ĐỊA BÀN", "HUYỆN"],
    ["", "", "CÁC XÃ", "CHO NGÂN SÁCH"], ["", "", "TRỰC THUỘC", "CÁC XÃ"], ["", "", "HUYỆN", ""], ["A", "B", 1, 2],
    [1, NEN, 120, 80], [2, HIEU, 200, 90],
]  # fmt: skip
KINH_BESIDE = [
    ["TT", "Tên đơn vị", "Tổng số hộ", "Trong đó số hộ DTTS", "Số hộ nghèo DTTS", KINH, ""], ["", "", "", "", "", "Số hộ nghèo", "Tái nghèo"],
    [1, NEN, 500, 400, 100, 7, 3], [2, HIEU, 800, 600, 150, 9, 4],
]  # fmt: skip
R12 = [
    ["TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO THEO CHUẨN NGHÈO ĐA CHIỀU"], [],
    ["TT", "Phường/ Xã", "Tổng số hộ dân cư", "Số hộ nghèo"], [1, NEN, 500, 100], [2, HIEU, 800, 150],
]  # fmt: skip
TCVN3 = [
    ["BiÓu sè 05"], [], ["TT", "Tªn ®¬n vÞ", "Tæng sè hé", "Trong ®ã sè hé DTTS", "Sè hé nghÌo DTTS"],
    [1, "X· §¨k Nªn", 500, 400, 100], [2, "X· HiÕu", 800, 600, 150],
]  # fmt: skip
MONEY = [["DỰ TOÁN THU, CHI NGÂN SÁCH CỦA CÁC XÃ"], [], ["", "", "", "", "Đơn vị: Triệu đồng"], *LINES]
FOREIGN = {
    "rates below one percent": ("a.xlsx", [*B5, *RATES], {"minority_poverty_rate_printed": {0.005}}),
    "a heading broken over six rows": (
        "a.xlsx", MONEY, {"tong_thu_nsnn_tren_dia_ban_cac_xa_truc_thuoc_huyen_vnd": {200e6}, "so_bo_sung_tu_ngan_sach_huyen_cho_ngan_sach_cac_xa_vnd": {90e6}},
    ),
    "the catalogue's own names": ("a.csv", f"Xã,Số hộ nghèo,Số hộ cận nghèo\n{NEN},100,50\n{HIEU},150,60\n", {"poor_households": {150}, "near_poor_households": {60}}),
    "a long table": ("a.csv", f"Năm,Xã,Số hộ nghèo\n2021,{HIEU},150\n2022,{HIEU},120\n2021,{NEN},99\n2022,{NEN},90\n", {"poor_households": {150, 120}}),
    "rates as fractions": ("a.csv", f"Xã,Tỷ lệ\n{NEN},0.222\n{HIEU},0.305\n", {"poverty_rate_printed": {0.305}}),
    "report 12": ("a.xlsx", R12, {"households": {800}, "poor_households": {150}}),
    "an old encoding": ("a.xlsx", TCVN3, {"households": {800}, "minority_households": {600}, "minority_poor_households": {150}}),
    "a table in Markdown": ("a.md", f"| Xã | Số hộ nghèo |\n| :--- | ---: |\n| {NEN} | 1,100 |\n| {HIEU} | 150 |\n", {"poor_households": {150}}),
    "another group under the same words": (
        "a.xlsx", [*B5, *KINH_BESIDE], {"households": {800}, "minority_households": {600}, "minority_poor_households": {150},
        "ho_dan_toc_kinh_so_ho_ngheo": {9}, "ho_dan_toc_kinh_tai_ngheo": {4}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "due"), FOREIGN.values(), ids=FOREIGN)
def test_following_the_messages_ends_with_the_right_figures(office, name, content, due):
    file = office.root / "gui" / name
    file.parent.mkdir()
    if isinstance(content, str):
        file.write_text(content, encoding="utf-8")
    else:
        sheet(file, content, [(2, 5, 2, 6), *((2, at, 3, at) for at in range(5))] if KINH in content[2] else ())
    asked = f"commune receive gui/{name} --period 2022 --yes --lang en"
    while asked:
        said = commune(asked)[1]
        commands = re.findall(r"commune (?:learn|receive) .*? --lang en", said)
        asked = commands[-1] if commands else ""
        asked += " --yes" if asked.startswith("commune receive") else ""
    found = observations(office, "2022")
    here = found[(found["unit"] == "23476") & found["value"].notna()]
    assert {id: set(values) for id, values in here.groupby("indicator")["value"]} == pytest.approx(due)


def test_the_test_that_is_written_reads_the_very_file_again(office):
    file = long(office.root)
    commune(f'commune learn "{file.name}" --lang en --yes --period 2023 --form chuoi')
    space = {"__file__": str(office.root / "tests/learned/test_chuoi.py")}
    exec(compile((office.root / "tests/learned/test_chuoi.py").read_text(encoding="utf-8"), "test", "exec"), space)
    space["test_the_example_gives_the_figures_that_were_confirmed"]()
    example = office.packs / "kon-plong" / "examples" / "chuoi.csv"
    example.write_text(example.read_text(encoding="utf-8").replace(",100,", ",101,"), encoding="utf-8")
    with pytest.raises(AssertionError):
        space["test_the_example_gives_the_figures_that_were_confirmed"]()


def test_a_known_form_needs_no_layout(office):
    rows = [["BIỂU SỐ 05"], [], ["TT", "Tên đơn vị", "Tổng số hộ", "Trong đó số hộ DTTS", "Số hộ nghèo DTTS",
            "Số hộ cận nghèo DTTS", "Số hộ thoát nghèo DTTS", "Số hộ nghèo DTTS phát sinh mới", "Số hộ DTTS tái nghèo",
            "Tỷ lệ hộ nghèo DTTS (%)", "Tỷ lệ hộ cận nghèo DTTS (%)"],
            [1, "Xã Hiếu", 800, 600, 150, 60, 20, 6, 0, 25, 10]]  # fmt: skip
    file = sheet(office.root / "b5.xlsx", rows)
    found = learn(file, lang="en", period="2023")
    assert found.read_by == "bieu_05"
    assert found.write() == []
    assert not office.packs.exists()


def test_a_column_that_two_meanings_fit_is_left_open(office):
    path = office.root / "a.csv"
    path.write_text("Xã,Hộ dân tộc Kinh nghèo,Tổng số hộ\nXã Hiếu,7,500\nXã Đăk Nên,9,800\n", encoding="utf-8")
    found = learn(path, lang="en", period="2023").lesson
    assert [each.label for each in found.open] == ["C2"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"PK\x03\x04", "document or picture"),
        ("a.pdf", b"%PDF-1.7", "document or picture"),
        ("anh.xlsx", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.csv", b"x", "words and no figures"),
        ("a.csv", "Xã,Hộ\nXã Không Đâu,5\n".encode(), "names no unit of"),
        ("trong.xlsx", b"", "holds no data"),
        ("ds.csv", "STT,Họ và tên,CCCD\n1,Trần Thị Thử,062190009999\n2,A Thử,062090009998\n".encode(), "personal data"),
    ],
)
def test_what_holds_no_table_is_told_with_what_to_do(office, name, content, said):
    (office.root / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        learn(office.root / name, lang="en", period="2023")
    assert not (office.root / "reports").exists()


def test_an_empty_sheet_and_a_chart_alone_are_told(office):
    book = xlsxwriter.Workbook(office.root / "do thi.xlsx")
    book.add_worksheet("Trống")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Trống!$A$1:$A$3"})
    book.add_chartsheet("Đồ thị").set_chart(chart)
    book.close()
    with pytest.raises(InputError, match="empty, or holds a picture or chart"):
        learn(office.root / "do thi.xlsx", lang="en", period="2023")


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"set": {"C2": "poor_household"}}, 'Did you mean "poor_households"'),
        ({"set": {"C9": "poor_households"}}, "Columns: C1, C2"),
        ({"set": {"C2": "poor_households:tenths"}}, "percent"),
        ({"new": {"C2": "Máy cày"}}, "one of:"),
        ({"sheet": "9"}, "Sheets:"),
        ({"form": "a b"}, "plain letters"),
        ({"form": "land"}, "already"),
        ({"sheets": "1"}, 'Did you mean "sheet"'),
    ],
)
def test_a_wrong_wish_is_told_with_the_right_one(office, wishes, said):
    path = office.root / "a.csv"
    path.write_text("Xã,Cột lạ\nXã Hiếu,7\nXã Đăk Nên,9\n", encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(said)):
        learn(path, **{"lang": "en", "period": "2023"} | wishes)


def test_columns_that_differ_by_their_year_alone_are_one_indicator(office):
    rows = [["HỘ NGHÈO QUA CÁC NĂM"], ["Xã", "Số hộ nghèo", ""], ["", "Năm 2022", "Năm 2023"]]
    rows += [[name, 100 + n, 90 + n] for n, name in enumerate(NAMES)]
    file = sheet(office.root / "a.xlsx", rows, [(1, 0, 2, 0), (1, 1, 1, 2)])
    learn(file, period="2023", form="nam").write()
    commune(f'commune receive "{file.name}" --yes --period 2023')
    found = observed(office, "2023")
    assert (found["23452", "poor_households", 2022], found["23452", "poor_households", 2023]) == (100, 90)


def test_a_name_in_the_sheet_is_not_shown(office):
    rows = [["HỘ NGHÈO CÁC XÃ"], ["Xã", "Số hộ nghèo"], ["Xã Hiếu", 5], ["Xã Đăk Nên", 7], ["Trần Văn Thử", ""]]
    found = learn(sheet(office.root / "a.xlsx", rows), lang="en", period="2023")
    assert "Thử" not in found.page().read_text(encoding="utf-8") + "".join(found.lines())


def test_what_is_kept_shows_known_words_and_the_cells_of_all_others(office):
    rows = [["HỘ NGHÈO CÁC XÃ"], ["Xã", "Số hộ nghèo", "Phần Zôria giữ"], [NAMES[0], 5, 6], [NAMES[1], 7, 8]]
    found = learn(
        write_xlsx(Book({"Bảng Zôria": rows}), office.root / "Zôria.xlsx"), lang="en", period="2023", form="x"
    )
    kept = found.page().read_text(encoding="utf-8") + found._repr_html_()
    assert "Zôria" not in kept
    for shown in ("Số hộ nghèo", '<td class="header">C2</td>', '--new C3="C2"'):
        assert shown in kept.replace("&quot;", '"')
    assert "Zôria" in "".join(found.lines())  # who asks sees her own table


def test_a_table_headed_by_years_alone_is_named_by_its_title(office):
    rows = [["SỐ HỘ NGHÈO PHÂN THEO XÃ"], ["Xã", 2021, 2022, 2023]]
    rows += [[name, 110 + n, 100 + n, 90 + n] for n, name in enumerate(NAMES)]
    file = sheet(office.root / "a.xlsx", rows)
    found = learn(file, lang="en", period="2023", form="nien-giam", set={"C2": "poor_households"})
    assert [each.column.indicators for each in found.lesson.suggestions[1:]] == [("poor_households",)] * 3
    found.write()
    assert commune(f'commune receive "{file.name}" --yes --period 2023')[0] == 0
    values = observed(office, "2023")
    assert [values["23452", "poor_households", year] for year in (2021, 2022, 2023)] == [110, 100, 90]


def test_a_learnt_layout_is_written_as_a_blank_form_and_read_back(office):
    file = budget(office.root)
    learn(file, new={"C3": "Tổng thu", "C4": "Bổ sung cân đối", "C5": "Bổ sung có mục tiêu"}, form="thu").write()
    code, said = commune("commune forms --out mau --period 2024 --form thu")
    assert code == 0, said
    assert learn(office.root / "mau/kon-plong-2024.xlsx", period="2024").read_by == "thu"
    assert commune("commune forms --out mau --period 2024 --form tu")[0] == 1


def test_the_notebook_says_what_came_in_and_what_is_missing(office, request):
    file = budget(office.root)
    cells = json.loads((request.config.rootpath / "notebooks/00_receive.ipynb").read_text(encoding="utf-8"))["cells"]
    names = {}
    for cell in (cell for cell in cells if cell["cell_type"] == "code"):
        exec("".join(cell["source"]), names)
        if "parameters" in cell["metadata"].get("tags", []):
            names |= {"files": str(file), "unknown": str(file), "lang": "en"}
    assert names["inbox"].lines[0].startswith("x du toan.xlsx: ")
    assert names["inbox"].missing == []
    assert "C = D + E" in names["lesson"]._repr_html_()
    names["inbox"].take()
    assert not list(office.raw("kon-plong").glob("20*"))


def test_a_button_on_which_nothing_is_dropped_makes_no_folder(office, tmp_path, monkeypatch):
    """A notebook that runs in a process of its own is killed at its end, and with it whoever would remove the folder."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    receive("", "kon-plong", lang="en")._upload()
    assert list(scratch.iterdir()) == []


def test_files_are_dropped_on_a_button_and_taken_by_another(office):
    learn(budget(office.root), new={"C3": "Tổng thu", "C4": "Cân đối", "C5": "Mục tiêu"}, form="thu").write()
    inbox = receive("", "kon-plong", lang="en")
    drop, said, take = inbox._upload().children
    drop.value = [{"name": "../gui.xlsx", "content": (office.root / "du toan.xlsx").read_bytes(), "size": 1, "type": "",
                   "last_modified": datetime(2024, 1, 1, tzinfo=UTC)}]  # fmt: skip
    assert "goes to 2023" in said.value
    take.click()
    assert (office.raw("kon-plong", "2023") / "gui.xlsx").is_file()


def test_arithmetic_tells_what_headings_do_not(office):
    """Opening stock = last year's, closing stock = opening - out + in, households = poor / rate; a repeated column is said to be one."""
    opening = [101, 120, 143, 90]
    (office.root / "nam truoc.csv").write_text(
        "Xã,Số hộ nghèo\n" + "".join(f"{name},{count}\n" for name, count in zip(NAMES, opening, strict=True)), encoding="utf-8"
    )  # fmt: skip
    assert commune('commune receive "nam truoc.csv" --period 2022 --yes')[0] == 0
    moved = [(11, 3, 93), (9, 4, 115), (20, 2, 125), (7, 5, 88)]
    rows = [["BIẾN ĐỘNG NĂM 2023"], ["Xã", "Cột A", "Số hộ thoát nghèo", "Hộ nghèo phát sinh mới", "Cột B"]]
    rows += [[name, first, *rest] for name, first, rest in zip(NAMES, opening, moved, strict=True)]
    flow = {"C3": "poor_household_flow/escaped", "C4": "poor_household_flow/new"}
    found = learn(sheet(office.root / "a.xlsx", rows), lang="en", period="2023", set=flow).lesson.suggestions
    assert [(each.column.detail, each.how, each.relation) for each in found if each.at in (1, 4)] == [
        ("start", "by arithmetic", "B = poor_households @previous"), ("end", "by arithmetic", "E = B - C + D"),
    ]  # fmt: skip
    rates = [(311, 32.48), (309, 38.83), (420, 34.05), (277, 32.49)]
    rows = [["NĂM 2023"], ["Xã", "Số hộ nghèo", "Cột A", "Tỷ lệ hộ nghèo (%)", "Cột B"]]
    rows += [[name, first, *rest, first] for name, first, rest in zip(NAMES, opening, rates, strict=True)]
    found = learn(sheet(office.root / "b.xlsx", rows), lang="en", period="2023").lesson
    assert [(each.label, each.relation) for each in found.open] == [("C5", "E = B")]
    assert (found.suggestions[2].column.indicators, found.suggestions[2].state) == (("households",), "proved")


def test_a_breakdown_without_its_column_is_not_proposed(office):
    path = office.root / "a.csv"
    path.write_text("Xã,Kế hoạch vốn,Đã phân bổ\nXã Hiếu,7,5\nXã Đăk Nên,9,8\n", encoding="utf-8")
    found = learn(path, lang="en")
    assert [each.label for each in found.lesson.open] == ["C2", "C3"]
    assert found.lines()[0] == "No title names a period: taken for 31 December 2024. Another one: --period"
    with pytest.raises(UsageError, match="no column of capital, programme, year"):
        learn(path, period="2023", set={"C2": "capital_plan_vnd/{programme}/{capital}/{year}"})


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("DỰ TOÁN THU NGÂN SÁCH XÃ HIẾU, HUYỆN KON PLÔNG NĂM 2023", "du-toan-thu-ngan-sach"),
        ("SỐ HỘ NGHÈO DO A ZÔRIA LẬP", "so-ho-ngheo"),
        ("A ZÔRIA", "bang"),
    ],
)
def test_a_layout_is_named_by_words_of_offices_and_by_no_place_or_person(title, name, office):
    rows = [[title], [], ["TT", "Xã", "Số máy cày"], *([at, unit, at] for at, unit in enumerate(NAMES, start=1))]
    assert learn(sheet(office.root / "Zôria.xlsx", rows), period="2023").form == name


def test_two_tables_of_one_title_take_two_names_and_one_learnt_twice_keeps_its_own(office):
    rows = [
        ["SỐ HỘ NGHÈO"],
        [],
        ["TT", "Xã", "Số máy cày"],
        *([at, unit, at] for at, unit in enumerate(NAMES, start=1)),
    ]
    wishes = {"period": "2023", "new": {"C3": "Số hộ có máy cày"}}
    first = sheet(office.root / "a.xlsx", rows)
    learn(first, **wishes).write()
    rows[2][2] = "Số máy bơm"
    second = sheet(office.root / "b.xlsx", rows)
    forms = [learn(file, **wishes).form for file in (first, second)]
    assert forms == ["so-ho-ngheo", "so-ho-ngheo-2"]
