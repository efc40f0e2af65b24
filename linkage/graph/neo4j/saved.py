"""Saved queries for people: the files of `cypher/analyst/`, with what they ask, their parameters and an example.

Each is run in READ mode, so that the server itself refuses a query that would write. They need a Neo4j; run files
have no Cypher. Two more sorts are for Neo4j Browser and its guide alone: pictures, in `cypher/analyst/pictures/`, which
return nodes and paths to be drawn, and recipes for Graph Data Science, in `cypher/analyst/gds/`, which keep a
projection between statements that is the analyst's to drop.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from neo4j.exceptions import Neo4jError
from neo4j.time import DateTime

from linkage.errors import GraphUnavailable, LinkageError, NotFound, UsageError
from linkage.graph.neo4j.database import Database, Row
from linkage.graph.neo4j.parameters import Parameter, Value, check, parameters, typed
from linkage.graph.statements import Statement, names, statement
from linkage.settings import GraphSettings

_FOLDER: Final = "analyst/"
_RECIPES: Final = "analyst/gds/"
_PICTURES: Final = "analyst/pictures/"
_VALUE_REFUSED: Final = frozenset(
    f"Neo.ClientError.Statement.{name}Error" for name in ("Arithmetic", "Argument", "Type")
)
_RECIPE_ORDER: Final = ("project", "leiden", "betweenness", "project_campaign", "similarity", "drop")


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One question that analysts ask often."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    text: str
    """The Cypher, as it can be pasted into Neo4j Browser."""


def saved_queries() -> tuple[SavedQuery, ...]:
    """Return every saved query, by name."""
    return tuple(_saved(name, _FOLDER) for name in names("analyst") if name.count("/") == 1)


def recipes() -> tuple[SavedQuery, ...]:
    """Return the recipes for Graph Data Science, in the order in which they are run."""
    return tuple(_saved(f"{_RECIPES}{name}", _FOLDER) for name in _RECIPE_ORDER)


def pictures() -> tuple[SavedQuery, ...]:
    """Return the queries that return nodes and paths for Neo4j Browser to draw, by name."""
    return tuple(_saved(name, _PICTURES) for name in names(_PICTURES))


def saved_query(name: str) -> SavedQuery:
    """Return a saved query.

    Raises:
        NotFound: there is none of that name.
    """
    found = {one.name: one for one in saved_queries()}
    if name not in found:
        raise NotFound(f"There is no saved query {name!r}; `linkage queries list` names them.")
    return found[name]


def values(query: SavedQuery, given: Sequence[str], graph: str = "neo4j") -> dict[str, Value]:
    """Return the values of a query's parameters out of `name=value` texts; `limit` has its example as default.

    Args:
        query: which query.
        given: the texts.
        graph: what `--graph` says, for the command that is advised.

    Raises:
        UsageError: a parameter is missing, unknown, given twice, or not what it takes.
    """
    texts: dict[str, str] = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not equals or name not in {one.name for one in query.parameters}:
            takes = ", ".join(one.name for one in query.parameters)
            raise UsageError(f"{each!r} is no parameter of {query.name}; it takes {takes} as NAME=VALUE.")
        if name in texts:
            raise UsageError(f"{name} is given twice; give it once.")
        texts[name] = text
    missing = [one.name for one in query.parameters if one.name not in texts and one.name != "limit"]
    if missing:
        words = [f"{one.name}={texts.get(one.name, one.example)}" for one in query.parameters if one.name != "limit"]
        whole = shlex.join(["linkage", "--graph", graph, "queries", "run", query.name, *words])
        raise UsageError(f"{query.name} needs {', '.join(missing)}; for example `{whole}`.")
    found = {one.name: typed(one, texts[one.name]) if one.name in texts else one.example for one in query.parameters}
    check(query.parameters, found)
    return found


def run(settings: GraphSettings, query: SavedQuery, given: Mapping[str, Value]) -> list[Row]:
    """Return the rows of a query, columns in the order of its `returns`; moments as aware datetimes.

    Raises:
        UsageError: the server cannot take a value.
        GraphUnavailable: the server does not answer, or not in time.
    """
    database = Database(settings)
    wanted = statement(f"{_FOLDER}{query.name}")
    try:
        rows = database.read(lambda transaction: transaction.run(wanted, **given))
    except GraphUnavailable as error:
        raise _of_values(query, given, error) from error
    finally:
        database.close()
    return [tuple(_native(value) for value in found) for found in rows]


def unknown(settings: GraphSettings, query: SavedQuery, given: Mapping[str, Value]) -> list[str]:
    """Return, a sentence each, which accounts, campaigns and organisations of the values the graph does not have."""
    named: dict[str, list[Value]] = {"account": [], "campaign": [], "organisation": []}
    for one in query.parameters:
        sort = (one.form or "").removeprefix("other ")
        if sort in named:
            named[sort].append(given[one.name])
    if not any(named.values()):
        return []
    database = Database(settings)
    ids = {f"{sort}s": found for sort, found in named.items()}
    try:
        missing = database.read(lambda transaction: transaction.run(statement("read/unknown"), **ids))
    finally:
        database.close()
    return [f"There is no {sort} {name!r} in the graph." for sort, name in missing]


def _of_values(query: SavedQuery, given: Mapping[str, Value], error: GraphUnavailable) -> LinkageError:
    """Return the error itself, or, where the server could not take a value, that a value is at fault."""
    cause = error.__cause__
    if not isinstance(cause, Neo4jError):
        return error
    words = next((one.name for one in query.parameters if one.form == "words"), None)
    if words is not None and "ParseException" in (cause.message or ""):
        return UsageError(
            f"{words} is {given[words]!r}, which the server cannot read as a search: close every quote and bracket, "
            "and put AND and OR between words."
        )
    if cause.code not in _VALUE_REFUSED:
        return error
    told = ", ".join(f"{name}={value}" for name, value in given.items())
    return UsageError(
        f"The server cannot take a value of {told}; `linkage queries show {query.name}` says what each may be."
    )


def _native(value: object) -> object:
    """Return a moment of the driver as a datetime of Python."""
    return value.to_native() if isinstance(value, DateTime) else value


def _saved(name: str, folder: str) -> SavedQuery:
    found: Statement = statement(name)
    return SavedQuery(
        name=name.removeprefix(folder),
        title=found.title,
        question=found.notes["question"],
        parameters=parameters(found),
        returns=found.returns,
        text=found.text,
    )
