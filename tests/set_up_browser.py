"""Install Chromium as a system package where it is missing and may be installed; else say that its tests are skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
UPDATE = ["apt-get", "-qq", "update"]
INSTALL = ["apt-get", "-qq", "-y", "--no-install-recommends", "install", "fonts-noto-core"]
PACKAGES = ("chromium-headless-shell", "chromium")  # the shell starts in half the time, but not every system has it


def main() -> None:
    """Never fails: without a browser the tests that need one are skipped."""
    if any(map(shutil.which, NAMES)):
        return
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        _succeeds(UPDATE)
        if any(_succeeds([*INSTALL, package]) for package in PACKAGES):
            return
    print("Chromium was not found and could not be installed: the browser tests will be skipped.")


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    main()
