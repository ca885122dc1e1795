"""A period whose returns try to be more than text, run twice by the command on two machines that differ in all they can."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import unicodedata
import zipfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.scenario import InputCells, Scenario, ScenarioList
from tests.hardening import machine, trial
from tests.hardening.books import ROOT, WRITERS, sound, to_xlsx, zipped
from tests.hostile import TEXTS
from tests.workbooks.binary import write_xlsb

from helpers.vocabulary.edition import Audience
from helpers.vocabulary.project import Project

#: Persons who stand in the returns: signing them, having typed them, and in a list that has no business there.
PERSONS = ("Nguyễn Thị Kín Đáo", "Trần Văn Lặng Lẽ", "Phạm Thị Riêng Tư", "Lê Văn Giữ Kẽ")
CITIZEN = "062099001234"
PHONE = "0905123456"
TOKEN = "Qzxvujkwyb"  # a word of no form, unit or message, wherever a word can stand
OTHER_KINDS = ("ods", "xls", "html", "csv", "xlsb")
FILE = f"{TOKEN} <img src=x onerror=alert(1)> {{0}} {{{{7*7}}}} %s $(id) `id` ;x 'q' &amp; \u202egnp.xlsx"
TITLE = "</script><script>alert(1)</script>{{7*7}}{% x %}{0.__class__}[a](javascript:alert(1))"
ENVIRONMENTS = (
    {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1", "HOME": "/nonexistent"},
    {"LC_ALL": "vi_VN.UTF-8", "LANG": "vi_VN.UTF-8", "TZ": "Asia/Ho_Chi_Minh", "PYTHONHASHSEED": "4242", "OMP_NUM_THREADS": "4"},
)  # fmt: skip


def pytest_configure(config):
    config.addinivalue_line("markers", "xdist_group(name): tests with one costly fixture stay on one worker")


@dataclass(frozen=True)
class Reports:
    """A finished run: its project, what it said, and what it returned."""

    project: Project
    said: str
    code: int

    @property
    def folder(self):
        """The reports of the period, which were made for the office itself."""
        return replace(trial.edition(self.project), audience=Audience.INTERNAL).reports

    def files(self, *suffixes):
        """Everything that the run wrote outside of the raw data, by name below the project."""
        found = (
            path for part in ("reports", "data/processed", ".commune") for path in (self.project.root / part).rglob("*")
        )
        return {
            p.relative_to(self.project.root).as_posix(): p
            for p in sorted(found)
            if p.is_file() and (not suffixes or p.suffix in suffixes)
        }


def plant(book, word):
    """Write a word wherever a workbook takes one beside its figures, and where a figure should be."""
    first, more = book.worksheets[0], book.create_sheet(word)
    more.append([word, 5, f"{word} 7", f"Xã {word}"])
    first.append([f"Ghi chú: {word}"])
    first["A1"].comment = Comment(word, word)
    first.oddHeader.center.text = first.evenFooter.left.text = word
    first.add_data_validation(
        DataValidation(type="list", formula1=f'"{word},b"', sqref="A1", promptTitle=word, prompt=word)
    )
    first["A2"].hyperlink = Hyperlink(ref="A2", target=f"http://{word}.example/", tooltip=word)
    cells = [InputCells(r="C9", val="5")]
    first.scenarios = ScenarioList(scenario=[Scenario(name=word, comment=word, user=word, inputCells=cells)])
    chart = BarChart()
    chart.title = chart.x_axis.title = word
    chart.add_data(Reference(first, min_col=3, min_row=8, max_row=12))
    first.add_chart(chart, "AA3")
    book.create_sheet(f"{word} 2", 0).sheet_state = "hidden"
    book.worksheets[0].append([word, 5, f"Xã {word}"])
    book.active = 1
    book.defined_names[word] = DefinedName(word, attr_text="1")
    book.properties.title = book.properties.keywords = book.properties.description = word


@lru_cache(maxsize=1)  # the same bytes for both machines: writers put the time into them
def signed() -> bytes:
    """A sound return with hostile words where they do no harm to its figures, signed by persons."""
    book = sound()
    book[0].name = "<b onclick=alert(1)>&'\"{0}"
    at = len(book[0].rows) + 2
    rows = [
        "Người lập biểu",
        PERSONS[0],
        unicodedata.normalize("NFD", PERSONS[0]),
        f"Điện thoại liên hệ: {PHONE}",
        f"TM. UBND, {PERSONS[1]}",
    ]
    for offset, words in enumerate(rows):
        while len(book[0].rows) <= at + offset:
            book[0].rows.append([])
        book[0].rows[at + offset] = [None, words]
    loaded = openpyxl.load_workbook(io.BytesIO(to_xlsx(book)))
    loaded.properties.creator = PERSONS[2]
    loaded.properties.lastModifiedBy = PERSONS[2]
    plant(loaded, TOKEN)
    loaded.worksheets[0].cell(12, 3).value = "=cmd|' /C calc'!A0"
    buffer = io.BytesIO()
    loaded.save(buffer)
    return with_part(buffer.getvalue(), "customXml/item1.xml", f"<x a='{TOKEN}'>{TOKEN}</x>")


@lru_cache(maxsize=len(OTHER_KINDS))  # as above
def planted(kind: str) -> bytes:
    """The sound return as another kind of file, a word among its figures, units, headings, titles and notes, and as name of a sheet."""
    book = sound()
    for at, sheet in enumerate(book):
        sheet.name = f"{TOKEN} {at}"
        sheet.rows[0] = [f"UBND {TOKEN}", None, f"Đơn vị: {TOKEN}"]
        sheet.rows += [[f"Ghi chú: {TOKEN}"], [9, f"Xã {TOKEN}", 5, 6], [None, "Xã Hiếu", TOKEN, f"12 {TOKEN}"]]
    return to_xlsb(book[0].rows) if kind == "xlsb" else WRITERS[kind](book)


def to_xlsb(rows: list[list[object]]) -> bytes:
    """A sheet as a binary workbook."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsb"
        return write_xlsb([["" if cell is None else cell for cell in row] for row in rows], path).read_bytes()


