"""Zipped workbooks as odd programs write them, and those with a password."""

import shutil
import zipfile
from pathlib import Path

import pytest
from tests.workbooks.marked import ods
from tests.workbooks.sheets import sound, write_xlsx

SAMPLES = Path(__file__).parents[1] / "workbooks"


def renamed_parts(path, change, contents=lambda name, data: data):
    """The workbook with every part renamed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(change(name)), contents(name, data))


def absolute_targets(name, data):
    return data.replace(b'Target="worksheets', b'Target="/xl/worksheets').replace(b'Target="xl/', b'Target="/xl/')


@pytest.mark.parametrize(
    ("change", "contents"),
    [
        (lambda name: name.replace("/", "\\"), lambda name, data: data),
        (lambda name: name, absolute_targets),
    ],
    ids=["backslashes", "absolute targets"],
)
def test_a_workbook_that_the_library_reads_is_not_refused_for_the_names_of_its_parts(change, contents, folder, read):
    renamed_parts(write_xlsx(sound(), folder / "a.xlsx"), change, contents)
    assert len(read().observations) == 140


def test_its_marks_are_found_all_the_same(folder, read):
    from tests.workbooks.marked import FINDINGS, xlsx

    renamed_parts(xlsx(folder / "a.xlsx"), lambda name: name.replace("/", "\\"))
    findings = read(form="bieu_05").findings
    assert set(zip(findings.code, findings.cell, strict=True)) == FINDINGS


def test_a_protected_open_document_is_called_protected(folder, read):
    path = ods(folder / "a.ods")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["META-INF/manifest.xml"] = (
        b'<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data m:checksum="x"/></m:file-entry></m:manifest>'
    )
    parts["content.xml"] = b"\x8f\x12not to be read"
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert read().findings.code.tolist() == ["Q105"]


def test_a_protected_xls_is_called_protected(folder, read):
    """The record FILEPASS (0x2F) says that what follows it is enciphered; here it takes the place of CODEPAGE (0x42)."""
    shutil.copy(SAMPLES / "marked.xls", folder / "a.xls")
    data = (folder / "a.xls").read_bytes()
    assert data.count(b"\x42\x00\x02\x00\xb0\x04") == 1
    (folder / "a.xls").write_bytes(data.replace(b"\x42\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\xb0\x04"))
    assert read().findings.code.tolist() == ["Q105"]


def test_a_damaged_xls_gives_one_finding(folder, read):
    data = (SAMPLES / "marked.xls").read_bytes()
    (folder / "a.xls").write_bytes(data[: len(data) // 3])
    assert read().findings.code.tolist() == ["Q104"]
