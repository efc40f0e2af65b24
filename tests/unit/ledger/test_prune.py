"""Pruning: what is old goes with all that hangs on it, what is left is as if the old had never come."""

from pathlib import Path

import polars as pl
import pytest

from linkage import detection, ledger
from linkage.errors import WorkspaceError
from linkage.ledger import LoadReport, Snapshot, Workspace
from linkage.ledger.manifest import open_manifest
from linkage.records import find_sources
from linkage.settings import LoadSettings, Settings
from linkage.simulation import simulate

BEFORE = 1_760_000_000
OLD, NEW = BEFORE - 1, BEFORE
KEY = "5e" * 32

ACCOUNTS = [
    "account_id,created_at,status_at,status,plan,email",
    f"gone,{OLD},,,pro,gone@one.org",  # nothing since
    f"unseen,{NEW},,,pro,unseen@two.org",  # created since
    f"seen,{OLD},,,free,seen@three.org",  # used since
    f"closed,{OLD},{NEW},closed,free,closed@four.org",  # changed since
    ",,,,,",
    "undated,,,,pro,undated@five.org",  # nothing says how old it is
]
ACTIVITY = [
    "account_id,at,event_id,ip,device_id,prompt",
    f"gone,{OLD},e1,203.0.113.7,device-000001,",
    f"seen,{OLD},e2,203.0.113.7,device-000001,",
    f"seen,{NEW},e3,203.0.113.8,device-000002,",
    f"nameless,{OLD},,203.0.113.9,,",
]
OBSERVATIONS = [
    "account_id,kind,value,count,first_seen,last_seen",
    f"seen,device,device-000003,1,{OLD},{OLD}",
    f"seen,device,device-000004,1,{OLD},{NEW}",
    "seen,ip,198.51.100.1,2,,",  # without a date, it goes with its account
    "gone,ip,198.51.100.2,2,,",
    f"known,device,device-000001,1,{NEW},",
]
LATER = {
    "accounts": [line for line in ACCOUNTS if not line.startswith("gone")],
    "activity": [line for line in ACTIVITY if f",{OLD}," not in line],
    "observations": [line for line in OBSERVATIONS if f"{OLD},{OLD}" not in line and "gone" not in line],
}


def written(folder: Path, **tables: list[str]) -> Path:
    """Write a CSV file per table."""
    folder.mkdir(parents=True)
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("".join(f"{line}\n" for line in lines if line.strip(",")))
    return folder


def made(path: Path) -> Workspace:
    """Return a new workspace whose key is ours, so that pseudonyms can be compared."""
    path.mkdir()
    (path / "key").write_text(KEY)
    return Workspace.open(path, create=True)


def load(workspace: Workspace, *paths: Path) -> LoadReport:
    """Load files."""
    return ledger.load(workspace, find_sources([str(path) for path in paths]), settings=LoadSettings())