def with_part(data: bytes, name: str, text: str) -> bytes:
    """A zipped workbook with one more part."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return zipped({each: package.read(each) for each in package.namelist()} | {name: text})


def texts_csv() -> bytes:
    """Published figures whose every field is hostile in turn."""
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["unit", "indicator", "detail", "as_of", "printed", "note"])
    for text in TEXTS.values():
        writer.writerow(["613", "households", "", "2023-12-31", text, ""])
        writer.writerow([text, "households", "", "2023-12-31", "1", text])
        writer.writerow(["613", text, text, text, "1", ""])
    return out.getvalue().encode("utf-8")


def persons_csv() -> bytes:
    return f"TT;Họ và tên;Số CCCD;Ngày sinh\n1;{PERSONS[3]};{CITIZEN};1/1/1990\n".encode()


def hostile_project(folder) -> Project:
    """The project of these files."""
    project = trial.project_with(folder, FILE, signed())
    raw = project.raw(trial.SCOPE, trial.PERIOD)
    for kind in OTHER_KINDS:
        (raw / f"{TOKEN} {kind}.{kind}").write_bytes(planted(kind))
    (raw / "texts.csv").write_bytes(texts_csv())
    (raw / "persons.csv").write_bytes(persons_csv())
    (raw / f"{TOKEN} loose.xlsx").write_bytes(signed())
    (raw / f"{TOKEN}.pdf").write_bytes(b"x")
    (raw / "unlisted <svg onload=alert(1)>.csv").write_bytes(b"x\n")
    entries = [
        (FILE, "official", ""),
        ("texts.csv", "published", 'form = "published"\n'),
        ("persons.csv", "official", ""),
        *((f"{TOKEN} {kind}.{kind}", "official", "") for kind in OTHER_KINDS),
    ]
    written = [
        f"[[source]]\nfile = {json.dumps(name)}\nkind = {json.dumps(kind)}\nproducer = {json.dumps(TITLE)}\ntitle = {json.dumps(TITLE)}\n"
        f"as_of = 2023-12-31\ncitation = {json.dumps(TITLE)}\nlegal_basis = {json.dumps(TITLE)}\n{more}"
        for name, kind, more in entries
    ]
    (raw / "sources.toml").write_text("\n".join(written), encoding="utf-8")
    (folder / "notebooks").symlink_to(ROOT / "notebooks")
    (folder / "pyproject.toml").write_text('[tool.commune]\nscope = "kon-plong"\n', encoding="utf-8")
    return project


def run_hostile(folder, env, workers) -> Reports:
    project = hostile_project(folder)
    only = [word for page in ("quality", "poverty", "commune/23452") for word in ("--only", page)]
    done = subprocess.run(
        machine.command(
            "run", "--scope", trial.SCOPE, "--period", trial.PERIOD, "--lang", "vi,en", "--audience", "internal", "--workers", workers, *only
        ),
        env=machine.surroundings(project, **env), cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=400, check=False,
    )  # fmt: skip
    return Reports(project, done.stdout + done.stderr, done.returncode)


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """The same returns, run in two environments."""
    if sys.platform == "win32":
        pytest.skip("file names such as these cannot be made there")
    return [
        run_hostile(tmp_path_factory.mktemp(f"machine{at}"), env, workers)
        for at, (env, workers) in enumerate(zip(ENVIRONMENTS, ("1", "3"), strict=True))
    ]


@pytest.fixture(scope="session")
def reports(runs):
    """The first of the two runs."""
    return runs[0]
