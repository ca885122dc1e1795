"""Outputs of a cell: what an ordinary kernel would send to its client, gathered as nbclient gathers it."""

from __future__ import annotations

import codecs
import io
import os
import sys
import tempfile
from typing import Any

from jupyter_client.session import Session
from nbclient import NotebookClient
from nbformat import NotebookNode


class Outputs(Session):
    """A kernel's session that sends nothing: its messages become outputs of the cell that is running."""

    client: NotebookClient
    index = 0

    def begin_notebook(self, notebook: NotebookNode) -> None:
        """From here on messages are of this notebook."""
        self.client = NotebookClient(notebook)

    def begin_cell(self, index: int) -> None:
        """From here on messages are of this cell."""
        self.index, self.client.clear_before_next_output = index, False
        self.client.nb.cells[index].outputs = []

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **__: Any) -> None:
        """Take a message as it would have come out on the other side: days as text, tuples as lists."""
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        message["content"] = self.unpack(self.pack(message["content"]))
        cell = self.client.nb.cells[self.index]
        self.client.process_message(message, cell, self.index)
        shown = cell.outputs
        if len(shown) > 1 and shown[-1].get("name", "") == shown[-2].get("name"):  # streams alone have names
            shown[-2]["text"] += shown.pop()["text"]


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
            self._outputs.send(None, "stream", {"name": self.name, "text": text})

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


def capture(outputs: Outputs) -> list[Stream]:
    """Make what this process writes `outputs` of a notebook. Its standard error must be an empty file already."""
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
    sys.stdout, sys.stderr = streams = [Stream("stdout", 1, outputs), Stream("stderr", 2, outputs)]
    return streams
