"""What is written to Neo4j, in which groups, and how the server's faults are named."""

import random
from dataclasses import replace
from itertools import combinations, pairwise

import polars as pl
import pytest

from linkage.errors import (
    GraphCorrupt,
    GraphDenied,
    GraphOutOfMemory,
    GraphProcedureMissing,
    GraphTimeout,
    GraphUnavailable,
    GraphUnreachable,
    LinkageError,
    SettingsError,
)
from linkage.graph.neo4j import plan, rounds, rows, writes
from linkage.graph.neo4j.database import Database
from linkage.graph.neo4j.faults import fault, is_transient
from linkage.graph.neo4j.nodes import Nodes
from linkage.settings import GraphSettings
from tests.small_world import INFO, LATER, later_world, small_world


@pytest.mark.parametrize("n_lanes", [1, 2, 3, 4, 8])
def test_groups_of_a_two_sided_round_share_no_class_and_all_pairs_meet_once(n_lanes: int) -> None:
    plan_of = rounds.two_sided(n_lanes)
    met = [group for together in plan_of for group in together]
    assert sorted(met) == [(s, t) for s in range(n_lanes) for t in range(n_lanes)]
    for together in plan_of:
        for side in (0, 1):
            assert len({group[side] for group in together}) == len(together)


@pytest.mark.parametrize("n_lanes", [1, 2, 3, 4, 8])
def test_groups_of_a_tournament_round_share_no_class_and_all_pairs_meet_once(n_lanes: int) -> None:
    plan_of = rounds.tournament(n_lanes)
    met = [group for together in plan_of for group in together]
    n = 2 * n_lanes
    assert sorted(met) == sorted([*combinations(range(n), 2), *((c, c) for c in range(n))])
    for together in plan_of:
        touched = [c for group in together for c in set(group)]
        assert len(touched) == len(set(touched))
        assert len(together) <= n_lanes


@pytest.mark.parametrize("n_lanes", [1, 2, 3])
def test_every_row_is_in_one_group_and_no_node_in_two_groups_of_a_round(n_lanes: int) -> None:
    for step in plan.steps(small_world()):
        table = step.table()
        planned = plan.groups(step, n_lanes)
        written = [row for together in planned for group in together for row in group.rows.rows()]
        assert sorted(map(repr, written)) == sorted(map(repr, table.rows())), step.statement.name
        for together in planned:
            for one, other in combinations(together, 2):
                assert not touched(step, one.rows) & touched(step, other.rows), step.statement.name


def touched(step: plan.Step, table: pl.DataFrame) -> set[tuple[str, str]]:
    """Return the nodes that rows lock, by the sort of node and its id."""
    if step.one_sort:
        return {("", value) for end in step.ends for value in table[end]}
    return {(end, value) for end in step.ends for value in table[end]}


@pytest.mark.parametrize("n_lanes", [2, 3])
def test_groups_of_a_round_have_as_many_rows_however_many_a_hub_has(n_lanes: int) -> None:
    keys = ["hub"] * 3_000 + ["other hub"] * 1_000 + [f"k-{number}" for number in range(6_000)]
    chance = random.Random(1)
    table = pl.DataFrame({"account_id": [f"a-{chance.randrange(2_000)}" for _ in keys], "key": keys})
    step = plan.Step(writes.uses()["ip"], lambda: table, ("account_id", "key"))
    for together in plan.groups(step, n_lanes):
        sizes = [group.rows.height for group in together]
        assert max(sizes) < 1.1 * sum(sizes) / n_lanes, sizes


def test_no_step_names_nodes_that_the_step_just_before_it_writes() -> None:
    # The groups of a step are made while the step before it is still written.
    database = Database(GraphSettings(uri="bolt://127.0.0.1:1"))
    steps = plan.steps(small_world(), Nodes(database))
    database.close()
    before = [earlier.statement.name for earlier, step in pairwise(steps) if step.by_node]
    assert before
    assert not any("accounts" in name or "identifiers" in name for name in before)


