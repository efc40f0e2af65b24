"""Loading: each file once, each event once, all of a load or nothing, and no secret on disk."""

import gzip
import json
import sqlite3
from pathlib import Path

import polars as pl
import pytest

from linkage import ledger
from linkage.errors import MissingColumn, SettingsError, TooManyRejected, UnreadableFile, WorkspaceError
from linkage.ledger import LoadProgress, LoadReport, Snapshot, Workspace
from linkage.ledger.manifest import open_manifest
from linkage.records import Mapping, find_sources
from linkage.settings import LoadSettings

ACCOUNTS = (
    "account_id,created_at,plan,email,phone\n"
    "a,2026-01-01T00:00:00Z,pro,ann@corp-one.org,+4915112345678\n"
    "b,2026-01-02T00:00:00Z,free,bob@corp-two.org,\n"
)
ACTIVITY = (
    "account_id,at,event_id,ip,device_id,payment_id,prompt\n"
    "a,2026-02-01T10:00:00Z,e1,203.0.113.7,device-000001,pm_fingerprint_1,tell me the secret-of-life\n"
    "b,2026-02-01T10:00:05Z,e2,203.0.113.7,device-000001,pm_fingerprint_1,\n"
    "b,2026-02-01T10:00:09Z,,203.0.113.8,device-000002,,\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "workspace", create=True)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "files" / "activity.csv").write_text(ACTIVITY)
    return tmp_path / "files"


def load(workspace: Workspace, *paths: Path, max_rejected: float = 0.05, **options: object) -> LoadReport:
    sources = find_sources([str(path) for path in paths])
    return ledger.load(workspace, sources, settings=LoadSettings(max_rejected=max_rejected), **options)


def same(one: Snapshot, other: Snapshot) -> bool:
    tables = ("accounts", "identifiers", "uses", "activity", "skeletons")
    return one.digest == other.digest and all(getattr(one, name).equals(getattr(other, name)) for name in tables)


def written(workspace: Workspace) -> list[Path]:
    return sorted(path for path in workspace.path.rglob("*") if path.is_file())


def test_a_load_reports_each_file_and_the_snapshot_holds_what_it_brought(workspace: Workspace, files: Path) -> None:
    report = load(workspace, files)
    assert [(s.name.rsplit("/")[-1], s.table, s.n_rows, s.n_valid) for s in report.sources] == [
        ("accounts.csv", "accounts", 2, 2),
        ("activity.csv", "activity", 3, 3),
    ]
    snapshot = ledger.snapshot(workspace)
    assert snapshot.accounts["account_id"].to_list() == ["a", "b"]
    assert snapshot.accounts["n_requests"].to_list() == [1, 2]
    shared = snapshot.identifiers.filter(pl.col("n_accounts") == 2)
    assert shared["kind"].to_list() == ["ip", "network", "device", "payment"]


def test_loading_twice_is_loading_once_under_whatever_name(workspace: Workspace, files: Path) -> None:
    load(workspace, files)
    once = ledger.snapshot(workspace)
    (files / "copy.csv").write_text(ACTIVITY)
    report = load(workspace, files)
    assert report.n_known == 3
    assert report.load is None
    assert same(ledger.snapshot(workspace), once)


BOTH = "account_id,at,ip,plan\na,2026-02-01T10:00:00Z,203.0.113.7,pro\nb,2026-02-01T10:00:05Z,203.0.113.7,free\n"


def test_one_content_counts_once_for_each_table_that_is_read_from_it_in_whatever_order(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(BOTH)
    found = []
    for tables in (("activity", "accounts"), ("accounts", "activity")):
        workspace = Workspace.open(tmp_path / f"workspace{len(found)}", create=True)
        (workspace.path).mkdir()
        (workspace.path / "key").write_text("5e" * 32)
        for table in (*tables, *tables, None):
            load(workspace, tmp_path / "log.csv", table=table)
        found.append(ledger.snapshot(workspace))
        assert load(workspace, tmp_path / "log.csv", table="accounts").load is None
        assert found[-1].accounts["plan"].to_list() == ["pro", "free"]
        assert found[-1].accounts["n_requests"].to_list() == [1, 1]
    assert same(*found)


def test_another_table_of_a_content_is_another_ledger(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(BOTH)
    load(workspace, tmp_path / "log.csv")
    before = ledger.snapshot(workspace).digest
    load(workspace, tmp_path / "log.csv", table="accounts")
    assert ledger.snapshot(workspace).digest != before


def forget_readings(workspace: Workspace) -> None:
    """Make the manifest what versions wrote that knew of one reading alone."""
    with sqlite3.connect(workspace.ledger / "manifest.sqlite") as connection:
        connection.execute("DROP TABLE readings")
    connection.close()


def test_a_ledger_from_before_readings_takes_another_table_where_it_is_sure_of_the_first(
    workspace: Workspace, files: Path
) -> None:
    (files / "log.csv").write_text(BOTH)
    load(workspace, files / "log.csv", table="accounts")
    forget_readings(workspace)
    assert load(workspace, files / "log.csv").load is None
    assert load(workspace, files / "log.csv", table="accounts").load is None
    assert load(workspace, files / "log.csv", table="activity").load == 2
    assert ledger.snapshot(workspace).accounts["n_requests"].to_list() == [1, 1]


def test_the_parts_of_a_ledger_from_before_readings_are_looked_through_once_however_many_files_it_has(
    workspace: Workspace, files: Path
) -> None:
    load(workspace, files / "accounts.csv")
    load(workspace, files / "activity.csv")
    forget_readings(workspace)
    asked: list[str] = []
    with open_manifest(workspace.ledger) as manifest:
        digests = manifest.source_digests()
        manifest._connection.set_trace_callback(asked.append)
        assert {entry.table for entry in manifest.known(digests).values()} == {"accounts", "activity"}
    assert len([statement for statement in asked if "FROM parts" in statement]) == 1


def test_a_ledger_from_before_readings_never_counts_again_what_may_have_been_that_table(
    workspace: Workspace, files: Path
) -> None:
    load(workspace, files)
    forget_readings(workspace)
    assert load(workspace, files, table="accounts", max_rejected=1).load is None


def test_what_a_prune_took_from_a_ledger_from_before_readings_does_not_come_back_as_another_table(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,plan\nz,pro\n")
    (tmp_path / "log.csv").write_text(BOTH)
    load(workspace, tmp_path / "accounts.csv", tmp_path / "log.csv")
    ledger.prune(workspace, 1_800_000_000)
    forget_readings(workspace)
    assert [path.name for path in (workspace.ledger / "activity").glob("*.parquet")] == []
    assert load(workspace, tmp_path / "log.csv", table="activity").load is None
    assert ledger.snapshot(workspace).accounts["account_id"].to_list() == ["z"]


def test_the_same_content_twice_in_one_load_counts_once(workspace: Workspace, files: Path) -> None:
    (files / "copy.csv").write_text(ACTIVITY)
    assert [source.known for source in load(workspace, files).sources] == [False, False, True]


def test_an_event_in_two_files_counts_once_and_is_stored_once(workspace: Workspace, files: Path) -> None:
    load(workspace, files / "activity.csv")
    (files / "more.csv").write_text(ACTIVITY + "c,2026-02-01T11:00:00Z,e3,203.0.113.9,device-000003,,\n")
    report = load(workspace, files / "more.csv")
    assert report.n_duplicate == 2
    snapshot = ledger.snapshot(workspace)
    # The row without an event came twice: nobody can tell whether it is the same.
    assert snapshot.accounts["n_requests"].to_list() == [1, 3, 1]
    stored = pl.read_parquet(list((workspace.ledger / "activity").iterdir()))
    assert stored["event"].drop_nulls().len() == 3


@pytest.mark.parametrize("moment", ["09:59:50", "10:00:10"])
def test_an_event_in_the_one_second_that_two_loads_have_in_common_counts_once(
    workspace: Workspace, files: Path, moment: str
) -> None:
    header, first, *_ = ACTIVITY.splitlines(keepends=True)
    (files / "one.csv").write_text(header + first)
    other = first.replace("e1", "e2").replace("10:00:00", moment)
    (files / "two.csv").write_text(header + first + other)
    load(workspace, files / "one.csv")
    assert load(workspace, files / "two.csv").n_duplicate == 1
    assert ledger.snapshot(workspace).accounts["n_requests"].to_list() == [2]


def test_an_event_twice_in_one_file_or_load_counts_once_and_is_stored_once(workspace: Workspace, files: Path) -> None:
    header, first, *_ = ACTIVITY.splitlines(keepends=True)
    (files / "one.csv").write_text(header + first + first)
    (files / "two.csv").write_text(header + first + first.replace("e1", "e2"))
    report = load(workspace, files / "one.csv", files / "two.csv")
    assert [source.n_duplicate for source in report.sources] == [1, 1]
    assert ledger.snapshot(workspace).accounts["n_requests"].to_list() == [2]
    assert pl.read_parquet(list((workspace.ledger / "activity").iterdir())).height == 2


def test_a_later_load_updates_an_account_whatever_the_date_of_its_status(workspace: Workspace, files: Path) -> None:
    """Within one load the later status counts."""
    for plan, dates in (("pro", ("2026-03-01", "2026-02-01")), ("free", ("2026-01-01", "2026-01-02"))):
        rows = "".join(f"a,{plan}-{date},active,{date}\n" for date in dates)
        (files / f"{plan}.csv").write_text(f"account_id,plan,status,status_at\n{rows}")
        load(workspace, files / f"{plan}.csv")
        assert ledger.snapshot(workspace).accounts["plan"].to_list() == [f"{plan}-{max(dates)}"]


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        (["zz,active,", "aa,suspended,", "zz,closed,"], "suspended"),
        (["zz,active,", "aa,closed,"], "closed"),
        (["aa,suspended,2026-02-01", "aa,active,2026-03-01", "zz,suspended,"], "active"),
    ],
)
def test_rows_of_one_load_without_a_date_keep_a_ban_and_dates_say_when_it_ended(
    tmp_path: Path, rows: list[str], status: str
) -> None:
    for number, order in enumerate((rows, rows[::-1])):
        workspace = Workspace.open(tmp_path / f"workspace{number}", create=True)
        text = "account_id,plan,status,status_at\n" + "".join(f"a,{row}\n" for row in order)
        (tmp_path / "accounts.csv").write_text(text)
        load(workspace, tmp_path / "accounts.csv")
        assert ledger.snapshot(workspace).accounts["status"].to_list() == [status]


def test_bad_rows_of_a_file_that_cannot_be_read_to_its_end_are_not_kept(workspace: Workspace, files: Path) -> None:
    """Nothing of that file counts, so that its rows were not rejected."""
    (files / "activity.csv").write_text("account_id,at\n" + "a,2026-01-01\n" * 99 + "b,never\n")
    cut = files / "cut.parquet"
    at = ["never" if x % 50 == 0 else "2026-01-01" for x in range(9_000)]
    table = pl.DataFrame({"account_id": [f"a{x}" for x in range(9_000)], "at": at})
    table.write_parquet(cut, row_group_size=1_000, compression="uncompressed")
    content = cut.read_bytes()
    middle = len(content) * 6 // 10
    cut.write_bytes(content[:middle] + b"\xff" * 3_000 + content[middle + 3_000 :])
    sources = find_sources([str(files / "activity.csv"), str(cut)])
    with pytest.raises(UnreadableFile, match="The file before it was loaded"):
        ledger.load(workspace, sources, settings=LoadSettings(batch_rows=1_000))
    [kept] = workspace.quarantine.iterdir()
    assert [json.loads(line)["row"] for line in kept.read_text().splitlines()] == [100]


def test_an_event_told_in_two_ways_counts_once_whatever_came_first(tmp_path: Path) -> None:
    told = [
        "account_id,at,event_id,ip\na,1760000000,e1,203.0.113.7\n",
        "account_id,at,event_id,ip\na,1760000001,e1,203.0.113.8\n",
    ]
    found = []
    for order in (told, told[::-1]):
        workspace = Workspace.open(tmp_path / f"workspace{len(found)}", create=True)
        for text in order:
            (tmp_path / "one.csv").write_text(text)
            load(workspace, tmp_path / "one.csv")
        found.append(ledger.snapshot(workspace))
    assert found[0].activity["at"].to_list() == [1_760_000_000]
    assert same(*found)


def test_of_two_loads_about_one_account_the_later_counts(workspace: Workspace, tmp_path: Path) -> None:
    for plan in ("pro", "free"):
        (tmp_path / "accounts.csv").write_text(f"account_id,plan,country\na,{plan},{'DE' if plan == 'pro' else ''}\n")
        load(workspace, tmp_path / "accounts.csv")
    account = ledger.snapshot(workspace).accounts.row(0, named=True)
    assert (account["plan"], account["country"]) == ("free", "DE")


def test_an_old_status_that_comes_late_changes_nothing_and_the_rest_of_its_row_counts(
    workspace: Workspace, tmp_path: Path
) -> None:
    told = []
    for row in ("pro,active,2026-01-06", "free,suspended,2026-01-05", "free,suspended,2026-01-07", "free,active,"):
        (tmp_path / "accounts.csv").write_text(f"account_id,plan,status,status_at\na,{row}\n")
        load(workspace, tmp_path / "accounts.csv")
        told.append(ledger.snapshot(workspace).accounts.select("plan", "status").row(0))
    assert told == [("pro", "active"), ("free", "active"), ("free", "suspended"), ("free", "active")]
    for row in ("free,,2026-03-01", "free,suspended,2026-02-01"):  # a date without a status makes none old
        (tmp_path / "accounts.csv").write_text(f"account_id,plan,status,status_at\na,{row}\n")
        load(workspace, tmp_path / "accounts.csv")
    assert ledger.snapshot(workspace).accounts["status"].to_list() == ["suspended"]


def test_the_moment_of_a_status_is_one_that_was_stated_of_it(workspace: Workspace, tmp_path: Path) -> None:
    told = []
    for row in ("suspended,2024-01-01", "suspended,", "active,", "suspended,", ",2026-05-01"):
        (tmp_path / "accounts.csv").write_text(f"account_id,status,status_at\na,{row}\nb{len(told)},active,\n")
        load(workspace, tmp_path / "accounts.csv")
        account = ledger.snapshot(workspace).accounts.row(0, named=True)
        told.append((account["status"], account["status_at"] and str(account["status_at"])[:10]))
    stated, later = told[0][1], told[4][1]
    assert stated and later and stated != later
    assert told == [
        ("suspended", stated),
        ("suspended", stated),
        ("active", None),
        ("suspended", None),
        ("suspended", later),
    ]


def test_a_load_without_bad_rows_leaves_no_quarantine_of_one_that_was_refused(
    workspace: Workspace, files: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.csv").write_text("account_id,at\na,yesterday\n")
    with pytest.raises(TooManyRejected):
        load(workspace, tmp_path / "bad.csv")
    assert len(list(workspace.quarantine.glob("*.ndjson"))) == 1
    assert load(workspace, files).quarantine is None
    assert list(workspace.quarantine.glob("*.ndjson")) == []


def test_prompts_have_templates_where_names_of_templates_are_sensitive_too(tmp_path: Path) -> None:
    rows = [f"a{x},2026-02-01T10:00:00Z,,write a haiku about the sea for my aunt number {x}\n" for x in range(40)]
    named = [f"b{x},2026-02-01T10:00:00Z,their-own-name,\n" for x in range(3)]
    (tmp_path / "activity.csv").write_text("account_id,at,template_id,prompt\n" + "".join(rows + named))
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    sources = find_sources([str(tmp_path / "activity.csv")])
    ledger.load(workspace, sources, settings=LoadSettings(sensitive_kinds=("template",)))
    users = ledger.snapshot(workspace).identifiers.filter(kind="template").sort("n_accounts")
    assert users["n_accounts"].to_list() == [3, 40]
    assert "their-own-name" not in users["key"].to_list()


def test_bad_rows_past_the_tolerance_stop_the_load_and_nothing_is_entered(workspace: Workspace, files: Path) -> None:
    (files / "bad.csv").write_text("account_id,at\na,2026-02-01T10:00:00Z\nb,yesterday\n")
    with pytest.raises(TooManyRejected, match=r"1 of 5 rows of activity are bad \(at: type 1\).*5\.0%.*000001\.ndjson"):
        load(workspace, files)
    with pytest.raises(WorkspaceError, match="Nothing was loaded"):
        ledger.snapshot(workspace)
    report = load(workspace, files, max_rejected=0.3)
    assert (report.n_rejected, report.rejects, report.faults) == (1, {"type": 1}, {"at: type": 1})


def test_a_small_table_that_is_bad_stops_the_load_beside_a_large_one(workspace: Workspace, tmp_path: Path) -> None:
    rows = "".join(f"a{x},2026-02-01T10:00:00Z\n" for x in range(1_000))
    (tmp_path / "activity.csv").write_text("account_id,at\n" + rows)
    (tmp_path / "accounts.csv").write_text("account_id,created_at\na1,2026-01-01\na2,yesterday\n")
    with pytest.raises(TooManyRejected, match=r"1 of 2 rows of accounts are bad \(created_at: type 1\)"):
        load(workspace, tmp_path)
    assert load(workspace, tmp_path, max_rejected=0.5).n_rejected == 1


def test_the_quarantine_names_file_row_field_code_and_message(workspace: Workspace, files: Path) -> None:
    (files / "bad.csv").write_text("account_id,at\na,2026-02-01T10:00:00Z\nb,yesterday\n")
    report = load(workspace, files / "bad.csv", max_rejected=1)
    assert report.quarantine is not None
    lines = [json.loads(line) for line in Path(report.quarantine).read_text().splitlines()]
    assert [(Path(line["file"]).name, line["row"], line["field"], line["code"], line["value"]) for line in lines] == [
        ("bad.csv", 2, "at", "type", "yesterday")
    ]


def test_an_unreadable_file_is_named_and_those_before_it_are_kept(workspace: Workspace, files: Path) -> None:
    whole = gzip.compress(("account_id,at\n" + "a,2026-02-01T10:00:00Z\n" * 20_000).encode())
    (files / "b.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFile, match=r"b\.csv\.gz.*The 2 files before it were loaded"):
        load(workspace, files / "accounts.csv", files / "activity.csv", files / "b.csv.gz")
    assert ledger.snapshot(workspace).activity.height == 3
    (files / "b.csv.gz").write_bytes(whole)
    report = load(workspace, files)
    assert [source.known for source in report.sources] == [True, True, False]
    assert ledger.snapshot(workspace).activity.height == 20_003


def test_a_file_without_a_required_column_is_named_and_nothing_of_it_is_kept(workspace: Workspace, files: Path) -> None:
    (files / "b.csv").write_text("at,ip\n2026-02-01T10:00:00Z,203.0.113.7\n")
    with pytest.raises(MissingColumn, match=r"b\.csv"):
        load(workspace, files / "b.csv", table="activity")


def test_a_dry_run_reads_everything_and_writes_nothing(workspace: Workspace, files: Path) -> None:
    (files / "bad.csv").write_text("account_id,at\nb,yesterday\n")
    report = load(workspace, files, dry_run=True)
    assert (report.n_rows, report.n_rejected, report.tolerated) == (6, 1, False)
    assert not workspace.path.exists()


def test_a_dry_run_knows_what_was_loaded_before(workspace: Workspace, files: Path) -> None:
    load(workspace, files)
    (files / "more.csv").write_text(ACTIVITY + "c,2026-02-01T11:00:00Z,e3,203.0.113.9,device-000003,,\n")
    before = written(workspace)
    report = load(workspace, files, dry_run=True)
    assert (report.n_known, report.n_duplicate) == (2, 2)
    assert written(workspace) == before


def test_sensitive_values_and_prompts_are_in_no_file_of_the_workspace(workspace: Workspace, files: Path) -> None:
    load(workspace, files)
    for path in written(workspace):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += pl.read_parquet(path).write_ndjson().encode()
        for secret in (b"ann@", b"bob@", b"15112345678", b"pm_fingerprint", b"secret-of-life"):
            assert secret not in content, path
    keys = ledger.snapshot(workspace).identifiers.filter(pl.col("kind") == "payment")["key"]
    assert keys.str.contains("^[0-9a-f]{32}$").all()


def test_the_key_is_in_no_file_but_its_own_which_only_the_owner_reads(workspace: Workspace, files: Path) -> None:
    load(workspace, files)
    key = (workspace.path / "key").read_text().strip()
    assert (workspace.path / "key").stat().st_mode & 0o777 == 0o600
    for path in written(workspace):
        content = path.read_bytes()
        assert path.name == "key" or (key.encode() not in content and bytes.fromhex(key) not in content)


def test_a_lost_or_another_key_is_told_before_anything_is_written(workspace: Workspace, files: Path) -> None:
    load(workspace, files / "accounts.csv")
    before = written(workspace)
    key = workspace.path / "key"
    key.write_text("00" * 32)
    with pytest.raises(WorkspaceError, match="not the key"):
        load(workspace, files)
    key.write_text("no key at all")
    with pytest.raises(WorkspaceError, match="is damaged"):
        load(workspace, files)
    key.unlink()
    with pytest.raises(WorkspaceError, match="is lost"):
        load(workspace, files)
    assert [path for path in written(workspace) if path != key] == [path for path in before if path != key]


def test_the_sensitive_kinds_of_a_ledger_cannot_change(workspace: Workspace, files: Path) -> None:
    load(workspace, files)
    sources = find_sources([str(files)])
    with pytest.raises(SettingsError, match="email, payment, phone"):
        ledger.load(workspace, sources, settings=LoadSettings(sensitive_kinds=("ip",)))
    with pytest.raises(SettingsError, match="shoe_size"):
        ledger.load(workspace, sources, settings=LoadSettings(sensitive_kinds=("shoe_size",)))


def test_pseudonymised_addresses_have_no_network(workspace: Workspace, files: Path) -> None:
    ledger.load(workspace, find_sources([str(files)]), settings=LoadSettings(sensitive_kinds=("ip",)))
    assert set(ledger.snapshot(workspace).identifiers["kind"]) == {
        "ip",
        "device",
        "payment",
        "email",
        "phone",
        "email_domain",
    }


def test_progress_tells_rows_and_bytes_of_all_files(workspace: Workspace, files: Path) -> None:
    told: list[LoadProgress] = []
    load(workspace, files, progress=told.append)
    assert [progress.n_rows for progress in told] == [2, 5]
    assert told[-1].n_bytes == told[-1].n_bytes_total == sum(file.stat().st_size for file in files.iterdir())
    assert told[-1].seconds_left == 0
    assert told[-1].rows_per_second > 0


def test_observations_are_stored_by_kind_and_counted_up(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "account_id,kind,value,count,first_seen,last_seen\n"
        "a,device,device-000001,3,1760000000,1760000100\na,device,device-000001,1,1759999999,1760000001\n"
        "b,device,device-000001,1,,\nb,ip,203.0.113.7,1,1760000005,1760000009\n"
    )
    load(workspace, tmp_path / "o.csv")
    assert sorted(path.name for path in (workspace.ledger / "observations").iterdir()) == ["device", "ip"]
    snapshot = ledger.snapshot(workspace)
    device = snapshot.uses.filter(pl.col("identifier") == 2).rows()
    assert device == [
        (0, 2, 4, 1.0, 1_759_999_999, 1_760_000_100),
        (1, 2, 1, 1.0, 1_760_000_005, 1_760_000_009),
    ]


def test_a_damaged_manifest_or_part_is_told_in_a_sentence(workspace: Workspace, files: Path) -> None:
    load(workspace, files)
    part = next((workspace.ledger / "activity").iterdir())
    content = part.read_bytes()
    part.write_bytes(content[:-20])
    with pytest.raises(WorkspaceError, match=f"{part.name} is missing or damaged"):
        ledger.snapshot(workspace)
    part.write_bytes(content[:100] + bytes(200) + content[300:])
    assert ledger.damaged_parts(workspace) == (f"activity/{part.name}",)
    with pytest.raises(WorkspaceError, match=f"{part.name} is missing or damaged"):
        ledger.snapshot(workspace)
    part.write_bytes(content)
    (workspace.ledger / "manifest.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(WorkspaceError, match=r"manifest of .* is damaged"):
        ledger.snapshot(workspace)


def test_a_missing_manifest_never_costs_a_part(workspace: Workspace, files: Path) -> None:
    load(workspace, files)
    before = written(workspace)
    (workspace.ledger / "manifest.sqlite").unlink()
    with pytest.raises(WorkspaceError, match=r"manifest\.sqlite is missing"):
        load(workspace, files)
    assert [path for path in before if path.name != "manifest.sqlite"] == written(workspace)


def test_what_a_killed_load_left_is_cleared_and_never_counted(workspace: Workspace, files: Path) -> None:
    load(workspace, files / "accounts.csv")
    once = ledger.snapshot(workspace)
    orphan = workspace.ledger / "accounts" / "000002-0000.parquet"
    pl.DataFrame({"account_id": ["ghost"]}).write_parquet(orphan)
    (workspace.ledger / "aside").mkdir()
    (workspace.ledger / "aside" / "000000.parquet").write_bytes(b"half a part")
    assert same(ledger.snapshot(workspace), once)
    load(workspace, files / "activity.csv")
    assert not orphan.exists()
    assert not (workspace.ledger / "aside").exists()
    assert "ghost" not in ledger.snapshot(workspace).accounts["account_id"]


def test_many_small_files_make_few_parts(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for number in range(30):
        (tmp_path / "files" / f"{number}.csv").write_text(f"account_id,at\na{number},{1_760_000_000 + number}\n")
    load(workspace, tmp_path / "files")
    assert len(list((workspace.ledger / "activity").iterdir())) == 1


def test_the_manifest_survives_a_power_cut_by_its_settings(workspace: Workspace, files: Path) -> None:
    load(workspace, files)
    connection = sqlite3.connect(workspace.ledger / "manifest.sqlite")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def spans(*attributes: dict[str, object]) -> str:
    lines = [{"gen_ai.system": None, "timestamp": 1_760_000_000 + x, **each} for x, each in enumerate(attributes)]
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_rows_of_something_else_do_not_hide_how_many_requests_are_bad(workspace: Workspace, tmp_path: Path) -> None:
    asked = {"gen_ai.system": "ours", "enduser.id": "a"}
    bad = [asked | {"timestamp": "never"}] * 9
    (tmp_path / "log.ndjson").write_text(spans(asked, *bad, *[{"enduser.id": None}] * 1_000))
    with pytest.raises(TooManyRejected, match="9 of 10 rows of activity are bad"):
        load(workspace, tmp_path)


def test_a_file_of_nothing_but_something_else_may_yet_be_told_how_to_be_read(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "log.ndjson").write_text(spans({"enduser.id": None, "customer": "a"}))
    assert (load(workspace, tmp_path).load, load(workspace, tmp_path).n_known) == (None, 0)
    mapping = Mapping("ours", "activity", {"account_id": ("customer",), "at": ("timestamp",)}, {})
    assert load(workspace, tmp_path, mapping=mapping).n_valid == 1


def test_what_is_no_word_is_not_shown_where_a_word_of_a_few_is_looked_for(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "account_id,kind,value\na,alice@example.com,email\nb,+4915112345678,phone\nc,shoe,40\n"
    )
    (tmp_path / "b.csv").write_text("account_id,status\na,alice@example.com\nb,purple\n")
    with pytest.raises(TooManyRejected) as e:
        load(workspace, tmp_path)
    report = load(workspace, tmp_path, max_rejected=1)
    assert report.unknown_values == {"accounts": {"status": ("purple",)}, "observations": {"kind": ("shoe",)}}
    kept = "".join(path.read_text() for path in workspace.quarantine.iterdir()) + str(e.value) + str(report)
    assert "alice" not in kept and "49151" not in kept
