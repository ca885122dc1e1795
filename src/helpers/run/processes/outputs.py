"""Outputs of a cell, gathered as a client of an ordinary kernel gathers them."""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
import tempfile
from typing import Any

from nbformat import NotebookNode
from nbformat.notebooknode import from_dict


class Outputs:
    """What the cell that is running has put out so far, and where displays that can be updated lie in the notebook."""

    def __init__(self) -> None:
        self.of_cell: list[NotebookNode] = []
        self.streams: list[Stream] = []
        self._by_display_id: dict[str, list[NotebookNode]] = {}
        self._clear_before_next = False

    def begin_cell(self) -> list[NotebookNode]:
        """Start a cell; gives the list that its outputs will be found in."""
        self.of_cell, self._clear_before_next = [], False
        return self.of_cell

    def flush(self) -> None:
        """What was written comes before what is shown next."""
        for stream in self.streams:
            stream.flush()

    def add(self, output_type: str, *, display_id: str = "", **content: Any) -> None:
        """Add an output. Earlier displays with the same id show what this one does."""
        output = from_dict({"output_type": output_type, **content})
        if display_id:
            self.update(display_id, output["data"], output["metadata"])
        if self._clear_before_next:
            self._clear()
        if display_id:
            self._by_display_id.setdefault(display_id, []).append(output)
        if output_type == "stream" and self.of_cell and self.of_cell[-1].get("name") == content["name"]:
            self.of_cell[-1]["text"] += content["text"]
        else:
            self.of_cell.append(output)

    def update(self, display_id: str, data: Any, metadata: Any) -> None:
        """Change what displays with this id show, in whatever cell they are."""
        for output in self._by_display_id.get(display_id, []):
            output["data"], output["metadata"] = from_dict(data), from_dict(metadata)

    def clear(self, *, wait: bool) -> None:
        """Drop the outputs of the cell, now or when the next one comes."""
        self._clear_before_next = wait
        if not wait:
            self._clear()

    def _clear(self) -> None:
        gone = {id(output) for output in self.of_cell}
        for outputs in self._by_display_id.values():
            outputs[:] = [output for output in outputs if id(output) not in gone]
        self.of_cell.clear()
        self._clear_before_next = False


def as_json(value: Any) -> Any:
    """A value as it comes out of a message of a kernel: bytes in base 64, days and times as text, tuples as lists."""
    from jupyter_client.session import json_packer

    return value if isinstance(value, str) else json.loads(json_packer(value))


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a notebook: keeps what is written, also by subprocesses to the descriptor."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, descriptor: int, outputs: Outputs) -> None:
        self.name = name
        self._descriptor, self._outputs = descriptor, outputs
        self._kept: list[str] = []
        self._seen = 0
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The descriptor; what is written there becomes output too."""
        return self._descriptor

    def write(self, text: str) -> int:
        """Keep a text until the next display, or the end of the cell."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._take_from_descriptor()
        self._kept.append(text)
        return len(text)

    def flush(self) -> None:
        """Turn what was written into an output."""
        self._take_from_descriptor()
        text = "".join(self._kept)
        self._kept.clear()
        if text:
            self._outputs.add("stream", name=self.name, text=text)

    def _take_from_descriptor(self) -> None:
        size = os.fstat(self._descriptor).st_size
        if size > self._seen:
            self._kept.append(self._decode(read_at(self._descriptor, self._seen, size - self._seen)))
            self._seen = size


def read_at(descriptor: int, start: int, length: int) -> bytes:
    """Bytes of a file without moving the place that is written at next."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, length, start)
    os.lseek(descriptor, start, os.SEEK_SET)
    found = os.read(descriptor, length)
    os.lseek(descriptor, 0, os.SEEK_END)
    return found


def capture(outputs: Outputs) -> None:
    """Make what this process writes `outputs` of a notebook. Its standard error must be an empty file already."""
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
    outputs.streams = [Stream("stdout", 1, outputs), Stream("stderr", 2, outputs)]
    sys.stdout, sys.stderr = outputs.streams
