"""Saved queries for people: the files of `cypher/analyst/`, with what they ask, their parameters and an example.

Each is run in READ mode, so that the server itself refuses a query that would write. They need a Neo4j; run files
have no Cypher. Two more sorts are for Neo4j Browser and its guide alone: pictures, in `cypher/analyst/pictures/`, which
return nodes and paths to be drawn, and recipes for Graph Data Science, in `cypher/analyst/gds/`, which keep a
projection between statements that is the analyst's to drop.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from neo4j.time import DateTime

from linkage.errors import NotFound, UsageError
from linkage.graph.neo4j.database import Database, Row
from linkage.graph.statements import Statement, names, statement
from linkage.settings import GraphSettings

Value = str | int | float

_FOLDER: Final = "analyst/"
_RECIPES: Final = "analyst/gds/"
_PICTURES: Final = "analyst/pictures/"
_RECIPE_ORDER: Final = ("project", "leiden", "betweenness", "project_campaign", "similarity", "drop")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a saved query."""

    name: str
    example: Value

    @property
    def type(self) -> str:
        """What is to be given: `text`, `number`, `whole number`, or `moment` (epoch seconds or ISO 8601)."""
        if self.name == "since" or self.name.endswith("_at"):
            return "moment"
        return {str: "text", float: "number"}.get(type(self.example), "whole number")


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


def values(query: SavedQuery, given: Sequence[str]) -> dict[str, Value]:
    """Return the values of a query's parameters out of `name=value` texts; `limit` has its example as default.

    Raises:
        UsageError: a parameter is missing, unknown, given twice, or not of its type.
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
        raise UsageError(f"{query.name} needs {', '.join(missing)}; give each as NAME=VALUE.")
    return {one.name: typed(one, texts[one.name]) if one.name in texts else one.example for one in query.parameters}


def typed(parameter: Parameter, text: str) -> Value:
    """Return a parameter's value out of its text.

    Raises:
        UsageError: the text is not of the parameter's type.
    """
    try:
        if parameter.type == "text":
            return text
        if parameter.type == "number":
            number = float(text)
            if number - number != 0:
                raise ValueError(text)
            return number
        if parameter.type == "moment" and not re.fullmatch(r"-?\d+", text):
            moment = datetime.fromisoformat(text)
            return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
        whole = int(text)
        if not -(2**63) <= whole < 2**63 or (parameter.name == "limit" and whole < 0):
            raise ValueError(text)
        return whole
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{parameter.name} is {text!r}, which is no {parameter.type}; change it.") from error


def run(settings: GraphSettings, query: SavedQuery, given: Mapping[str, Value]) -> list[Row]:
    """Return the rows of a query, columns in the order of its `returns`; moments as aware datetimes.

    Raises:
        GraphUnavailable: the server does not answer, or not in time.
    """
    database = Database(settings)
    wanted = statement(f"{_FOLDER}{query.name}")
    try:
        rows = database.read(lambda transaction: transaction.run(wanted, **given))
    finally:
        database.close()
    return [tuple(_native(value) for value in found) for found in rows]


def _native(value: object) -> object:
    """Return a moment of the driver as a datetime of Python."""
    return value.to_native() if isinstance(value, DateTime) else value


def _saved(name: str, folder: str) -> SavedQuery:
    found: Statement = statement(name)
    example = json.loads(found.notes["example"])
    if tuple(example) != found.params:
        raise ValueError(f"cypher/{name}.cypher: the example does not give {', '.join(found.params)} in this order.")
    return SavedQuery(
        name=name.removeprefix(folder),
        title=found.title,
        question=found.notes["question"],
        parameters=tuple(Parameter(one, example[one]) for one in found.params),
        returns=found.returns,
        text=found.text,
    )
