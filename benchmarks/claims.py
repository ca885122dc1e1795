"""Everything that the pages can say of 10,000 generated editions, proved again: how many sentences are false, and how long it takes.

Run: `python -m benchmarks.claims [EDITIONS]`; the exit code is 1 where a sentence is not proved.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.report.editions import failures

EDITIONS = 10_000


def main() -> int:
    """Prove, print what is false and the time."""
    many, began = int(sys.argv[1]) if len(sys.argv) > 1 else EDITIONS, time.monotonic()
    with ProcessPoolExecutor() as pool:
        false = [failure for found in pool.map(failures, range(many), chunksize=20) for failure in found]
    print(*false, sep="\n")
    print(f"{many} editions, {len(false)} sentences not proved, {time.monotonic() - began:.0f} s")
    return int(bool(false))


if __name__ == "__main__":
    sys.exit(main())
