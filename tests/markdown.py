"""Reading the repository's Markdown: fenced blocks with what is said above them, headings, links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"(?:^<!-- (?P<note>.*?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the comment above it."""

    language: str
    text: str
    note: str = ""

    @property
    def target(self) -> str:
        """The file that a block belongs to, as its first line says; '' if it says none."""
        found = re.match(r"# (?:add to )?(\S+\.(?:toml|po))\n", self.text)
        return found[1] if found else ""

    @property
    def adds(self) -> bool:
        """Whether the block goes to the end of a file that is there."""
        return self.text.startswith("# add to ")


def blocks(text: str) -> list[Block]:
    """The fenced blocks in order."""
    return [Block(m["language"], m["text"], m["note"] or "") for m in _BLOCK.finditer(text)]


def part(text: str, heading: str) -> str:
    """What stands under a heading of level 2, up to the next one."""
    return re.split(r"^## ", text.split(f"\n## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def links(text: str) -> list[str]:
    """Targets of links and images outside of fenced blocks."""
    return _LINK.findall(re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))


def anchors(path: Path) -> set[str]:
    """Anchors of a file's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
