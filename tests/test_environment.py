"""The three lists of packages say the same, and the lock names no index."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def requirements():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *(r for extra in project["optional-dependencies"].values() for r in extra)]


def plain(requirement):
    return re.sub(r"\[.*?\]", "", requirement).lower().replace("_", "-")


#: What conda-forge calls a package by another name than PyPI.
OF_CONDA = {"playwright-python": "playwright"}


def test_environment_yml_names_the_packages_of_pyproject():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    found = re.findall(r"^\s+- ([A-Za-z][\w.\[\]-]*)(>=[\w.,<]+)(?: #.*)?$", text, re.MULTILINE)
    listed = {plain(OF_CONDA.get(name, name) + version) for name, version in found}
    assert listed == {plain(r) for r in requirements()} | {"python>=3.11"}


def test_the_lock_pins_every_package_with_hashes_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([a-z0-9][\w.-]*)==([\w.]+)", lock, re.MULTILINE))
    assert {re.split(r"[>=]", plain(r))[0] for r in requirements()} <= set(pinned)
    assert "://" not in lock
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_the_licence_of_every_locked_package_is_listed():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    listed = re.findall(
        r"^\| ([a-z0-9][\w.-]*) \| \S", (ROOT / "docs/licences.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert listed[1:] == re.findall(r"^([a-z0-9][\w.-]*)==", lock, re.MULTILINE)
