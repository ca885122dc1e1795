"""Every benchmark, one after the other; prints the results and writes them above what was measured apart in results.md.

`python -m benchmarks` takes about twenty minutes on two processors; `--quick` measures pages and periods only, `--full`
makes all 3,321 pages of the country. `pages [FOLDER ...]` measures pages that were made, in a browser.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import cluster, engines, national, pages, runs
from benchmarks.measure import Row, machine, table

RESULTS = Path(__file__).parent / "results.md"
APART = "\n# Measured apart\n"  # what stands below was written by hand, and is kept
#: What runs in a process of its own. Of the claims a sample: all 10,000 editions take hours, and go on where they were broken off.
ALONE = {"Reading": "intake", "Analyses": "analysis", "Claims": "claims 100", "Learning layouts": "learn"}
HEAD = """# Results of the benchmarks

Measured by `make bench` in one go on the shipped notebooks and data. A target that is missed says so.

{machine}
"""


def main() -> int:
    """Measure, print and write; the exit code is 1 where a target is missed."""
    if sys.argv[1:2] == ["pages"]:
        return pages.main(sys.argv[2:])
    quick, full = "--quick" in sys.argv, "--full" in sys.argv
    parts = [HEAD.format(machine=machine())]
    missed = False
    groups = {"Engines, in turns": engines.measured, "Pages and periods": runs.measured}
    if not quick:
        groups |= {"A large scope": lambda: national.measured(full), "Several machines": cluster.measured}
    for title, measured in groups.items():
        rows: list[Row] = list(measured())
        missed |= any(row.met is False for row in rows)
        parts.append(f"## {title}\n\n{table(rows)}\n")
        print(parts[-1], flush=True)
        _write(parts)
    for title, command in ({} if quick else ALONE).items():
        told, failed = _said_by(*command.split())
        missed |= failed
        parts.append(f"## {title}\n\n```text\n{told}```\n")
        print(parts[-1], flush=True)
        _write(parts)
    return int(missed)


def _write(parts: list[str]) -> None:
    kept = "".join(RESULTS.read_text(encoding="utf-8").partition(APART)[1:])
    RESULTS.write_text("\n".join(parts) + kept, encoding="utf-8")


def _said_by(name: str, *options: str) -> tuple[str, bool]:
    """What a benchmark prints in a process of its own, whose memory is its own too; and whether it missed a target."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *options], stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    return done.stdout, done.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
