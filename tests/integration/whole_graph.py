"""Everything that a database holds, as sets of tuples, without what the server makes up (internal ids)."""

from typing import Any

import neo4j

PUBLISHING = {"PublishLock", "PublishLane", "Publication", "Run"}
"""Labels of what publishing remembers, not of what was published."""
NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
RELATIONSHIPS = """
MATCH (a)-[r]->(b)
RETURN labels(a), coalesce(a.id, a.kind + ':' + a.key), type(r), properties(r), labels(b),
       coalesce(b.id, b.kind + ':' + b.key)
"""


def frozen(value: Any) -> Any:
    """Return a value that can be an element of a set."""
    if isinstance(value, dict):
        return tuple(sorted((key, frozen(item)) for key, item in value.items()))
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def nodes(driver: neo4j.Driver) -> set[Any]:
    """Return (labels, properties) of every published node."""
    rows = driver.execute_query(NODES).records
    found = [(frozen(sorted(row["labels"])), frozen(row["properties"])) for row in rows]
    published = [one for one in found if not PUBLISHING & set(one[0])]
    assert len(published) == len(set(published))
    return set(published)


def relationships(driver: neo4j.Driver) -> set[Any]:
    """Return (labels, id, type, properties, labels, id) of every relationship."""
    rows = driver.execute_query(RELATIONSHIPS).records
    found = [
        (frozen(sorted(a)), one, kind, frozen(properties), frozen(sorted(b)), other)
        for a, one, kind, properties, b, other in map(tuple, rows)
    ]
    assert len(found) == len(set(found))
    return set(found)


def whole(driver: neo4j.Driver) -> tuple[set[Any], set[Any]]:
    """Return all nodes and all relationships."""
    return nodes(driver), relationships(driver)


def empty(driver: neo4j.Driver) -> None:
    """Delete everything but constraints and indexes."""
    driver.execute_query("MATCH (n) DETACH DELETE n")
