"""The same returns give the same bytes, whatever the machine's language, clock, hash seed and number of threads."""

from __future__ import annotations

import json
import re

import pytest

pytestmark = pytest.mark.xdist_group("hostile returns")

STAMP = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?Z?|\d\d:\d\d(?: UTC)?")
TIMED = {"made", "seconds", "files", "fingerprint"}  # digests of pages with their stamp are timed too


def settled(name, data):
    """A file without the stamp of its making; a run's log is nothing but stamps."""
    if name.endswith("run.log"):
        return b""
    if name.endswith(("manifest.json", "datapackage.json")):
        return json.dumps(_without(json.loads(data)), sort_keys=True).encode()
    if name.endswith((".html", ".ipynb")):
        return STAMP.sub(b"TIME", data)
    return data


def _without(value):
    if isinstance(value, dict):
        return {key: _without(item) for key, item in value.items() if key not in TIMED}
    return [_without(item) for item in value] if isinstance(value, list) else value


def test_every_output_is_the_same_on_both_machines(runs):
    one, two = (
        {n: settled(n, p.read_bytes()) for n, p in r.files().items() if not n.startswith(".commune")} for r in runs
    )
    assert one.keys() == two.keys()
    changed = [name for name in one if one[name] != two[name] and "index" not in name]
    assert changed == []


def test_the_indexes_differ_at_most_in_their_fingerprint(runs):
    """It is made from the manifests, which say when the pages were made."""
    for name in ("index.internal.html", "index.en.internal.html"):
        pages = [
            re.sub(
                r'name="fingerprint" content="[0-9a-f]+"',
                "",
                (run.project.reports("internal") / name).read_text(encoding="utf-8"),
            )
            for run in runs
        ]
        assert pages[0] == pages[1]
