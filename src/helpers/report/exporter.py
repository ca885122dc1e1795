"""From an executed notebook to a page: an nbconvert exporter over our own template.

Only outputs that carry a place in their metadata get in; code, Markdown, warnings, prints and tracebacks stay in the
notebook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from helpers.report.block import SLOTS
from helpers.report.lineage import json_html, pooled
from helpers.report.markup import policy_hash
from helpers.vocabulary.edition import Audience
from helpers.vocabulary.errors import InputError
from helpers.vocabulary.language import LANGUAGES, Translator, translator
from helpers.vocabulary.languages import languages as languages_of_pages

#: Units to choose one's own from; more are found by the field over a table.
MOST_CHOICES = 200
_FOLDER = Path(str(files("helpers.report"))) / "template"


class PageExporter(TemplateExporter):
    """nbconvert's exporter with the `commune` template: one HTML file without requests."""

    output_mimetype = "text/html"
    export_from_notebook = "Commune page"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "commune"

    def _preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Nothing: the template takes outputs as they are; nbconvert would copy the notebook again and check it all."""
        return nb, resources

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(_FOLDER)]

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of an executed notebook; `languages` and `pages` say which siblings are there to link to."""
        prepared = {**(resources or {}), "page": page_of(nb, **options), **assets()}
        return super().from_notebook_node(NotebookNode(metadata={}), prepared)  # which is copied


def render(
    notebook: NotebookNode | str | Path,
    languages: Sequence[str] = LANGUAGES,
    pages: Sequence[str] | None = None,
    page: str = "",
) -> str:
    """The HTML page of an executed notebook (a node or a file).

    languages and pages: what the run makes, for the links in the header; by default every page that a notebook
    declares, but no unit's. page: the id under which a run makes it, where the notebook is a copy and begins the page
    of its original. Raises InputError if the notebook began no page.
    """
    node = notebook if isinstance(notebook, NotebookNode) else nbformat.read(str(notebook), as_version=4)
    return exporter().from_notebook_node(
        node, languages=tuple(languages), pages=None if pages is None else tuple(pages), name=page
    )[0]


@lru_cache(maxsize=1)
def exporter() -> PageExporter:
    """One exporter for all pages of a process: compiling the template is most of its cost."""
    return PageExporter()


@lru_cache(maxsize=1)
def assets() -> dict[str, str]:
    """Style and script as they go into the page, with the hashes that the security policy allows."""
    style, script = (
        (_FOLDER / "commune" / name).read_text(encoding="utf-8").strip() for name in ("page.css", "page.js")
    )
    return {"style": style, "script": script, "style_hash": policy_hash(style), "script_hash": policy_hash(script)}


def page_of(
    nb: NotebookNode, languages: Sequence[str] = LANGUAGES, pages: Sequence[str] | None = None, name: str = ""
) -> dict[str, Any]:
    """What the template fills in: facts of the header, links, and the blocks by slot."""
    blocks = blocks_of(nb)
    if not blocks["header"]:
        raise InputError("The notebook began no page: begin(...) did not run.")
    facts = _named(blocks["header"][0]["page"], name)
    t = translator(facts["lang"])
    blocks["body"] = _with_content(blocks["body"])
    finding = next((block["text"] for block in blocks["headline"] if block["text"]), "")
    return {
        **facts,
        "t": t,
        "blocks": blocks,
        "anchor": facts["name"] + facts["unit"],  # what ids of the page begin with (`Page.anchor`)
        "finding": finding,
        "short": next((entry["short"] for entry in facts["menu"] if entry["id"] == facts["name"]), facts["heading"]),
        "lineage": json_html(pooled(block for placed in blocks.values() for block in placed)),
        "description": finding or facts["heading"],
        "contents": [(b["id"], b["title"]) for b in blocks["body"] if b.get("level") == 2],
        "warnings": _warnings([block for placed in blocks.values() for block in placed], t),
        "links": _links(facts, pages),
        "unit_links": _unit_links(facts) if pages is None or "commune" in pages else [],
        "choice": facts["units"] if 1 < len(facts["units"]) <= MOST_CHOICES else [],
        "tongues": _tongues(facts, languages),
        "home": ("../" if facts["unit"] else "") + "../../../" + Audience(facts["audience"]).front_page(facts["lang"]),
    }


