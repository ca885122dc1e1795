"""Everything that the pages can say of 10,000 generated editions, proved again: how many sentences are false.

    python -m benchmarks.claims [EDITIONS] [--workers 2] [--kept build/claims.jsonl]

Each part of 50 editions is told when it is proved, and kept with a fingerprint of the code that proved it: started again,
the rest is proved, and after a change of the code everything. The exit code is 1 where a sentence is not proved.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
from benchmarks.measure import ROOT
from tests.report.editions import edition

EDITIONS, PART = 10_000, 50
TOLD_BY = ("tests/report/editions.py", "tests/report/telling.py")


def prove(first: int, last: int) -> dict[str, Any]:
    """The sentences of some editions that are not proved."""
    began = time.monotonic()
    false = [f"{seed} {failure}" for seed in range(first, last) for failure in edition(seed).unproved()]
    return {"first": first, "last": last, "false": false, "seconds": round(time.monotonic() - began, 1)}


def set_up() -> None:
    """Texts of Python's own, which small frames are made of in two thirds of the time, and a collector that comes less often."""
    pd.set_option("mode.string_storage", "python")
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def fingerprint() -> str:
    """Of all that decides what is said and proved."""
    files = [path for path in (ROOT / "src/helpers").rglob("*") if path.suffix in {".py", ".po", ".toml", ".csv"}]
    texts = (
        path.read_bytes() for path in sorted([*files, *ROOT.glob("notebooks/*.ipynb"), *map(ROOT.joinpath, TOLD_BY)])
    )
    return sha256(b"\0".join(texts)).hexdigest()[:16]


def kept_parts(kept: Path, code: str) -> dict[tuple[int, int], dict[str, Any]]:
    """Parts that this very code proved before, by their first and last edition."""
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else []
    parts = [part for part in map(json.loads, lines) if part["code"] == code]
    return {(part["first"], part["last"]): part for part in parts}


def tell(part: dict[str, Any]) -> None:
    """One part, its false sentences first."""
    print(*part["false"], sep="\n", end="\n" if part["false"] else "")
    print(f"{part['first']} to {part['last'] - 1}: {len(part['false'])} not proved, {part['seconds']} s", flush=True)


def main() -> int:
    """Prove what is not kept, tell each part and the sum."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("editions", nargs="?", type=int, default=EDITIONS)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--kept", type=Path, default=ROOT / "build/claims.jsonl")
    given, code = parser.parse_args(), fingerprint()
    given.kept.parent.mkdir(parents=True, exist_ok=True)
    parts = [(first, min(first + PART, given.editions)) for first in range(0, given.editions, PART)]
    done = {each: part for each, part in kept_parts(given.kept, code).items() if each in parts}
    with (
        ProcessPoolExecutor(given.workers, initializer=set_up) as pool,
        given.kept.open("a", encoding="utf-8") as handle,
    ):
        for future in as_completed([pool.submit(prove, *each) for each in parts if each not in done]):
            part = future.result()
            done[part["first"], part["last"]] = part
            print(json.dumps(part | {"code": code}, ensure_ascii=False), file=handle, flush=True)
            tell(part)
    false = sum(len(part["false"]) for part in done.values())
    seconds = sum(part["seconds"] for part in done.values())
    print(f"{given.editions} editions, {false} sentences not proved, {seconds:.0f} s of work")
    return int(bool(false))


if __name__ == "__main__":
    sys.exit(main())
