"""What a page is made with: the package's code and the versions of others. The maker of a page tells it of itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from helpers import __version__
from helpers.run.plan import FLOORS, environment
from helpers.vocabulary.files import code_digest


@lru_cache(maxsize=1)
def made_with() -> dict[str, str]:
    """Versions by name, and the digest of the code that can change a page; of this process, as it was when first asked."""
    return {"commune-reports": __version__, "code": code_digest(*FLOORS), **environment()}


def differences(theirs: object) -> str:
    """What another maker has that this one has not, in words; '' if both would make the same page."""
    if not isinstance(theirs, Mapping):
        return f"it has no commune-reports {__version__}"
    unlike = [(name, ours, theirs.get(name, "none")) for name, ours in made_with().items() if theirs.get(name) != ours]
    return "; ".join(f"{name} {there[:12]}, here {ours[:12]}" for name, ours, there in unlike)
