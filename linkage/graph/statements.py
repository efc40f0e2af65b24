"""The statements that are sent to Neo4j: one file each, in `cypher/`, with a header that says how to call it.

::

    // Merge one LINKED_TO per account pair and set its weight.
    // mode: write            (read | write | schema | autocommit)
    // params: rows, run      (- for none)
    // returns: written       (- for none)

Any other `// word: text` line is kept in `notes`; saved queries for people say their question and an example there.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

Mode = Literal["read", "write", "schema", "autocommit"]

MODES: Final[tuple[Mode, ...]] = ("read", "write", "schema", "autocommit")

_FIELD: Final = re.compile(r"([a-z]+):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and how to call it."""

    name: str
    """Its path below `cypher/`, without the ending."""
    title: str
    """What it does, in a sentence."""
    mode: Mode
    params: tuple[str, ...]
    returns: tuple[str, ...]
    notes: dict[str, str]
    text: str
    """The Cypher alone, without the header."""


@functools.cache
def statement(name: str) -> Statement:
    """Return the statement in `cypher/<name>.cypher`.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: its header lacks a line, or names a mode that does not exist.
    """
    return parse(name, (folder() / f"{name}.cypher").read_text(encoding="utf-8"))


def names(under: str = "") -> tuple[str, ...]:
    """Return the names of all statements in a folder of `cypher/`, or of all, sorted."""
    root = folder()
    return tuple(sorted(p.relative_to(root).with_suffix("").as_posix() for p in (root / under).rglob("*.cypher")))


@functools.cache
def folder() -> Path:
    """Return the folder of the statements: in the installed package, or beside it in a checkout.

    Raises:
        FileNotFoundError: the package was installed without them.
    """
    package = Path(__file__).resolve().parent.parent
    for place in (package / "cypher", package.parent / "cypher"):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"The Cypher statements are neither in {package} nor beside it; install linkage again.")


def parse(name: str, source: str) -> Statement:
    """Return the statement in a file's text.

    Raises:
        ValueError: its header lacks a line, or names a mode that does not exist.
    """
    lines = source.splitlines()
    n_header = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
    header = [line[2:].strip() for line in lines[:n_header]]
    fields = {match[1]: match[2] for line in header[1:] if (match := _FIELD.fullmatch(line))}
    missing = [field for field in ("mode", "params", "returns") if field not in fields]
    if not header or missing:
        raise ValueError(f"cypher/{name}.cypher: the header lacks {', '.join(missing) or 'everything'}.")
    mode = fields.pop("mode")
    if mode not in MODES:
        raise ValueError(f"cypher/{name}.cypher: mode is {mode!r}, not one of {', '.join(MODES)}.")
    return Statement(
        name=name,
        title=header[0],
        mode=cast(Mode, mode),
        params=_list(fields.pop("params")),
        returns=_list(fields.pop("returns")),
        notes=fields,
        text="\n".join(lines[n_header:]).strip(),
    )


def _list(text: str) -> tuple[str, ...]:
    return () if text in ("", "-") else tuple(part.strip() for part in text.split(","))
