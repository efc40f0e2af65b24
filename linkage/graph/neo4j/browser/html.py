"""The guide for the older Neo4j Browser: HTML with one slide per heading, made from the AsciiDoc that we write.

It understands what `guide.adoc` uses: headings of two levels, paragraphs, lists, listings, `code` and *strong*.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Final

from linkage.graph.neo4j.browser.guide import asciidoc

_BLOCK: Final = re.compile(
    r"\[source,(?P<language>\w+)\]\n----\n(?P<code>.*?)\n----"
    r"|== (?P<heading>[^\n]+)"
    r"|= (?P<title>[^\n]+)"
    r"|(?P<list>(?:\* [^\n]+\n?)+)"
    r"|(?P<paragraph>[^\n]+(?:\n[^\n]+)*)",
    re.DOTALL,
)
_SHOWN: Final = "color:#f3f4f6;background-color:#464954;padding:8px;white-space:pre-wrap"
"""What listings that are not to be run look like: the Browser's drawer would show them dark on dark."""
_INLINE: Final = re.compile(r"`([^`]+)`|(?<!\w)\*([^*\n]+)\*(?!\w)")


def html(address: str) -> str:
    """Return the guide in HTML, an `article` of slides; a Cypher listing is a click away from the editor.

    Args:
        address: where the API is reached, such as `http://127.0.0.1:8321`.

    Raises:
        ValueError: as `asciidoc`.
    """
    title = ""
    slides: list[list[str]] = []
    for found in _BLOCK.finditer(asciidoc(address)):
        if found["title"]:
            title = found["title"]
        elif found["heading"]:
            slides.append([f"<h3>{_inline(found['heading'])}</h3>"])
        else:
            slides[-1].extend(_block(found))
    body = "\n".join(
        '<slide class="row-fluid">\n<div class="col-sm-12">\n' + "\n".join(slide) + "\n</div>\n</slide>"
        for slide in slides
    )
    return (
        f'<article class="guide">\n<title>{escape(title)}</title>\n<carousel class="deck container-fluid">\n'
        f"{body}\n</carousel>\n</article>\n"
    )


def _block(found: re.Match[str]) -> Iterator[str]:
    if found["code"] is not None:
        how = 'class="code runnable"' if found["language"] == "cypher" else f'class="code" style="{_SHOWN}"'
        yield f"<figure><pre {how}>{escape(found['code'])}</pre></figure>"
    elif found["list"]:
        items = (f"<li>{_inline(line[2:])}</li>" for line in found["list"].splitlines())
        yield f"<ul>{''.join(items)}</ul>"
    else:
        yield f"<p>{_inline(found['paragraph'])}</p>"


def _inline(text: str) -> str:
    """Return a line as HTML; what is between backticks or asterisks is set apart."""
    parts: list[str] = []
    end = 0
    for found in _INLINE.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(f"<code>{escape(found[1])}</code>" if found[1] else f"<strong>{escape(found[2])}</strong>")
        end = found.end()
    return "".join((*parts, escape(text[end:])))
