"""From a matplotlib figure to a small SVG that fits into a page: no styles, metadata, clip paths or random ids."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

from matplotlib.figure import Figure

from helpers.report.markup import attributes, escape, tenths
from helpers.report.palette import INK, QUIET
from helpers.vocabulary.errors import UsageError

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_KEPT = [
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity",
    "text-anchor", "font-size", "font-weight",
]  # fmt: skip
_NUMBER = re.compile(r"-?\d+\.\d+")
_CIRCLE = re.compile(r"M 0 (\d+\.?\d*)\s+C(?:[^MLZ]*?C){7}")


def svg_of(figure: Figure, id: str, title: str, description: str, *, tight: bool = False) -> str:
    """The figure as inline SVG with role, title and description; its ids start with `id`; tight: as large as what is drawn.

    Shapes carry presentation attributes instead of styles, so that the page's security policy can forbid inline styles
    and its sheet can recolour them for dark screens.
    """
    buffer = io.StringIO()
    figure.savefig(
        buffer, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight" if tight else None
    )
    root = ElementTree.fromstring(buffer.getvalue())  # noqa: S314 (matplotlib wrote it a line above)
    markers = {path.get("id"): path for defs in root.iter(f"{_SVG}defs") for path in defs.iter(f"{_SVG}path")}
    shapes = "".join(_shapes(root, markers))
    width, height = root.get("viewBox", "0 0 0 0").split()[2:]
    frame = attributes(
        viewBox=f"0 0 {_short(width)} {_short(height)}",
        width=_short(width),
        role="img",
        aria_labelledby=f"{id}-t {id}-d",
    )
    head = f'<title id="{id}-t">{escape(title)}</title><desc id="{id}-d">{escape(description)}</desc>'
    return f'<svg xmlns="http://www.w3.org/2000/svg"{frame}>{head}{shapes}</svg>'


def _shapes(parent: ElementTree.Element, markers: dict[str | None, ElementTree.Element]) -> Iterator[str]:
    for element in parent:
        name = element.tag.removeprefix(_SVG)
        if name == "g":
            yield from _shapes(element, markers)
        elif name == "path":
            yield from _path(element)
        elif name == "use":
            yield from _marker(element, markers[element.get(_HREF, "")[1:]])
        elif name == "text":
            yield _words(element)
        elif name == "image":
            raise UsageError(
                "A picture made of points (imshow) cannot stand on a page: draw it with shapes (pcolormesh, heatmap)."
            )


def _style(element: ElementTree.Element) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    return {name.strip().replace("-", "_"): _short(value.strip()) for name, value in pairs if name.strip() in _KEPT}


def _path(element: ElementTree.Element) -> Iterator[str]:
    style = _style(element)
    if style.get("fill") == "none" and "stroke" not in style:
        return
    drawn = re.sub(r"\s*([A-Za-z])\s*", r"\1", _short(element.get("d", ""))).strip()
    yield f"<path{attributes(d=drawn, **style)}/>"


def _marker(element: ElementTree.Element, marker: ElementTree.Element) -> Iterator[str]:
    style = {**_style(marker), **_style(element)}
    x, y, drawn = _short(element.get("x", "0")), _short(element.get("y", "0")), marker.get("d", "")
    circle = _CIRCLE.match(drawn)
    if circle:
        yield f"<circle{attributes(cx=x, cy=y, r=_short(circle[1]), **style)}/>"
    else:
        drawn = re.sub(r"\s*([A-Za-z])\s*", r"\1", _short(drawn)).strip()
        yield f"<path{attributes(d=drawn, transform=f'translate({x} {y})', **style)}/>"


def _words(element: ElementTree.Element) -> str:
    style = _style(element)
    size = style.pop("font_size", "12.5px").removesuffix("px")
    colour = style.pop("fill", INK)
    given = element.get("transform", "")
    moved = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", given)
    x, y = map(_short, moved.groups() if moved else (element.get("x", "0"), element.get("y", "0")))
    turned = re.search(r"rotate\((-?[\d.]*[1-9][\d.]*)", given)
    quiet = "q" if colour == QUIET else None
    placed = attributes(
        x=x,
        y=y,
        transform=turned and f"rotate({_short(turned[1])} {x} {y})",
        class_=quiet,
        fill=None if quiet else "currentColor",
        font_size=size,
    )
    return f"<text{placed}{attributes(**style)}>{escape(element.text or '')}</text>"


def _short(text: str) -> str:
    """Numbers with one decimal at most."""
    return _NUMBER.sub(lambda found: tenths(float(found[0])), text)
