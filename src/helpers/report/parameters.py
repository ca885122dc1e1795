"""Parameters that papermill injected but the notebook does not know: papermill itself only logs them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from helpers.vocabulary.errors import unknown

_INJECTED = "# Parameters"  # the first line of the cell that papermill adds


def check_injected() -> None:
    """Stop if this notebook was given a parameter that its parameters cell does not name. Raises UsageError."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is not None:
        check_cells([cell for cell in shell.history_manager.input_hist_raw if cell.strip()])


def check_cells(cells: Sequence[str]) -> None:
    """As `check_injected`, over the sources run so far: the first is the parameters cell."""
    if not cells:
        return
    known = _assigned(cells[0])
    injected = {name for cell in cells[1:] if cell.startswith(_INJECTED) for name in _assigned(cell)}
    for name in sorted(injected - known):
        raise unknown("parameter", name, sorted(known))


def _assigned(source: str) -> set[str]:
    targets = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assign | ast.AnnAssign))
    names = (target for node in targets for target in (node.targets if isinstance(node, ast.Assign) else [node.target]))
    return {name.id for name in names if isinstance(name, ast.Name)}