def tables(found: Snapshot) -> dict[str, list[dict[str, object]]]:
    """Return all that a snapshot holds but its name; enumerations as words."""
    names = ("accounts", "identifiers", "uses", "activity", "skeletons")
    return {name: getattr(found, name).to_dicts() for name in names}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Files of which half is old."""
    return written(tmp_path / "files", accounts=ACCOUNTS, activity=ACTIVITY, observations=OBSERVATIONS)


@pytest.fixture
def workspace(tmp_path: Path, files: Path) -> Workspace:
    """A workspace that loaded them."""
    made_one = made(tmp_path / "workspace")
    load(made_one, files)
    return made_one


def test_what_is_left_is_as_if_the_old_had_never_been_loaded(tmp_path: Path, workspace: Workspace) -> None:
    report = ledger.prune(workspace, BEFORE)
    assert (report.n_accounts, report.n_activity, report.n_observations, report.n_left) == (2, 3, 2, 5)
    later = made(tmp_path / "later")
    load(later, written(tmp_path / "only-later", **LATER))
    found = ledger.snapshot(workspace)
    assert tables(found) == tables(ledger.snapshot(later))
    assert found.accounts["account_id"].to_list() == ["closed", "known", "seen", "undated", "unseen"]


def test_a_dry_run_says_the_same_and_takes_nothing_away(workspace: Workspace) -> None:
    before = ledger.snapshot(workspace)
    would = ledger.prune(workspace, BEFORE, dry_run=True)
    after = ledger.snapshot(workspace)
    assert (tables(after), after.digest) == (tables(before), before.digest)
    did = ledger.prune(workspace, BEFORE)
    assert (would.n_accounts, would.n_activity, would.n_observations) == (did.n_accounts, did.n_activity, 2)


def test_pruning_again_changes_nothing_and_nothing_is_entered_for_it(workspace: Workspace) -> None:
    ledger.prune(workspace, BEFORE)
    before = ledger.snapshot(workspace)
    again = ledger.prune(workspace, BEFORE)
    assert (again.n_accounts, again.n_activity, again.n_observations) == (0, 0, 0)
    assert ledger.snapshot(workspace).digest == before.digest
    with open_manifest(workspace.ledger) as manifest:
        assert len(manifest.prunes()) == 1


def test_a_pruned_ledger_has_another_digest_than_before(workspace: Workspace) -> None:
    before = ledger.snapshot(workspace).digest
    ledger.prune(workspace, BEFORE)
    assert ledger.snapshot(workspace).digest != before


def test_the_same_files_bring_nothing_back_and_are_said_to_be_pruned(workspace: Workspace, files: Path) -> None:
    ledger.prune(workspace, BEFORE)
    before = ledger.snapshot(workspace).digest
    report = load(workspace, files)
    assert {source.pruned_before for source in report.sources} == {BEFORE}
    assert report.n_known == 3
    assert ledger.snapshot(workspace).digest == before


def test_a_file_that_came_after_the_prune_is_not_said_to_be_pruned(workspace: Workspace, tmp_path: Path) -> None:
    ledger.prune(workspace, BEFORE)
    newer = written(tmp_path / "newer", activity=["account_id,at,ip", f"seen,{NEW + 5},203.0.113.70"])
    assert load(workspace, newer).sources[0].pruned_before is None
    assert load(workspace, newer).sources[0].pruned_before is None
    assert "203.0.113.70" in ledger.snapshot(workspace).identifiers["key"].to_list()


def test_a_later_load_still_counts_as_later(tmp_path: Path, workspace: Workspace) -> None:
    load(workspace, written(tmp_path / "second", accounts=["account_id,plan", "seen,enterprise"]))
    ledger.prune(workspace, BEFORE)
    ledger.prune(workspace, NEW + 1)
    plans = dict(ledger.snapshot(workspace).accounts.select("account_id", "plan").iter_rows())
    assert plans == {"undated": "pro"}
    assert [path.name for path in (workspace.ledger / "accounts").iterdir()] == ["000001-0000.p2.parquet"]


def test_no_byte_of_what_went_is_left_in_the_ledger(workspace: Workspace) -> None:
    ledger.prune(workspace, BEFORE)
    parts = [pl.read_parquet(file) for file in workspace.ledger.rglob("*.parquet")]
    assert not any("gone" in part["account_id"].to_list() for part in parts if "account_id" in part.columns)
    assert not (workspace.ledger / "aside").exists()


def test_everything_may_go_and_the_ledger_says_so(tmp_path: Path) -> None:
    workspace = made(tmp_path / "workspace")
    load(workspace, written(tmp_path / "files", activity=ACTIVITY))
    ledger.prune(workspace, NEW + 1)
    with pytest.raises(WorkspaceError, match="was pruned"):
        ledger.snapshot(workspace)
    load(workspace, written(tmp_path / "newer", activity=["account_id,at,ip", f"seen,{NEW + 5},203.0.113.70"]))
    assert ledger.snapshot(workspace).accounts["account_id"].to_list() == ["seen"]


def test_rejected_rows_go_with_the_last_row_of_their_load(tmp_path: Path) -> None:
    workspace = made(tmp_path / "workspace")
    lines = [*ACTIVITY[:1], *(f"seen,{OLD},e{i},203.0.113.7,device-000001," for i in range(40)), "seen,never,,,,"]
    load(workspace, written(tmp_path / "files", activity=lines))
    assert [file.name for file in workspace.quarantine.iterdir()] == ["000001.ndjson"]
    ledger.prune(workspace, BEFORE)
    assert list(workspace.quarantine.iterdir()) == []


def test_a_folder_without_a_ledger_is_no_workspace_to_prune(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="Nothing was loaded"):
        ledger.prune(Workspace(tmp_path / "none"), BEFORE)
    assert not (tmp_path / "none").exists()


def test_fingerprints_of_prompts_that_nobody_sent_since_go(tmp_path: Path) -> None:
    words = "write a careful summary of the following report about {} for the board in three short points please"
    sent = [
        f"acc-{number},{NEW if number % 2 else OLD},{words.format(f'topic {number} of many')}" for number in range(60)
    ]
    old_only = [
        f"past-{number},{OLD},translate the long letter number {number} into plain French" for number in range(9)
    ]
    workspace = made(tmp_path / "workspace")
    load(workspace, written(tmp_path / "files", activity=["account_id,at,prompt", *sent, *old_only]))
    ledger.prune(workspace, BEFORE)
    left = pl.concat([pl.read_parquet(file) for file in (workspace.ledger / "templates" / "prints").iterdir()])
    assert set(left["account_id"]) == {f"acc-{number}" for number in range(1, 60, 2)}
    found = ledger.snapshot(workspace)
    used = found.uses.join(found.identifiers.with_row_index("identifier"), on="identifier").filter(kind="template")
    assert used.height == 30


def test_a_template_that_a_file_names_like_a_prompt_of_ours_is_kept_and_pruned_like_any_other(tmp_path: Path) -> None:
    text = "write a careful summary of the following report about the sea for the board in three short points please"
    sent = [f"acc-{number},{NEW},{text}," for number in range(6)]
    named = [
        f"own-{number},{NEW if number else OLD},,~prompt/{name}" for number, name in enumerate(["abc", "7", "abc"])
    ]
    workspace = made(tmp_path / "workspace")
    load(workspace, written(tmp_path / "files", activity=["account_id,at,prompt,template_id", *sent, *named]))

    def templates() -> dict[str, int]:
        found = ledger.snapshot(workspace).identifiers.filter(kind="template")
        learned = pl.col("key").str.replace("^learned-.*$", "learned")
        return dict(found.select(learned, "n_accounts").iter_rows())

    assert templates() == {"~prompt/7": 1, "~prompt/abc": 2, "learned": 6}
    assert ledger.prune(workspace, BEFORE).n_accounts == 1
    assert templates() == {"~prompt/7": 1, "~prompt/abc": 1, "learned": 6}


def test_detection_after_a_prune_is_detection_on_the_later_rows_alone(tmp_path: Path) -> None:
    simulate(tmp_path / "world", accounts=300, days=20, seed=7, scenario="demo")
    activity = pl.concat([pl.read_parquet(file) for file in (tmp_path / "world").glob("activity*.parquet")])
    accounts = pl.read_parquet(next((tmp_path / "world").glob("accounts*.parquet")))
    at = pl.col("at").cast(pl.Int64) if activity["at"].dtype.is_integer() else pl.col("at").dt.epoch("s")
    before = int(activity.select(at.quantile(0.5)).item())
    pruned, later = made(tmp_path / "pruned"), made(tmp_path / "later")
    load(pruned, *(tmp_path / "world").glob("a*.parquet"))
    ledger.prune(pruned, before)
    left = ledger.snapshot(pruned)
    assert 0 < left.accounts.height < accounts.height
    (tmp_path / "only-later").mkdir()
    stay = accounts.filter(pl.col("account_id").is_in(left.accounts["account_id"].implode()))
    stay.write_parquet(tmp_path / "only-later" / "accounts.parquet")
    activity.filter(at >= before).write_parquet(tmp_path / "only-later" / "activity.parquet")
    load(later, tmp_path / "only-later")
    assert tables(ledger.snapshot(later)) == tables(left)
    settings = Settings(workspace=tmp_path)
    found, alone = (detection.detect(ledger.snapshot(one), settings, None)[0].tables() for one in (pruned, later))
    assert all(found[name].equals(alone[name]) for name in alone)
