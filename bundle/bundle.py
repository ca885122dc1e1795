"""Build one zip for a Windows PC without internet: the project, the wheels of all it needs, and two commands.

`make bundle` runs it on a machine with internet. Packages are resolved by uv for Windows and one version of Python, within the
versions of requirements.lock, and downloaded by pip with their hashes; nothing that needs a compiler is accepted. Beside the wheels
lies a bill of materials (CycloneDX) with the licence that each of them states.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PYTHON = "3.12"
PLATFORM = "win_amd64"
BILL, MAKER = "licences.cdx.json", "cyclonedx-bom==7.5.0"  # the tool runs by itself, without a place in the lock
LONGEST = 150  # characters of a path inside the zip: Windows allows 260 with the folder that the office unpacks it to
_LEFT_OUT = ("tests/", "benchmarks/", ".github/", ".ci/", "bundle/", "requirements.lock", "src/")


def main() -> None:
    """Resolve, download, zip, check; say where the zip is and how large."""
    build = ROOT / "build" / "bundle"
    wheels = build / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)  # a wheel of an earlier resolution must not come along
    wheels.mkdir(parents=True)
    requirements = resolve(wheels / "requirements.txt")
    download(requirements, wheels)
    write_bill(wheels, build / "stated")
    path = ROOT / "dist" / f"commune-reports-windows-python{PYTHON}.zip"
    path.parent.mkdir(exist_ok=True)
    unchecked = build / path.name
    write_zip(unchecked, _files(ROOT), sorted(wheels.iterdir()))
    if faults := check(unchecked):
        sys.exit("\n".join(faults))
    unchecked.replace(path)
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.0f} MB, {unpacked / 1e6:.0f} MB unpacked")


def resolve(path: Path) -> Path:
    """Write the requirements of the project on Windows, pinned and with hashes, no newer than requirements.lock."""
    _run(
        "uv", "pip", "compile", "pyproject.toml", "--python-platform", "x86_64-pc-windows-msvc", "--python-version", PYTHON,
        "--constraint", "requirements.lock", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate",
        "--quiet", "-o", str(path),
    )  # fmt: skip
    return path


def download(requirements: Path, wheels: Path) -> None:
    """Download the wheels for Windows, each checked against its hash, and build the project's own."""
    tags = ("--platform", PLATFORM, "--python-version", PYTHON, "--implementation", "cp", "--only-binary", ":all:")
    pip = ("pip", "--disable-pip-version-check")
    _run(
        *pip, "download", "--quiet", "--no-deps", "--require-hashes", "-r", str(requirements), *tags, "-d", str(wheels)
    )
    _run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(ROOT))


def write_bill(wheels: Path, stated: Path) -> None:
    """Write what the wheels are, with their licences, by what each says of itself: Windows' wheels cannot be installed here."""
    shutil.rmtree(stated, ignore_errors=True)
    venv.create(stated)
    packages = next(stated.glob("lib/*/site-packages"), stated / "Lib" / "site-packages")
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(packages, [name for name in archive.namelist() if ".dist-info/" in name])
    asked = (
        "--gather-license-texts",
        "--output-reproducible",
        "--pyproject",
        "pyproject.toml",
        "-o",
        str(wheels / BILL),
    )
    _run("uv", "tool", "run", "--quiet", "--from", MAKER, "cyclonedx-py", "environment", *asked, str(stated))


def _run(*command: str) -> None:
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True)


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """The tracked files that an office needs, by their place in the zip."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True)  # noqa: S607
    for name in listed.stdout.split("\0"):
        if name and not name.startswith(_LEFT_OUT) and (root / name).is_file():
            yield name, root / name


def write_zip(path: Path, files: Iterable[tuple[str, Path]], wheels: Sequence[Path]) -> None:
    """One folder `commune` with the project's files, the wheels below `wheels/`, start.cmd and commune.cmd."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files:
            archive.write(file, f"commune/{name}")
        for wheel in wheels:
            archive.write(wheel, f"commune/wheels/{wheel.name}", zipfile.ZIP_STORED if wheel.suffix == ".whl" else None)
        for name in ("start.cmd", "commune.cmd"):
            text = (ROOT / "bundle" / name).read_text(encoding="ascii").replace("@PYTHON@", PYTHON)
            archive.writestr(f"commune/{name}", text.replace("\r\n", "\n").replace("\n", "\r\n"))


def check(path: Path) -> list[str]:
    """What is wrong with a zip, a line each; none if every requirement is there as a wheel for Windows, and in the bill."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        bill = json.loads(archive.read(f"commune/wheels/{BILL}")) if f"commune/wheels/{BILL}" in names else {}
        requirements = archive.read("commune/wheels/requirements.txt").decode("utf-8")
    wheels = [name.rpartition("/")[2] for name in names if name.startswith("commune/wheels/")]
    there = {_name(wheel): wheel for wheel in wheels if wheel.endswith(".whl")}
    wanted = dict(re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([\w.!+-]+)", requirements, re.MULTILINE))
    faults = [f"{name}=={version}: no wheel" for name, version in wanted.items() if _canonical(name) not in there]
    faults += _not_in_bill(bill, there)
    faults += [f"{wheel}: not a wheel, needs a compiler" for wheel in wheels if wheel.endswith((".gz", ".zip"))]
    faults += [
        f"{wheel}: not for {PLATFORM}"
        for wheel in there.values()
        if not wheel.endswith(("-any.whl", f"{PLATFORM}.whl"))
    ]
    faults += [f"{name}: more than {LONGEST} characters" for name in names if len(name) > LONGEST]
    needed = ("commune/start.cmd", "commune/commune.cmd", "commune/README.vi.md", "commune/pyproject.toml")
    faults += [f"{name} is missing" for name in needed if name not in names]
    return faults if "commune-reports" in there else [*faults, "the project's own wheel is missing"]


def _not_in_bill(bill: Mapping[str, Any], wheels: Iterable[str]) -> list[str]:
    """The wheels that the bill of materials leaves out, or names without a licence, stated or enclosed."""
    listed = {_canonical(each["name"]): bool(each.get("licenses") or each.get("evidence")) for each in bill.get("components", ())}  # fmt: skip
    listed["commune-reports"] = True  # the project itself, whose licence lies beside its code
    left_out = [f"{name}: not in {BILL}" for name in sorted(set(wheels) - listed.keys())]
    return left_out + [f"{name}: no licence in {BILL}" for name in sorted(wheels) if not listed.get(name, True)]


def _name(wheel: str) -> str:
    return _canonical(wheel.partition("-")[0])


def _canonical(name: str) -> str:
    """A package's name as the packaging specification compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
