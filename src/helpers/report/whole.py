"""All pages of a period and language in one HTML file, with the data inside: to be sent alone, with no dead link."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from posixpath import dirname, normpath
from typing import Any

from helpers.report.exporter import MOST_CHOICES, assets, exporter
from helpers.report.exports import FIGURES
from helpers.report.lineage import json_html, pooled
from helpers.vocabulary.edition import Edition

_LINK = re.compile(r'\shref="([^"]*)"')
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def whole_html(edition: Edition, pages: Sequence[Mapping[str, Any]], files: Mapping[str, bytes]) -> str:
    """The file. pages: as `exporter.page_of` tells them, all of one language; files: the data, by name.

    Above MOST_CHOICES units the profiles stay files of their own, and the file says so.
    """
    held = [page for page in pages if not page["unit"] or len(edition.boundary.units) <= MOST_CHOICES]
    targets = {normpath(page["file"]): f"#{page['anchor']}" for page in held}
    told = {
        "pages": [_relinked(page, targets) for page in held],
        "left_out": len(pages) - len(held),
        "lineage": json_html(pooled(b for page in held for placed in page["blocks"].values() for b in placed)),
        "downloads": _downloads(edition, files),
    }
    return exporter().environment.get_template("whole.html.j2").render(resources={**assets(), **told})


def _relinked(page: Mapping[str, Any], targets: Mapping[str, str]) -> dict[str, Any]:
    """The page with links to pages of the file; what is not in it is no link. Its downloads are the file's."""

    def within(found: re.Match[str]) -> str:
        if found[1].startswith("#"):
            return found[0]
        target = targets.get(normpath(f"{dirname(page['file'])}/{found[1].partition('#')[0]}".lstrip("/")), "")
        return f' href="{target}"' if target else ""

    def own(html: str) -> str:
        return _LINK.sub(within, html).replace('id="stamp"', f'id="{page["anchor"]}.stamp"')

    blocks = {
        slot: [{**block, "html": own(block["html"])} for block in placed]
        for slot, placed in page["blocks"].items()
        if slot != "downloads"
    }
    return {**page, "blocks": {**blocks, "downloads": []}}


def _downloads(edition: Edition, files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """The tables as they are, and all of the data in one archive: links that hold the files."""
    tables = next(name for name in files if name.endswith(".xlsx"))
    archive = f"{edition.scope_id}-{edition.period}.zip"
    found = ((tables, _XLSX, files[tables]), (archive, "application/zip", _zipped(files)))
    return [{"name": name, "href": f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"} for name, kind, content in found]  # fmt: skip


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of the files; equal files give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (FIGURES, *(other for other in files if other != FIGURES)):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
