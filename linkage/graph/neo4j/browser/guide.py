"""The guide as AsciiDoc: its source, with our queries put in where it names them."""

import json
import re
from importlib.resources import files
from typing import Final

from linkage.graph.neo4j.parameters import Value
from linkage.graph.neo4j.saved import SavedQuery, pictures, recipes, saved_queries

_MACRO: Final = re.compile(r"^([a-z]+)::([a-z_]*)\[\]$", re.MULTILINE)
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")
_BROWSER: Final = {
    "config": ":config useReadTransactions: true",
    "param": ":param campaign => 'c-0001'",
}
_LIMIT: Final = 50
"""Rows that queries of the guide return, unless an analyst sets another limit."""


def asciidoc(address: str) -> str:
    """Return the guide in AsciiDoc.

    Args:
        address: where the API is reached, such as `http://127.0.0.1:8321`.

    Raises:
        ValueError: it is no address, or the guide's source names what there is not.
    """
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"{address!r} is no address of an API.")
    source = (files(__package__) / "guide.adoc").read_text("utf-8")
    blocks = _blocks(address)

    def block(found: re.Match[str]) -> str:
        key = f"{found[1]}::{found[2]}"
        if key not in blocks:
            raise ValueError(f"guide.adoc names {key}, which there is not.")
        return blocks[key]

    return _MACRO.sub(block, source)


def _blocks(address: str) -> dict[str, str]:
    """Return each block that the source may name."""
    shown = {"query": saved_queries(), "picture": _drawn(), "recipe": recipes()}
    return {
        "examples::": _examples(),
        "style::": _code(f":style {address}/browser/style.grass"),
        **{f"browser::{name}": _code(text) for name, text in _BROWSER.items()},
        **{f"{kind}::{one.name.rpartition('/')[2]}": _query(one) for kind, queries in shown.items() for one in queries},
    }


def _drawn() -> tuple[SavedQuery, ...]:
    return tuple(query for query in pictures() if query.name != "examples")


def _query(query: SavedQuery) -> str:
    takes = ", ".join(f"`{one.name}`" for one in query.parameters)
    return f"*{query.title}* {query.question}{f' Takes {takes}.' if takes else ''}\n\n{_code(query.text)}"


def _examples() -> str:
    """Return the commands that set every parameter: ids out of the graph, and the rest to its example."""
    ids = next(query for query in pictures() if query.name == "examples")
    rest: dict[str, Value] = {}
    for query in (*saved_queries(), *_drawn(), *recipes()):
        rest |= {one.name: one.example for one in query.parameters if one.name not in ids.returns}
    rest["limit"] = _LIMIT
    constants = "RETURN " + ", ".join(f"{_literal(value)} AS {name}" for name, value in sorted(rest.items()))
    return f"{_code(_set(ids.returns, ids.text))}\n\n{_code(_set(tuple(sorted(rest)), constants))}"


def _set(names: tuple[str, ...], text: str) -> str:
    return f":param [{{{', '.join(names)}}}] => {{\n{text}\n}}"


def _literal(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _code(text: str) -> str:
    return f"[source,cypher]\n----\n{text}\n----"
