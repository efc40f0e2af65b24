"""Worlds cut off at a moment, and with evidence taken away."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import polars as pl
import pytest
from structlog.testing import capture_logs

from linkage.errors import MissingColumn, TooManyRejected, UnreadableFile
from linkage.evaluation.truth import read_truth
from linkage.evaluation.worlds import (
    FAMILIES,
    is_plain,
    read_until,
    read_world,
    with_conduct_swapped,
    without_evidence,
    without_family,
)
from linkage.identifiers.kinds import KINDS
from linkage.ledger.snapshot import Snapshot
from linkage.links import incidence
from linkage.settings import LoadSettings
from linkage.simulation import simulate


def moment(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    accounts = {
        "account_id": ["a", "b", "c"],
        "created_at": [moment(1), moment(1), moment(5)],
        "status": ["suspended", "active", "active"],
        "status_at": [moment(4), None, None],
        "email_domain": ["one.example", "one.example", "two.example"],
    }
    activity = {
        "account_id": ["a", "a", "b", "c"],
        "at": [moment(2), moment(3), moment(3), moment(6)],
        "ip": ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.9"],
        "device_id": ["d1", "d1", "d2", "d2"],
    }
    pl.DataFrame(accounts).write_parquet(tmp_path / "accounts.parquet")
    pl.DataFrame(activity).write_parquet(tmp_path / "activity.parquet")
    return tmp_path


@pytest.fixture
def snapshot(folder: Path) -> Snapshot:
    return read_world(folder, LoadSettings())


def test_a_day_knows_no_later_request_account_or_suspension(folder: Path):
    early = read_until(folder, int(moment(3).timestamp()), LoadSettings(), plain=is_plain(folder))
    assert early.accounts["account_id"].to_list() == ["a", "b"]
    assert early.accounts["status"].to_list() == ["active", "active"]
    assert early.accounts["status_at"].to_list() == [None, None]
    assert early.activity["at"].to_list() == [int(moment(2).timestamp())]


def test_the_last_day_knows_all(folder: Path, snapshot: Snapshot):
    whole = read_until(folder, int(moment(7).timestamp()), LoadSettings(), plain=is_plain(folder))
    assert whole.accounts.equals(snapshot.accounts)
    assert whole.uses.equals(snapshot.uses)
    assert whole.activity.equals(snapshot.activity)


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "time"])
def test_a_family_is_taken_away_whole_and_nothing_else(snapshot: Snapshot, family: str):
    less = without_family(snapshot, family)
    gone = {name for name, kind in KINDS.items() if kind.family == family}
    kept = snapshot.identifiers.filter(~pl.col("kind").is_in(list(gone)))
    assert less.identifiers.equals(kept)
    assert named(less).equals(named(snapshot).filter(~pl.col("kind").is_in(list(gone))))
    assert incidence(less).degrees().tolist() == kept["n_accounts"].to_list()


def test_planted_evidence_is_taken_away_by_kind_and_key(snapshot: Snapshot):
    less = without_evidence(snapshot, pl.DataFrame({"kind": ["device", "ip"], "key": ["d1", "d1"]}))
    assert set(named(snapshot).rows()) - set(named(less).rows()) == {("a", "device", "d1")}


def test_without_time_each_account_has_its_own_clock_and_all_else_stays(snapshot: Snapshot):
    less = without_family(snapshot, "time")
    shift = less.activity["at"] - snapshot.activity["at"]
    assert shift[0] == shift[1] != shift[2]
    assert less.activity.drop("at").equals(snapshot.activity.drop("at"))
    assert less.uses.equals(snapshot.uses)


def test_swapped_conduct_moves_requests_and_leaves_what_was_used(snapshot: Snapshot):
    other = with_conduct_swapped(snapshot, pl.Series(["a"]), pl.Series(["c", "b"]))
    assert named(other).equals(named(snapshot))
    assert other.accounts["n_requests"].to_list() == [1, 1, 2]
    assert other.activity.select("account", "at").rows() == [
        (0, int(moment(6).timestamp())),
        (1, int(moment(3).timestamp())),
        (2, int(moment(2).timestamp())),
        (2, int(moment(3).timestamp())),
    ]
    back = with_conduct_swapped(other, pl.Series(["a"]), pl.Series(["c"]))
    assert back.activity.equals(snapshot.activity)
    assert back.accounts.equals(snapshot.accounts)


def test_accounts_that_a_world_lacks_swap_nothing(snapshot: Snapshot):
    swapped = with_conduct_swapped(snapshot, pl.Series(["a"]), pl.Series(["c", "b"]))
    other = with_conduct_swapped(snapshot, pl.Series(["nobody", "a"]), pl.Series(["c", "b"]))
    assert other.activity.equals(swapped.activity)
    none = with_conduct_swapped(snapshot, pl.Series(["nobody"]), pl.Series(["b"]))
    assert none.activity.equals(snapshot.activity)


def test_csv_worlds_are_loaded_and_give_the_same_links(folder: Path, snapshot: Snapshot, tmp_path: Path):
    other = tmp_path / "csv"
    other.mkdir()
    for name in ("accounts", "activity"):
        pl.read_parquet(folder / f"{name}.parquet").write_csv(other / f"{name}.csv")
    loaded = read_world(other, LoadSettings())
    assert named(loaded).equals(named(snapshot))
    with pytest.raises(UnreadableFile):
        read_until(other, 0, LoadSettings(), plain=False)


def test_a_simulated_world_has_the_same_places_mail_domains_and_clients_straight_from_its_files_as_loaded(
    tmp_path: Path,
):
    simulate(tmp_path / "world", accounts=600, days=10, seed=7, prevalence=0.05)
    other = tmp_path / "loaded"
    other.mkdir()
    for name in ("accounts", "activity"):
        pl.read_parquet(tmp_path / "world" / f"{name}*.parquet").write_ndjson(other / f"{name}.ndjson")
    kinds = ("ip", "network", "email_domain", "client", "template")
    straight, loaded = (
        named(read_world(each, LoadSettings())).filter(pl.col("kind").is_in(kinds))
        for each in (tmp_path / "world", other)
    )
    assert straight.equals(loaded)
    assert straight["key"].str.ends_with("::/64").any(), "addresses of IPv6 are among them"
    evidence = read_truth(tmp_path / "world").evidence
    assert evidence.height and set(evidence.filter(pl.col("kind") == "ip")["key"]) <= set(straight["key"])


def test_a_world_with_prompts_is_loaded_whole_and_up_to_a_day_so_that_templates_are_learned(
    folder: Path, tmp_path: Path
):
    letters = "abcdefghij"
    mould = "write a careful summary of the following report about {} for the board in three short points please"
    rows = 60
    raw = tmp_path / "raw"
    raw.mkdir()
    pl.DataFrame(
        {
            "account_id": [f"a{i % 12}" for i in range(rows)],
            "at": [moment(1 + i // 20) for i in range(rows)],
            "prompt": [mould.format(letters[i % 10] * 3 + letters[i // 10] * 4) for i in range(rows)],
        }
    ).write_parquet(raw / "activity.parquet")
    pl.DataFrame({"account_id": ["a0"], "email": ["Who@Mail.Example"], "status": ["active"]}).with_columns(
        created_at=pl.lit(moment(1)), status_at=pl.lit(None, dtype=pl.Datetime("us", "UTC"))
    ).write_parquet(raw / "accounts.parquet")
    assert not is_plain(raw) and is_plain(folder)
    whole = read_world(raw, LoadSettings())
    early = read_until(raw, int(moment(2).timestamp()), LoadSettings(), plain=is_plain(raw))
    assert {"template", "email_domain"} <= set(whole.identifiers["kind"])
    assert {"template", "email_domain"} <= set(early.identifiers["kind"])
    assert early.activity.height == 20


@pytest.mark.parametrize("at", [pl.Datetime("ms", "UTC"), pl.Int32(), pl.Int64(), pl.String()])
def test_counts_and_moments_of_other_types_are_read_as_the_same_world(
    folder: Path, snapshot: Snapshot, tmp_path: Path, at: pl.DataType
):
    other = tmp_path / "other"
    other.mkdir()
    pl.read_parquet(folder / "accounts.parquet").write_parquet(other / "accounts.parquet")
    units: dict[pl.DataType, Literal["s", "ms"]] = {pl.Int32(): "s", pl.Int64(): "ms"}
    moments = pl.col("at").dt.epoch(units[at]) if at in units else pl.col("at")
    pl.read_parquet(folder / "activity.parquet").with_columns(
        moments.dt.to_string("iso:strict") if at == pl.String() else moments.cast(at),
        pl.lit(1, pl.Int16).alias("requests"),
        pl.col("device_id").cast(pl.Categorical),
    ).write_parquet(other / "activity.parquet")
    again = read_world(other, LoadSettings())
    assert named(again).equals(named(snapshot))
    assert again.activity["at"].equals(snapshot.activity["at"])
    early = read_until(other, int(moment(3).timestamp()), LoadSettings(), plain=is_plain(other))
    assert early.activity["at"].to_list() == [int(moment(2).timestamp())]


def test_a_world_without_a_table_of_accounts_has_those_that_its_activity_names(folder: Path):
    (folder / "accounts.parquet").unlink()
    early = read_until(folder, int(moment(3).timestamp()), LoadSettings(), plain=is_plain(folder))
    assert early.accounts["account_id"].to_list() == ["a"]
    assert read_world(folder, LoadSettings()).accounts["account_id"].to_list() == ["a", "b", "c"]


def test_files_whose_columns_differ_are_one_table_up_to_a_day_too(folder: Path):
    more = {"account_id": ["b"], "at": [moment(2)], "session_id": ["s"]}
    pl.DataFrame(more).write_parquet(folder / "activity-2.parquet")
    early = read_until(folder, int(moment(3).timestamp()), LoadSettings(), plain=is_plain(folder))
    assert early.accounts["n_requests"].to_list() == [1, 1]


@pytest.mark.parametrize("content", [b"hello", b"", b"PAR1 and no more"])
def test_what_is_no_parquet_is_told_as_a_load_tells_it(folder: Path, content: bytes):
    (folder / "activity.parquet").write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"activity\.parquet is (not a Parquet file|truncated or damaged)"):
        read_world(folder, LoadSettings())


def test_activity_without_times_is_told_as_a_load_tells_it(folder: Path):
    activity = pl.read_parquet(folder / "activity.parquet")
    activity.drop("at").write_parquet(folder / "activity.parquet")
    with pytest.raises(MissingColumn, match=r"activity\.parquet has no column `at`"):
        read_world(folder, LoadSettings())


def test_rows_without_a_time_are_left_out_as_long_as_a_load_tolerates_them(folder: Path):
    activity = pl.read_parquet(folder / "activity.parquet")
    timeless = activity.with_columns(at=pl.when(pl.col("account_id") != "c").then("at"))
    timeless.write_parquet(folder / "activity.parquet")
    with pytest.raises(TooManyRejected, match=r"`linkage load .*` says which"):
        read_world(folder, LoadSettings())
    tolerant = LoadSettings(max_rejected=0.5)
    with capture_logs() as told:
        assert read_world(folder, tolerant).activity.height == 3
    assert [line["n_bad"] for line in told if line["event"] == "evaluation.rows_left_out"] == [1]
    assert read_until(folder, int(moment(7).timestamp()), tolerant, plain=is_plain(folder)).activity.height == 3


def named(snapshot: Snapshot) -> pl.DataFrame:
    """Return `account_id, kind, key` of all uses, in order."""
    return pl.DataFrame(
        [
            snapshot.accounts["account_id"].gather(snapshot.uses["account"]),
            snapshot.identifiers["kind"].gather(snapshot.uses["identifier"]),
            snapshot.identifiers["key"].gather(snapshot.uses["identifier"]),
        ]
    )


@pytest.mark.parametrize(
    "column",
    [
        pl.Series("ip", [["198.51.100.7"]] * 3),
        pl.Series("device_id", [b"\xff"] * 3),
        pl.Series("account_id", ["a", "", "c"]),
    ],
    ids=["lists", "bytes", "an empty id"],
)
def test_what_only_a_load_can_judge_is_loaded(tmp_path: Path, column: pl.Series):
    plain = pl.DataFrame({"account_id": ["a", "b", "c"], "at": [moment(day) for day in (1, 2, 3)]})
    plain.write_parquet(tmp_path / "activity.parquet")
    assert is_plain(tmp_path)
    plain.with_columns(column).write_parquet(tmp_path / "activity.parquet")
    assert not is_plain(tmp_path)


def test_a_world_with_observations_is_loaded(folder: Path, tmp_path: Path):
    for name in ("accounts", "activity"):
        pl.read_parquet(folder / f"{name}.parquet").write_parquet(tmp_path / f"{name}.parquet")
    assert is_plain(tmp_path)
    pl.DataFrame({"account_id": ["a"], "kind": ["ip"], "value": ["2001:db8::1"]}).write_parquet(
        tmp_path / "observations.parquet"
    )
    seen = read_world(tmp_path, LoadSettings()).identifiers
    assert "2001:db8::/64" in seen["key"]
