"""Runs: immutable folders, the current one replaced atomically, damaged ones told in one sentence."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from linkage import runs
from linkage.errors import DiskFull, GraphCorrupt, RunNotFound
from linkage.findings import SCHEMAS, Findings, RunInfo
from linkage.graph.embedded import current_run
from linkage.ledger import Workspace

INFO = RunInfo("20260101T000000Z-00000001", 1_767_225_600, "1", "digest", 2)


def findings(*accounts: str) -> Findings:
    tables = {name: pl.DataFrame(schema=schema) for name, schema in SCHEMAS.items()}
    rows = [dict.fromkeys(SCHEMAS["accounts"]) | {"account_id": name, "n_requests": 1} for name in accounts]
    return Findings(**tables | {"accounts": pl.DataFrame(rows, schema=SCHEMAS["accounts"])})


def named(number: int) -> RunInfo:
    return replace(INFO, run=f"20260101T000000Z-{number:08x}")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "workspace", create=True)


def test_a_saved_run_is_current_and_reads_back_equal(workspace: Workspace) -> None:
    saved = runs.save(workspace, findings("a", "b"), INFO, {"n_links": 3})
    assert current_run(workspace) == saved
    back = runs.load_findings(saved)
    assert all(back.tables()[name].equals(table) for name, table in findings("a", "b").tables().items())
    assert runs.load_info(saved) == INFO
    assert json.loads((saved / "report.json").read_text()) == {"n_links": 3}
    assert (saved / "graph.duckdb").is_file()


def test_before_the_first_run_there_is_none_and_nothing_to_inherit(workspace: Workspace) -> None:
    with pytest.raises(RunNotFound, match="linkage detect"):
        current_run(workspace)
    assert runs.previous(workspace, "next") is None


def test_a_run_that_fails_leaves_the_one_before_in_place(workspace: Workspace) -> None:
    first = runs.save(workspace, findings("a"), named(1), {})

    def full(tables: Findings, info: RunInfo, path: Path) -> None:
        raise DiskFull("No space is left.")

    with pytest.raises(DiskFull):
        runs.save(workspace, findings("b"), named(2), {}, write_graph=full)
    assert current_run(workspace) == first
    assert [entry.name for entry in workspace.runs.iterdir()] == [first.name]


def test_saving_the_same_run_again_replaces_it(workspace: Workspace) -> None:
    runs.save(workspace, findings("a"), INFO, {})
    for name in "bc":
        saved = runs.save(workspace, findings(name), INFO, {})
        assert current_run(workspace) == saved
        assert runs.load_findings(saved).accounts["account_id"].to_list() == [name]
        assert [entry.name for entry in workspace.runs.iterdir()] == [saved.name]


def saved(workspace: Workspace) -> set[str]:
    return {folder.name.partition(".")[0] for folder in workspace.runs.iterdir()}


def test_old_runs_are_pruned_by_count(workspace: Workspace) -> None:
    for number in range(4):
        runs.save(workspace, findings("a"), named(number), {}, keep=3)
    assert saved(workspace) == {named(number).run for number in (1, 2, 3)}
    runs.save(workspace, findings("a"), named(1), {}, keep=1)
    assert saved(workspace) == {named(1).run}


def test_what_a_killed_save_left_aside_is_no_run_and_goes_with_the_next(workspace: Workspace) -> None:
    (workspace.runs / f".{named(7).run}.0123").mkdir(parents=True)
    runs.save(workspace, findings("a"), INFO, {})
    assert [entry.name for entry in workspace.runs.iterdir()] == [INFO.run]


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:40])


def _other_columns(file: Path) -> None:
    pl.DataFrame({"x": [1]}).write_parquet(file)


@pytest.mark.parametrize("damage", [Path.unlink, _truncate, _other_columns])
def test_a_damaged_run_says_which_file_and_what_to_do(workspace: Workspace, damage: Callable[[Path], None]) -> None:
    saved = runs.save(workspace, findings("a"), INFO, {})
    damage(saved / "members.parquet")
    with pytest.raises(
        GraphCorrupt, match=r"members\.parquet is missing, damaged or of another version; run `linkage detect`"
    ):
        runs.load_findings(saved)
    assert runs.previous(workspace, "next") is None


def test_a_run_of_a_version_with_other_tables_is_not_read_but_hands_on_its_ids(workspace: Workspace) -> None:
    saved = runs.save(workspace, findings("a"), INFO, {})
    (saved / "joins.parquet").unlink()
    _other_columns(saved / "relies_on.parquet")
    with pytest.raises(GraphCorrupt, match="run `linkage detect`"):
        runs.load_findings(saved)
    assert runs.previous(workspace, "next") is not None


def members(campaign: str) -> Findings:
    row = dict.fromkeys(SCHEMAS["members"]) | {"campaign_id": campaign, "account_id": "a"}
    return replace(findings("a"), members=pl.DataFrame([row], schema=SCHEMAS["members"]))


def inherited(workspace: Workspace, number: int) -> list[str]:
    table = runs.previous(workspace, named(number).run)
    return [] if table is None else table.filter(~pl.col("gone"))["campaign_id"].to_list()


def test_a_run_made_again_inherits_from_what_it_did_first_also_when_that_is_pruned(workspace: Workspace) -> None:
    runs.save(workspace, members("c-1"), named(1), {})
    assert inherited(workspace, 1) == [], "before the first there was none"
    before = runs.previous(workspace, named(2).run)
    runs.save(workspace, members("c-2"), named(2), {}, before=before, keep=1)
    assert inherited(workspace, 2) == ["c-1"]
    assert inherited(workspace, 3) == ["c-2"]


def test_campaigns_that_were_asserted_or_decided_about_are_handed_down_when_runs_have_them_no_more(
    workspace: Workspace,
) -> None:
    asserted = pl.DataFrame(
        [dict.fromkeys(SCHEMAS["campaigns"]) | {"campaign_id": name, "verdict": "campaign"} for name in ("c-1", "c-2")],
        schema=SCHEMAS["campaigns"],
    )
    for number, campaign in enumerate(("c-1", "c-2", "c-1", "c-3", "c-4", "c-5"), 1):
        before = runs.previous(workspace, named(number).run, ["c-3"])
        runs.save(workspace, replace(members(campaign), campaigns=asserted), named(number), {}, before=before, keep=2)
    table = runs.previous(workspace, named(7).run, ["c-3"])
    assert table is not None
    assert table.select("campaign_id", "gone").rows() == [("c-1", True), ("c-2", True), ("c-3", True), ("c-5", False)]


def test_where_the_run_before_is_damaged_the_one_before_that_hands_its_ids_down(workspace: Workspace) -> None:
    runs.save(workspace, members("c-1"), named(1), {})
    _truncate(runs.save(workspace, members("c-2"), named(2), {}) / "members.parquet")
    assert inherited(workspace, 3) == ["c-1"]


def test_a_run_of_a_version_that_kept_no_run_before_inherits_from_another_sooner_than_from_itself(
    workspace: Workspace,
) -> None:
    (runs.save(workspace, members("c-1"), named(1), {}) / "before.parquet").unlink()
    assert inherited(workspace, 1) == ["c-1"], "there is no other, and decisions follow ids"
    (runs.save(workspace, members("c-2"), named(2), {}) / "before.parquet").unlink()
    assert inherited(workspace, 2) == ["c-1"]


def test_a_run_that_was_pruned_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(RunNotFound, match="pruned"):
        runs.load_findings(workspace.runs / "gone")
    runs.save(workspace, findings("a"), INFO, {})
    workspace.current.write_text("gone")
    with pytest.raises(RunNotFound, match="gone"):
        current_run(workspace)


def test_equal_findings_are_equal_bytes(workspace: Workspace, tmp_path: Path) -> None:
    one = runs.save(workspace, findings("a", "b"), INFO, {})
    other = runs.save(Workspace.open(tmp_path / "other", create=True), findings("a", "b"), INFO, {})
    for name in SCHEMAS:
        assert (one / f"{name}.parquet").read_bytes() == (other / f"{name}.parquet").read_bytes()
