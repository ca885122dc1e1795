"""Install Chromium as a system package where it is missing and may be installed; else say that its tests are skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = (
    ["apt-get", "-qq", "update"],
    ["apt-get", "-qq", "-y", "--no-install-recommends", "install", "chromium", "fonts-noto-core"],
)


def main() -> None:
    """Never fails: without a browser the tests that need one are skipped."""
    if any(map(shutil.which, NAMES)):
        return
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        if all(subprocess.run(command, check=False).returncode == 0 for command in INSTALL):
            return
    print("Chromium was not found and could not be installed: the browser tests will be skipped.")


if __name__ == "__main__":
    main()
