"""What a database holds that linkage did not write: nodes, relationships, marks on what is ours, indexes.

Nodes are counted by their labels and the names of their properties, relationships by type and names: a few microseconds
each, and a handful of rows. Which of them linkage wrote, `linkage.graph.schema` says. Where it stops being exact: a
property of ours to which somebody gave another value looks like ours.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from linkage.graph.neo4j import indexes
from linkage.graph.neo4j.database import Database
from linkage.graph.schema import LINEAGE, NODES, RELATIONSHIPS, USE_TYPES
from linkage.graph.statements import statement

_MARK_OF_NODE: Final = {
    **dict.fromkeys(("Account", "Organisation", "Campaign", "StagedCampaign"), "run"),
    "Identifier": "accounts",
    "Run": "digest",
    **dict.fromkeys(("RetiredCampaign", "Decision", "DecisionLog", "Publication", "PublishLock", "PublishLane"), None),
}
"""By label, the property that tells a node of ours, where the label does not tell it alone."""

_MARK_OF_RELATIONSHIP: Final = {
    **dict.fromkeys(USE_TYPES, "share"),
    **dict.fromkeys(("LINKED_TO", "BELONGS_TO"), "run"),
    "MEMBER_OF": "strength",
    "RELIES_ON": "accounts",
    **dict.fromkeys(LINEAGE, "text"),
}
_AT_ONCE: Final = 1_000
_N_NAMED: Final = 4
"""Names that a clause gives at most."""


def others(database: Database) -> tuple[str, ...]:
    """Return what others put into the database, a clause for each sort of thing; nothing where all is linkage's."""
    nodes: Counter[str] = Counter()
    relationships: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    for carried, names, n in database.gather(statement("server/node_shapes"), _AT_ONCE):
        label = next((one for one in _MARK_OF_NODE if one in carried), None)
        if label is None or not _is_ours(_MARK_OF_NODE[label], names):
            nodes[carried[0] if carried else "no label"] += n
            continue
        properties.update({f"{name} of {label}": n for name in names if name not in NODES[label]})
        labels.update({one: n for one in carried if one not in NODES})
    for kind, names, n in database.gather(statement("server/relationship_shapes"), _AT_ONCE):
        if kind not in RELATIONSHIPS or not _is_ours(_MARK_OF_RELATIONSHIP[kind], names):
            relationships[kind] += n
            continue
        properties.update({f"{name} of {kind}": n for name in names if name not in RELATIONSHIPS[kind].properties})
    odd = int(database.gather(statement("decisions/not_carried"), _AT_ONCE)[0][0])
    ours = {one.name.rpartition("/")[2] for one in indexes.definitions()}
    made = Counter(name for (name,) in database.gather(statement("server/indexes"), _AT_ONCE) if name not in ours)
    return (
        *_clause("node", "nodes", nodes),
        *_clause("relationship", "relationships", relationships),
        *_clause("property", "properties", properties),
        *_clause("label", "labels", labels),
        *_clause("decision", "decisions", Counter({"without subject, verdict or seconds": odd})),
        *_clause("index or constraint", "indexes or constraints", made),
    )


def _is_ours(mark: str | None, names: Collection[str]) -> bool:
    return mark is None or mark in names


def _clause(one: str, several: str, found: Counter[str]) -> Iterator[str]:
    total = found.total()
    if total:
        named = [f"{name} {n:,}" if n > 1 else name for name, n in found.most_common(_N_NAMED)]
        more = len(found) - len(named)
        yield f"{total:,} {one if total == 1 else several} ({', '.join(named)}{f' and {more:,} more' if more else ''})"