def test_rows_that_name_nodes_are_grouped_as_by_key_and_carry_no_key() -> None:
    # Progress markers count in groups, whichever way the ends are sent.
    table = rows.uses(small_world(), "ip")
    numbered = table.with_row_index("account_id_node").with_columns(key_node="account_id_node")
    keyed = plan.Step(writes.uses()["ip"], lambda: table, ("account_id", "key"))
    by_node = replace(keyed, table=lambda: numbered, by_node=True)
    for ours, theirs in zip(plan.groups(by_node, 2), plan.groups(keyed, 2), strict=True):
        for one, other in zip(ours, theirs, strict=True):
            assert one.rows.columns[:3] == ["account_id_node", "key_node", "count"]
            assert not {"account_id", "key", "group"} & set(one.rows.columns)
            assert table[one.rows["account_id_node"].to_list()].rows() == other.rows.rows()


def test_the_same_findings_are_planned_in_the_same_way() -> None:
    once, again = (
        [[group.rows.rows() for together in plan.groups(step, 2) for group in together] for step in plan.steps(world)]
        for world in (small_world(), small_world())
    )
    assert once == again


def test_digest_tells_findings_apart_and_knows_equal_ones() -> None:
    assert rows.digest(small_world(), INFO) == rows.digest(small_world(), INFO)
    assert (
        len({rows.digest(small_world(), INFO), rows.digest(later_world(), INFO), rows.digest(small_world(), LATER)})
        == 3
    )


def test_kinds_that_are_derived_become_no_rows() -> None:
    written = {step.statement.name for step in plan.steps(small_world())}
    assert not any(name.endswith("network") for name in written)
    assert "network" not in set(rows.relies_on(small_world())["kind"])


def test_a_campaign_carries_its_reasons_days_and_relations() -> None:
    alpha = next(row for row in rows.campaigns(small_world())["campaign"].to_list() if row["id"] == "c-alpha")
    assert alpha["why"] == ["link reason 1", "conduct reason 0"]
    assert len(alpha["timeline_days"]) == len(alpha["timeline_requests"]) == len(alpha["timeline_accounts"]) == 3
    assert '"SUCCEEDED_BY"' in alpha["relations"]
    assert '"MERGED_INTO"' in alpha["relations"]


def test_families_without_bits_are_left_out_of_a_link() -> None:
    link = next(row for row in rows.links(small_world()).iter_rows(named=True) if row["b"] == "a-3")
    assert (link["template_bits"], link["net_bits"], link["context_bits"]) == (6.25, None, None)


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        ("ClientError.Security.Unauthorized", "", GraphDenied),
        ("ClientError.Security.AuthenticationRateLimit", "", GraphDenied),
        ("ClientError.Security.CredentialsExpired", "", GraphDenied),
        ("ClientError.Procedure.ProcedureNotFound", "", GraphProcedureMissing),
        ("ClientError.Statement.SyntaxError", "Unknown function 'gds.version'", GraphProcedureMissing),
        ("ClientError.Statement.SyntaxError", "Invalid input", GraphUnavailable),
        ("ClientError.Schema.ConstraintValidationFailed", "", GraphCorrupt),
        ("ClientError.Transaction.TransactionTimedOutClientConfiguration", "", GraphTimeout),
        ("TransientError.General.MemoryPoolOutOfMemoryError", "", GraphOutOfMemory),
        ("ClientError.Database.DatabaseNotFound", "", SettingsError),
        (None, None, GraphUnavailable),
    ],
)
def test_a_code_of_the_server_becomes_one_error(
    code: str | None, message: str | None, kind: type[LinkageError]
) -> None:
    error = fault(code and f"Neo.{code}", message)
    assert type(error) is kind
    assert str(error).endswith(".")


def test_a_deadlock_is_worth_another_try_and_exhausted_memory_is_not() -> None:
    assert is_transient("Neo.TransientError.Transaction.DeadlockDetected")
    assert not is_transient("Neo.TransientError.General.MemoryPoolOutOfMemoryError")
    assert not is_transient("Neo.ClientError.Statement.SyntaxError")


def test_an_address_that_is_none_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError, match=r"graph\.uri"):
        Database(GraphSettings(uri="http://127.0.0.1:7474"))


def test_a_server_that_is_down_is_unreachable() -> None:
    database = Database(GraphSettings(uri="bolt://127.0.0.1:1"))
    with pytest.raises(GraphUnreachable, match="start it"):
        database.read(lambda transaction: None)
    database.close()
