"""The zip for a Windows PC without internet: what is checked before it is handed over."""

import json
import zipfile
from pathlib import Path

import pytest
from bundle.bundle import BILL, PYTHON, check, write_zip

ROOT = Path(__file__).parents[1]
REQUIREMENTS = "pandas==3.0.0 \\\n    --hash=sha256:00\npandera[pandas]==0.22.0 \\\n    --hash=sha256:01\n"
WHEELS = (
    "pandas-3.0.0-cp312-cp312-win_amd64.whl",
    "pandera-0.22.0-py3-none-any.whl",
    "commune_reports-0.1.0-py3-none-any.whl",
)


@pytest.fixture
def zipped(tmp_path):
    """A function that builds a zip with these files beside the requirements, at a place with Vietnamese letters."""

    def build(*wheels, more=(), unlisted="", unlicensed=""):
        folder = tmp_path / "Máy tính cơ quan"
        folder.mkdir()
        (folder / "requirements.txt").write_text(REQUIREMENTS, encoding="utf-8")
        for name in wheels:
            (folder / name).write_bytes(b"")
        named = [{"name": name.partition("-")[0], "licenses": [{"license": {"id": "MIT"}}]} for name in wheels]
        told = [
            each | ({"licenses": []} if each["name"] == unlicensed else {})
            for each in named
            if each["name"] != unlisted
        ]
        (folder / BILL).write_text(json.dumps({"components": told}), encoding="utf-8")
        files = [(name, ROOT / "README.vi.md") for name in ("README.vi.md", "pyproject.toml", *more)]
        write_zip(folder / "gói.zip", files, sorted(folder.iterdir()))
        return folder / "gói.zip"

    return build


def test_a_zip_with_a_wheel_for_every_requirement_passes(zipped):
    assert check(zipped(*WHEELS, more=["data/raw/kon-plong/Biểu số 1.xlsx"])) == []


@pytest.mark.parametrize(
    ("wheels", "fault"),
    [
        (WHEELS[1:], "pandas==3.0.0: no wheel"),
        ((*WHEELS, "docopt-0.6.tar.gz"), "docopt-0.6.tar.gz: not a wheel, needs a compiler"),
        ((*WHEELS[1:], "pandas-3.0.0-cp312-cp312-manylinux_2_28_x86_64.whl"), "not for win_amd64"),
        (WHEELS[:2], "the project's own wheel is missing"),
    ],
)
def test_a_fault_is_named(zipped, wheels, fault):
    assert fault in "\n".join(check(zipped(*wheels)))


def test_a_wheel_that_the_bill_of_materials_does_not_name_with_a_licence_is_named(zipped):
    assert check(zipped(*WHEELS, unlisted="pandas")) == [f"pandas: not in {BILL}"]


def test_a_wheel_without_a_licence_is_named(zipped):
    assert check(zipped(*WHEELS, unlicensed="pandera")) == [f"pandera: no licence in {BILL}"]


def test_a_path_that_windows_could_not_unpack_is_named(zipped):
    assert "more than 150 characters" in "\n".join(check(zipped(*WHEELS, more=["data/" + "x" * 150])))


def test_the_commands_are_for_windows_and_ask_for_the_python_of_the_wheels(zipped):
    with zipfile.ZipFile(zipped(*WHEELS)) as archive:
        start, commune = (archive.read(f"commune/{name}") for name in ("start.cmd", "commune.cmd"))
    assert b"\r\n" in start
    assert b"\n" not in start.replace(b"\r\n", b"")
    assert f"py -{PYTHON} ".encode() in start
    assert b"@PYTHON@" not in start
    assert b'"%~dp0' in start  # quoted: the folder's name may hold blanks and Vietnamese letters
    assert b'"%~dp0.venv\\Scripts\\commune.exe" %*' in commune
