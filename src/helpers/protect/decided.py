"""Decisions that were taken before: a release is decided once for all later periods, which take it as it stands.

A decision is kept by what it was taken from, the code included, so one that is found is the one that would be taken
again. It tells which figures are small, and lies with the rest of what is the office's own in `data/processed`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import astuple
from functools import cache
from pathlib import Path

import highspy
import numpy as np

from helpers.protect.choice import Decision, Draft, decide
from helpers.vocabulary.files import code_digest, digest, write_atomic
from helpers.vocabulary.observation import KEY
from helpers.vocabulary.pack import in_force

#: Decisions kept for a scope: those of all its releases, and some of before the last corrections.
_KEPT = 60
_TEXTS = [*KEY, "value", "kind", "integer", "hidden", "group", "name"]


def decided(release: Draft, sensitive: np.ndarray, folder: Path | None) -> Decision:
    """The decision of a release (see `choice.decide`), read from a folder if it is there, else taken and put there."""
    if folder is None:
        return decide(release, sensitive)
    path = folder / f"{_key(release, sensitive)}.npy"
    found = _read(path, len(sensitive))
    if found is None:
        found = decide(release, sensitive)
        buffer = io.BytesIO()
        np.save(buffer, np.packbits(np.array(astuple(found)), axis=1))
        write_atomic(path, buffer.getvalue())
        for old in sorted(folder.glob("*.npy"), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    return found


def _read(path: Path, size: int) -> Decision | None:
    """The decision in a file; None where there is none or it is damaged."""
    try:
        return Decision(*np.unpackbits(np.load(path), axis=1, count=size).astype(bool))
    except (OSError, ValueError, EOFError):
        return None


def _key(release: Draft, sensitive: np.ndarray) -> str:
    """Digest of all that a decision is taken from."""
    return digest([_code(), in_force().digest, str(release.threshold), *_parts(release), sensitive.tobytes()])


@cache
def _code() -> str:
    return digest([code_digest("packs", "protect", "vocabulary"), np.__version__, highspy.Highs().version()])


def _parts(release: Draft) -> Iterator[bytes]:
    yield from ("\n".join(release.cells[name].astype("str")).encode() for name in _TEXTS)
    for matrix in (release.matrix, release.believed):
        yield from (matrix.indptr.tobytes(), matrix.indices.tobytes(), matrix.data.tobytes())
    yield "\n".join(release.names).encode()
    arrays = (release.news, release.new, release.primary, release.before, release.cost, release.links, release.place)
    yield from (np.asarray(array).tobytes() for array in arrays)
