"""What a browser would make of HTML: its tags and attributes, as Python's own parser reads them."""

from html.parser import HTMLParser

#: Everything that pages are allowed to be made of.
TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "script",
        "a",
        "header",
        "footer",
        "main",
        "nav",
        "section",
        "div",
        "span",
    ),
    *(
        "h1",
        "h2",
        "h3",
        "p",
        "strong",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "figure",
        "figcaption",
    ),
    *(
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "svg",
        "desc",
        "path",
        "circle",
        "text",
        "rect",
        "line",
        "polyline",
    ),
    *(
        "article",
        "data",
        "dialog",
        "template",
        "button",
        "textarea",
        "label",
        "input",
        "select",
        "option",
        "noscript",
    ),
}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def read(page):
    """The page's tags in order and the names of its attributes."""
    reader = _Reader()
    reader.feed(page)
    return reader


def is_harmless(page):
    """No tag outside of TAGS, and no attribute that runs or loads anything."""
    found = read(page)
    return set(found.tags) <= TAGS and not {
        n for n in found.attributes if n.startswith("on") or n in ("src", "style", "action")
    }
