"""What is written, in which order, split into groups that may be written at once.

A step is one statement and its rows. Its groups are numbered by lane within a round; the same findings and number of
lanes give the same groups in the same order, which is what progress markers count in.

The groups of a step may be made while the step before it is written; so no step names the nodes (`by_node`) that the
one just before it writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import polars as pl

from linkage.findings import Findings
from linkage.graph.neo4j import rounds, rows, writes
from linkage.graph.neo4j.nodes import ACCOUNT, Nodes
from linkage.graph.schema import IDENTIFIER_LABELS
from linkage.graph.statements import Statement, statement
from linkage.identifiers.kinds import KINDS

VERSION: Final = 5
"""Raised when steps or groups change, so that markers of an older version are not believed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement and all its rows."""

    statement: Statement
    table: Callable[[], pl.DataFrame]
    """Makes the rows; called when the step's turn has come."""
    ends: tuple[str, ...] = ()
    """Columns that hold the ends which a row locks; none when only one lane may write."""
    one_sort: bool = False
    """Whether both ends are nodes of one sort."""
    batch_share: float = 1.0
    """Part of the batch size of settings that suits a row of this step."""
    params: Mapping[str, object] = field(default_factory=dict)
    """Parameters beside rows and those that all steps share."""
    by_node: bool = False
    """Whether ends are sent as ids of nodes: columns `<end>_node`, in the place of `ends`."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one step that no other group of the round conflicts with."""

    lane: int
    rows: pl.DataFrame


def steps(findings: Findings, create: Nodes | None = None) -> tuple[Step, ...]:
    """Return everything that is written before the switch, in order.

    With `create`, for a database without accounts, identifiers and organisations, facts and links are created instead
    of merged, the relationships between the nodes that it finds; steps and groups are the same.
    """
    fresh = create is not None
    identifiers, uses = writes.identifiers(), writes.uses()

    def identified(kind: str) -> Step:
        table = partial(rows.identifiers, findings, kind)
        if create is None:
            return Step(identifiers[kind], table, ("key",))
        params = {"label": IDENTIFIER_LABELS[kind], "kind": kind}
        return Step(writes.create_identifiers(), table, ("key",), params=params)

    def used(kind: str) -> Step:
        table, ends = partial(rows.uses, findings, kind), ("account_id", "key")
        if create is None:
            return Step(uses[kind], table, ends)
        params = {"type": KINDS[kind].relationship}
        named = partial(create.of, account_id=ACCOUNT, key=kind)
        return Step(writes.create_uses(), lambda: named(table()), ends, params=params, by_node=True)

    def linked() -> pl.DataFrame:
        table = rows.links(findings)
        return table if create is None else create.of(table, a=ACCOUNT, b=ACCOUNT)

    return (
        Step(writes.accounts(fresh), partial(rows.accounts, findings), ("account_id",), batch_share=0.5),
        *(identified(kind) for kind in IDENTIFIER_LABELS),
        Step(statement("publish/organisations"), partial(rows.organisations, findings), ("id",)),
        Step(statement("publish/belongs"), partial(rows.belongs, findings), ("account_id", "organisation_id")),
        *(used(kind) for kind in IDENTIFIER_LABELS),
        Step(writes.links(fresh), linked, ("a", "b"), one_sort=True, by_node=fresh),
        Step(statement("publish/campaigns"), partial(rows.campaigns, findings), batch_share=0.02),
        Step(statement("publish/members"), partial(rows.members, findings), ("account_id", "campaign_id")),
        Step(statement("publish/relies_on"), partial(rows.relies_on, findings), ("campaign_id", "key")),
        *(Step(write, partial(rows.lineage, findings, name)) for name, write in writes.lineage().items()),
    )


def groups(step: Step, n_lanes: int) -> tuple[tuple[Group, ...], ...]:
    """Return the groups of a step, round by round."""
    table = step.table()
    if not step.ends or table.is_empty():
        return ((Group(0, table),),)
    if len(step.ends) == 1:
        plan, n_classes = rounds.one_sided(n_lanes), n_lanes
    elif step.one_sort:
        plan, n_classes = rounds.tournament(n_lanes), 2 * n_lanes
    else:
        plan, n_classes = rounds.two_sided(n_lanes), n_lanes
    if step.one_sort:
        ends = rounds.classes(table, step.ends, n_classes)
        ends = [pl.min_horizontal(ends), pl.max_horizontal(ends)]
    else:
        ends = [one for end in step.ends for one in rounds.classes(table, [end], n_classes)]
    code = pl.sum_horizontal(end * n_classes**place for place, end in enumerate(ends))
    table = table.with_columns(group=code)
    if step.by_node:
        nodes = [f"{end}_node" for end in step.ends]
        table = table.select(*nodes, pl.exclude(*step.ends, *nodes))
    parts = table.partition_by("group", as_dict=True, include_key=False, maintain_order=True)
    empty = table.clear().drop("group")
    return tuple(
        tuple(
            Group(lane, parts.get((sum(c * n_classes**place for place, c in enumerate(wanted)),), empty))
            for lane, wanted in enumerate(together)
        )
        for together in plan
    )