def _with_content(body: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The body without headings that nothing follows: a section with nothing to say is not there."""
    kept: list[dict[str, Any]] = []
    own = below = False  # is there something to read up to the next heading, up to the next section?
    for block in reversed(body):
        level = block.get("level")
        if level is None:
            own, below = own or bool(block["html"]), below or bool(block["html"])
        if block["html"] if level is None else (below if level == 2 else own):
            kept.append(block)
        own, below = own and level is None, below and level != 2
    return kept[::-1]


def _warnings(blocks: Sequence[Mapping[str, Any]], t: Translator) -> list[str]:
    """What the reader must know first about the figures of tables, charts and sentences, only where it is true."""
    marks = {mark for block in blocks for mark in block.get("marks", [])}
    claims = [claim for block in blocks for said in block.get("claims", []) for claim in said["claims"]]
    made_up = any(claim.get("basis", {}).get("origin") for claim in claims)
    told = [
        (
            made_up or any(block.get("demonstration") for block in blocks),
            t(
                "This page holds figures that are made up to show the report (demonstration data); tables and charts that hold them say so."
            ),
        ),
        (
            any("/" in mark for mark in marks),
            t("Some totals do not cover all units; they are marked with the number covered, such as [7/9]."),
        ),
        ("p" in marks, t("Some figures are provisional; they are marked [p].")),
        ("r" in marks, t("Some figures were revised since they were first reported; they are marked [r].")),
        ("b" in marks, t("Some figures are not comparable with earlier ones; they are marked [b].")),
        ("c" in marks, t("Some small numbers are withheld to protect households; they read “confidential”.")),
    ]
    return [sentence for is_true, sentence in told if is_true]


def blocks_of(nb: NotebookNode) -> dict[str, list[dict[str, Any]]]:
    """Blocks of the notebook by slot, in the order of the cells: metadata plus `html`."""
    found: dict[str, list[dict[str, Any]]] = {slot: [] for slot in SLOTS}
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            placed = output.get("metadata", {}).get("commune")
            if placed and placed.get("slot") in found:
                found[placed["slot"]].append({**placed, "html": "".join(output["data"].get("text/html", ""))})
    return found


def _links(facts: Mapping[str, Any], pages: Sequence[str] | None) -> list[dict[str, Any]]:
    """The period's pages: where, title, is it this one."""
    up = "../" if facts["unit"] else ""
    there = [e for e in facts["menu"] if pages is None or e["id"] in pages or e["id"] == facts["name"]]
    return [{"href": up + e["file"], "title": e["short"], "here": e["id"] == facts["name"]} for e in there]


def _named(facts: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The facts under the name that the run gives the page, with the title and file declared for it."""
    found = next((e for e in facts["menu"] if e["id"] == name and e["id"] != facts["name"]), None)
    return {**facts, "name": name, "heading": found["title"], "file": found["file"]} if found else facts


def _unit_links(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The profiles of the period's units."""
    folder, named = "" if facts["unit"] else "units/", Audience(facts["audience"]).named
    return [
        {"href": named(f"{folder}{code}.html"), "title": name, "here": code == facts["unit"], "code": code}
        for code, name in facts["units"]
    ]


def _tongues(facts: Mapping[str, Any], languages: Sequence[str]) -> list[dict[str, Any]]:
    """The page in each language that the run makes."""
    up = "../../" if facts["unit"] else "../"
    known = languages_of_pages()
    there = [lang for lang in known if lang in languages or lang == facts["lang"]]
    return [
        {
            "href": f"{up}{lang}/{facts['file']}",
            "lang": lang,
            "title": known[lang]["name"],
            "here": lang == facts["lang"],
        }
        for lang in there
    ]
