"""A store that tells its present state is counted once: loaded again, only what it has more is entered."""

from pathlib import Path

import polars as pl
import pytest

from linkage import ledger
from linkage.ledger import LoadReport, PresentState, Workspace, prune
from linkage.records import Source
from linkage.settings import LoadSettings

NAMES = {"accounts": "store accounts", "observations": "store observations", "pseudonyms": "store pseudonyms"}
STORE = PresentState(frozenset(NAMES.values()), frozenset({NAMES["pseudonyms"]}))
DAY = 86_400
Row = tuple[str, str, str, int, int | None, int | None]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace beside files."""
    return Workspace.open(tmp_path / "workspace", create=True)


def told(workspace: Workspace, uses: list[Row], accounts: list[tuple[str, str | None, int | None]] | None = None,
         pseudonyms: list[Row] | None = None) -> LoadReport:  # fmt: skip
    """Load the state of the store."""
    columns = ["account_id", "kind", "value", "count", "first_seen", "last_seen"]
    tables = {
        "accounts": pl.DataFrame(accounts or [], schema=["account_id", "plan", "created_at"], orient="row"),
        "observations": pl.DataFrame(uses, schema=columns, orient="row"),
        "pseudonyms": pl.DataFrame(pseudonyms or [], schema=columns, orient="row"),
    }
    sources = []
    for name, table in tables.items():
        file = workspace.path.parent / f"{name}.parquet"
        if table.height:
            table.write_parquet(file)
            sources.append(Source(NAMES[name], file, file.stat().st_size))
    return ledger.load(workspace, sources, settings=LoadSettings(), present=STORE)


def counted(workspace: Workspace) -> set[tuple[str, str, int, int | None, int | None]]:
    """Return (account, key, count, first_seen, last_seen) of every use."""
    found = ledger.snapshot(workspace)
    table = found.uses.with_columns(
        found.accounts["account_id"].gather(found.uses["account"]),
        found.identifiers["key"].gather(found.uses["identifier"]),
    )
    return set(table.select("account_id", "key", "count", "first_seen", "last_seen").rows())


def device(account: str, name: str, count: int, first: int | None = DAY, last: int | None = DAY) -> Row:
    """Return a use of a device."""
    return account, "device", f"device-{name}", count, first, last


def test_what_a_pair_has_more_is_added_and_what_it_has_less_takes_nothing_away(workspace: Workspace) -> None:
    told(workspace, [device("a", "one", 5), device("b", "one", 1)])
    report = told(workspace, [device("a", "one", 8, DAY, 3 * DAY), device("b", "one", 1), device("b", "two", 2)])
    assert report.n_duplicate == 1
    assert counted(workspace) == {
        ("a", "device-one", 8, DAY, 3 * DAY), ("b", "device-one", 1, DAY, DAY), ("b", "device-two", 2, DAY, DAY),
    }  # fmt: skip
    told(workspace, [device("a", "one", 2), device("b", "one", 1, 0, DAY), device("b", "two", 2)])
    assert counted(workspace) == {
        ("a", "device-one", 8, DAY, 3 * DAY), ("b", "device-one", 1, 0, DAY), ("b", "device-two", 2, DAY, DAY),
    }  # fmt: skip


def test_a_count_that_fell_takes_nothing_away_while_its_times_widen(workspace: Workspace) -> None:
    told(workspace, [device("a", "one", 8)])
    told(workspace, [device("a", "one", 2, DAY, 3 * DAY)])
    assert counted(workspace) == {("a", "device-one", 8, DAY, 3 * DAY)}


def test_two_values_that_are_one_identifier_are_added_up_before_they_are_compared(workspace: Workspace) -> None:
    both = [("a", "ip", "2001:db8::1", 2, DAY, DAY), ("a", "ip", "2001:db8::2", 3, DAY, 2 * DAY)]
    told(workspace, both)
    told(workspace, [*both, device("a", "one", 1)])
    assert ("a", "2001:db8::/64", 5, DAY, 2 * DAY) in counted(workspace)


def test_what_files_say_adds_to_what_the_store_says(workspace: Workspace) -> None:
    told(workspace, [device("a", "one", 5)])
    file = workspace.path.parent / "more.csv"
    file.write_text("account_id,kind,value,count\na,device,device-one,10\n")
    ledger.load(workspace, [Source("more.csv", file, file.stat().st_size)], settings=LoadSettings())
    told(workspace, [device("a", "one", 6)])
    assert {row[2] for row in counted(workspace)} == {16}


def test_pseudonyms_of_ours_are_not_hashed_again(workspace: Workspace) -> None:
    told(workspace, [("a", "payment", "pm_fingerprint_1", 1, DAY, DAY)])
    (key,) = {row[1] for row in counted(workspace)}
    told(workspace, [("a", "payment", "pm_fingerprint_1", 1, DAY, DAY)], None, [("b", "payment", key, 2, DAY, DAY)])
    assert counted(workspace) == {("a", key, 1, DAY, DAY), ("b", key, 2, DAY, DAY)}


def test_what_was_pruned_does_not_come_back_with_the_next_state(workspace: Workspace) -> None:
    accounts = [("old", "pro", None), ("new", None, DAY), ("quiet", "pro", 9 * DAY)]
    uses = [device("old", "one", 5), device("new", "one", 1, DAY, 8 * DAY), device("new", "two", 1)]
    told(workspace, uses, accounts)
    prune(workspace, 5 * DAY)
    left = counted(workspace)
    assert left == {("new", "device-one", 1, DAY, 8 * DAY)}
    told(workspace, [*uses, device("new", "three", 1, 9 * DAY, 9 * DAY)], [*accounts, ("fresh", None, 9 * DAY)])
    assert counted(workspace) == left | {("new", "device-three", 1, 9 * DAY, 9 * DAY)}
    assert set(ledger.snapshot(workspace).accounts["account_id"]) == {"new", "quiet", "fresh"}


def test_an_account_that_was_pruned_does_not_come_back_by_what_it_uses_without_a_date(workspace: Workspace) -> None:
    accounts = [("old", None, DAY), ("new", None, 8 * DAY)]
    uses = [device("old", "one", 5, None, None), device("new", "one", 1, 8 * DAY, 8 * DAY)]
    told(workspace, uses, accounts)
    prune(workspace, 5 * DAY)
    left = counted(workspace)
    assert {row[0] for row in left} == {"new"}
    told(workspace, [*uses, device("new", "two", 1, 9 * DAY, 9 * DAY)], accounts)  # what it says of accounts is known
    assert counted(workspace) == left | {("new", "device-two", 1, 9 * DAY, 9 * DAY)}


def test_an_account_that_files_keep_alive_gains_what_the_store_says_without_a_date(workspace: Workspace) -> None:
    accounts = [("a", None, DAY)]
    told(workspace, [device("a", "one", 5, None, None)], accounts)
    file = workspace.path.parent / "more.csv"
    file.write_text("account_id,kind,value,last_seen\na,device,device-three,1970-01-09\n")
    ledger.load(workspace, [Source("more.csv", file, file.stat().st_size)], settings=LoadSettings())
    prune(workspace, 5 * DAY)
    told(workspace, [device("a", "one", 5, None, None), device("a", "two", 1, None, None)], accounts)
    assert {row[1] for row in counted(workspace)} == {"device-one", "device-two", "device-three"}


def test_what_was_pruned_in_part_is_read_again_as_a_first_load_and_a_prune_would_leave_it(workspace: Workspace) -> None:
    told(workspace, [device("a", "one", 5, DAY, DAY)])
    now = [device("a", "one", 8, DAY, 9 * DAY), device("b", "one", 1, 9 * DAY, 9 * DAY)]
    told(workspace, now)
    prune(workspace, 5 * DAY)
    told(workspace, [*now, device("b", "two", 1, 9 * DAY, 9 * DAY)])
    assert ("a", "device-one", 8, DAY, 9 * DAY) in counted(workspace)


@pytest.mark.parametrize("later", [device("a", "one", 10, DAY, 9 * DAY), device("a", "one", 12, DAY, 9 * DAY)])
def test_a_pair_that_was_seen_since_keeps_all_that_it_counts(workspace: Workspace, later: Row) -> None:
    told(workspace, [device("a", "one", 10), device("a", "two", 3), device("b", "one", 4)])
    told(workspace, [later, device("a", "two", 3), device("b", "one", 4)])
    report = prune(workspace, 5 * DAY)
    assert (report.n_accounts, report.n_observations) == (1, 2)
    assert counted(workspace) == {("a", "device-one", later[3], DAY, 9 * DAY)}
    assert ledger.snapshot(workspace).uses["share"].to_list() == [1.0]
    told(workspace, [later, device("a", "two", 3), device("b", "one", 4)])
    assert counted(workspace) == {("a", "device-one", later[3], DAY, 9 * DAY)}


def test_a_pair_of_which_only_dates_are_left_counts_as_used_once() -> None:
    rows = pl.DataFrame({"account_id": ["a"], "kind": ["device"], "value": ["d"], "count": [0], "last_seen": [DAY]})
    assert ledger.build_snapshot(observations=rows).uses.select("count", "share").rows() == [(1, 1.0)]
