"""Laws of the snapshot: the order of rows and files never matters, and every use is accounted for."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.ledger import build_snapshot
from linkage.ledger.snapshot import Snapshot
from linkage.records.batch import ACCOUNTS_SCHEMA, ACTIVITY_SCHEMA, OBSERVATIONS_SCHEMA

maybe = st.none()
accounts = st.sampled_from(["a", "b", "c", "é", "acc-1"])
moments = st.integers(1_700_000_000, 1_700_000_009)
addresses = st.none() | st.sampled_from(
    ["192.0.2.1", "192.0.2.9", "198.51.100.7", "2001:db8:1:2::/64", "2001:db8:1:3::/64"]
)
activity_rows = st.fixed_dictionaries(
    {
        "account_id": accounts,
        "at": moments,
        "event_id": st.none() | st.sampled_from(["e1", "e2", "e3"]),
        "requests": st.integers(1, 3),
        "ip": addresses,
        "device_id": st.none() | st.sampled_from(["d1", "d2"]),
        "user_agent": st.none() | st.sampled_from(["ua"]),
        "tls_fingerprint": st.none() | st.sampled_from(["t1", "t2"]),
        "template_id": st.none() | st.sampled_from(["t"]),
        "model": st.none() | st.sampled_from(["m2", "m1"]),
        "input_tokens": st.none() | st.integers(0, 2),
    }
)
account_rows = st.fixed_dictionaries(
    {
        "account_id": accounts,
        "plan": st.none() | st.sampled_from(["free", "pro"]),
        "email": st.none() | st.sampled_from(["x", "y"]),
        "status": st.none() | st.sampled_from(["active", "closed"]),
        "status_at": st.none() | moments,
        "created_at": st.none() | moments,
    }
)
observation_rows = st.fixed_dictionaries(
    {
        "account_id": accounts,
        "kind": st.sampled_from(["ip", "payment", "email"]),
        "value": st.sampled_from(["192.0.2.1", "x", "z"]),
        "count": st.integers(1, 4),
        "first_seen": st.none() | moments,
        "last_seen": st.none() | moments,
    }
)


def snapshot(accounts_rows: list, activity: list, observations: list) -> Snapshot:
    return build_snapshot(
        accounts=pl.DataFrame(accounts_rows, schema=ACCOUNTS_SCHEMA),
        activity=pl.DataFrame(activity, schema=ACTIVITY_SCHEMA),
        observations=pl.DataFrame(observations, schema=OBSERVATIONS_SCHEMA),
    )


def same(one: Snapshot, other: Snapshot) -> bool:
    return all(
        left.equals(right, null_equal=True) and left.schema == right.schema
        for left, right in (
            (getattr(one, n), getattr(other, n)) for n in ("accounts", "identifiers", "uses", "activity")
        )
    )


tables = st.tuples(st.lists(account_rows), st.lists(activity_rows, max_size=20), st.lists(observation_rows))


@given(tables, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_the_order_of_rows_never_matters(rows, random) -> None:
    shuffled = tuple(random.sample(table, len(table)) for table in rows)
    assert same(snapshot(*rows), snapshot(*shuffled))


@given(tables)
@settings(deadline=None, max_examples=30)
def test_uses_are_sorted_refer_to_what_exists_and_their_shares_add_up(rows) -> None:
    snap = snapshot(*rows)
    uses = snap.uses
    assert uses.equals(uses.sort("account", "identifier"))
    assert not uses.select("account", "identifier").is_duplicated().any()
    assert set(uses["account"]) <= set(range(snap.accounts.height))
    assert set(uses["identifier"]) == set(range(snap.identifiers.height))
    degrees = uses.group_by("identifier").len().sort("identifier")["len"]
    assert degrees.to_list() == snap.identifiers["n_accounts"].to_list()
    kinds = uses.with_columns(kind=snap.identifiers["kind"].gather(uses["identifier"]))
    totals = kinds.group_by("account", "kind").agg(pl.col("share").sum())
    assert (totals["share"] < 1.0001).all()
    assert (totals.filter(pl.col("kind") != "template")["share"] > 0.9999).all()


@given(st.lists(activity_rows, max_size=20))
@settings(deadline=None, max_examples=30)
def test_an_event_counts_once_and_nothing_else_is_lost(rows) -> None:
    snap = snapshot([], rows, [])
    anonymous = sum(row["event_id"] is None for row in rows)
    named = {row["event_id"] for row in rows} - {None}
    assert snap.activity.height == anonymous + len(named)
    assert snap.accounts["n_requests"].sum() == snap.activity["requests"].sum()
