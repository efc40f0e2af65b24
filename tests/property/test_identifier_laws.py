"""Laws of normal forms, over values that nobody thought of."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from linkage.identifiers import KINDS, Pseudonymiser, normalise
from linkage.identifiers.outcome import NotAnIdentifier, Silent
from linkage.identifiers.settle import MODULES, settle
from linkage.records.batch import ACCOUNTS_SCHEMA, ACTIVITY_SCHEMA, IDENTIFIER_COLUMNS, OBSERVATIONS_SCHEMA, Batch
from linkage.settings import LoadSettings

LIMIT = 1024
SETTINGS = LoadSettings()
QUICK = settings(deadline=None, max_examples=40)

octet = st.integers(0, 255).map(str)
group = st.integers(0, 65535).map(lambda n: f"{n:x}")
addresses = st.one_of(
    st.ip_addresses().map(str),
    st.lists(octet, min_size=4, max_size=4).map(".".join),
    st.lists(group, min_size=8, max_size=8).map(":".join),
    st.lists(group, min_size=4, max_size=6).map(lambda groups: ":".join(groups) + "::" + groups[0]),
    st.lists(group, min_size=4, max_size=4).map(lambda groups: ":".join(groups) + "::/64"),
    st.from_regex(r"\A\s?\[?[0-9a-fA-F:.]{2,20}\]?(:[0-9]{1,4}|/[0-9]{1,3}|%eth0)?\Z"),
)
names = st.from_regex(r"\A[A-Za-z0-9_.+-]{1,12}\Z")
domains = st.one_of(
    st.sampled_from(["gmail.com", "GoogleMail.com", "outlook.com", "example.org", "bücher.example", "x", "a..b"]),
    st.from_regex(r"\A[a-zA-Z0-9-]{1,8}(\.[a-zA-Z0-9-]{1,8}){1,2}\.?\Z"),
)
emails = st.builds("{}@{}".format, names, domains)
phones = st.from_regex(r"\A(tel:)?\+?[0-9() ./-]{5,20}(x[0-9]+)?\Z")
numbers = st.from_regex(r"\A[0-9](?:[ -]?[0-9]){11,19}\Z")
uuids = st.uuids().map(lambda u: str(u).upper())
texts = st.one_of(st.text(max_size=30), st.text(st.characters(codec="ascii"), min_size=50, max_size=90))
values = st.one_of(addresses, emails, domains, phones, numbers, uuids, texts, st.just("unknown"))
kinds = st.sampled_from(sorted(MODULES))


def clean(kind: str, value: str) -> str | None:
    """Return the normal form by definition, or None for a value that has none."""
    try:
        outcome = MODULES[kind].clean(value, LIMIT)
    except NotAnIdentifier:
        return None
    return None if isinstance(outcome, Silent) else str(outcome)


@settings(deadline=None)
@given(kinds, values)
def test_a_normal_form_is_its_own_normal_form(kind: str, value: str) -> None:
    once = clean(kind, value)
    if once is not None:
        assert clean(kind, once) == once


@QUICK
@given(kinds, st.lists(values, max_size=20))
def test_a_column_is_settled_as_each_value_is_defined(kind: str, column: list[str]) -> None:
    """The quick expressions and the definition in Python never disagree."""
    settled = settle(kind, pl.Series("v", column, pl.String), LIMIT)
    assert settled.values.to_list() == [clean(kind, value) for value in column]
    missing = {index for index, value in enumerate(settled.values.to_list()) if value is None}
    assert set(settled.faults["index"]) | set(settled.silent["index"]) == missing
    assert not set(settled.faults["index"]) & set(settled.silent["index"])


observation = st.tuples(st.one_of(kinds, st.sampled_from(["network", "IP ", "shoe"])), values)


def observations(pairs: list[tuple[str, str]]) -> Batch:
    rows = pl.DataFrame(
        {
            "account_id": [f"a{i}" for i in range(len(pairs))],
            "kind": [kind for kind, _ in pairs],
            "value": [value for _, value in pairs],
            "count": [1] * len(pairs),
            "first_seen": [None] * len(pairs),
            "last_seen": [None] * len(pairs),
        },
        schema=OBSERVATIONS_SCHEMA,
    )
    return batch("observations", rows)


def batch(table: str, rows: pl.DataFrame) -> Batch:
    nothing = pl.DataFrame(
        schema={name: pl.String() for name in ("file", "field", "code", "message", "value")} | {"row": pl.Int64()}
    ).select("file", "row", "field", "code", "message", "value")
    numbers = pl.int_range(1, rows.height + 1, dtype=pl.Int64, eager=True)
    return Batch(table, rows, nothing, rows.height, 0, "f.csv", numbers)  # type: ignore[arg-type]


@QUICK
@given(st.lists(observation, max_size=20))
def test_every_observation_is_kept_or_rejected_or_counted_as_saying_nothing(pairs: list[tuple[str, str]]) -> None:
    found = normalise(observations(pairs), settings=SETTINGS)
    assert found.n_rows == found.rows.height + found.rejected["row"].n_unique() + int(found.ignored["n_rows"].sum())
    kept, bad = set(found.row_numbers), set(found.rejected["row"])
    assert not kept & bad and len(found.row_numbers) == found.rows.height
    assert found.rows["value"].null_count() == 0
    assert set(found.rows["kind"]) <= set(MODULES)


BAD = {"email": "nobody at all", "payment": "4111 1111 1111 1111", "phone": "call me"}
"""Of each sensitive kind a value that is none of it, or the number of a card."""
bad = st.sampled_from(sorted(BAD.items()))


def test_every_sensitive_kind_has_a_bad_value_here() -> None:
    assert set(BAD) == {name for name, kind in KINDS.items() if kind.sensitive}


@QUICK
@given(st.lists(bad, min_size=1, max_size=5), st.lists(observation, max_size=15))
def test_a_sensitive_value_is_never_shown(bad: list[tuple[str, str]], others: list[tuple[str, str]]) -> None:
    pairs = bad + others
    rejected = normalise(observations(pairs), settings=SETTINGS).rejected.filter(pl.col("field") == "value")
    assert set(range(1, len(bad) + 1)) <= set(rejected["row"])
    for row in rejected.iter_rows(named=True):
        kind, value = pairs[row["row"] - 1]
        assert not KINDS[kind.strip().lower()].sensitive or row["value"] == ""
        assert row["row"] > len(bad) or value not in row["message"]


def same(one: Batch, other: Batch) -> None:
    assert_frame_equal(one.rows, other.rows)
    assert_frame_equal(one.rejected, other.rejected)
    assert_frame_equal(one.ignored, other.ignored)


@QUICK
@given(st.lists(observation, max_size=20))
def test_normalising_observations_twice_is_normalising_them_once(pairs: list[tuple[str, str]]) -> None:
    once = normalise(observations(pairs), settings=SETTINGS)
    same(normalise(once, settings=SETTINGS), once)


@QUICK
@given(st.lists(observation, max_size=15), st.randoms(use_true_random=False))
def test_the_order_of_observations_never_matters(pairs: list[tuple[str, str]], random: object) -> None:
    given_rows = observations(pairs).rows
    order = list(range(len(pairs)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = normalise(batch("observations", given_rows), settings=SETTINGS)
    other = normalise(batch("observations", given_rows[order]), settings=SETTINGS)
    assert_frame_equal(one.rows, other.rows, check_row_order=False)
    assert_frame_equal(one.ignored, other.ignored)


def table(name: str, rows: list[dict[str, str | None]]) -> Batch:
    schema = ACTIVITY_SCHEMA if name == "activity" else ACCOUNTS_SCHEMA
    filled = [{"account_id": f"a{i}"} | row for i, row in enumerate(rows)]
    return batch(name, pl.DataFrame(filled, schema=schema))


@pytest.mark.parametrize("name", ["activity", "accounts"])
@QUICK
@given(st.data())
def test_normalising_a_table_twice_is_normalising_it_once(name: str, data: st.DataObject) -> None:
    columns = [*IDENTIFIER_COLUMNS[name], *(["tls_fingerprint", "user_agent"] if name == "activity" else [])]  # type: ignore[index]
    row = st.fixed_dictionaries({column: st.none() | values for column in columns if column != "client"})
    given_batch = table(name, data.draw(st.lists(row, max_size=8)))
    once = normalise(given_batch, settings=SETTINGS)
    same(normalise(once, settings=SETTINGS), once)
    assert once.n_rows == once.rows.height + once.rejected["row"].n_unique()


@QUICK
@given(st.lists(st.none() | st.text(max_size=20), max_size=20))
def test_pseudonyms_are_equal_just_where_values_are(column: list[str | None]) -> None:
    found = Pseudonymiser(bytes(32)).pseudonym("email", pl.Series("v", column, pl.String)).to_list()
    for value, pseudonym in zip(column, found, strict=True):
        for other, its_pseudonym in zip(column, found, strict=True):
            assert (value == other) == (pseudonym == its_pseudonym)
