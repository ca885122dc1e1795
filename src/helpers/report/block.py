"""Blocks: the outputs that a notebook hands to its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Where a block stands on the page, whatever the order of the cells.
SLOTS = ("header", "headline", "cards", "notice", "body", "downloads", "definitions", "method", "quality", "provenance")


def told_by(notebook: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the blocks of an executed notebook tell of themselves (slot and `details`), in order."""
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            if told := output.get("metadata", {}).get("commune"):
                yield told


@dataclass
class Block:
    """A piece of HTML with its place on the page. Jupyter displays it once, at the moment it is made.

    `details` travels in the output's metadata: the text of a headline, the title and anchor of a section.
    """

    slot: str
    html: str
    details: dict[str, Any] = field(default_factory=dict)
    shown: bool = field(default=False, repr=False)

    def bundle(self) -> tuple[dict[str, str], dict[str, Any]]:
        """Data and metadata of the Jupyter output."""
        return {"text/html": self.html, "text/plain": f"<{self.slot}>"}, {
            "commune": {"slot": self.slot, **self.details}
        }

    def show(self) -> Block:
        """Publish the block in the running notebook; outside one nothing happens.

        A block in the middle of a cell would otherwise be lost: Jupyter displays only a cell's last value.
        """
        from IPython.core.getipython import get_ipython

        if not self.shown and get_ipython() is not None:
            from IPython.display import publish_display_data

            data, metadata = self.bundle()
            publish_display_data(data, metadata)
            self.shown = True
        return self

    def _ipython_display_(self) -> None:
        self.show()
