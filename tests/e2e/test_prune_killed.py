"""A prune that is killed at any instant leaves the ledger before or the ledger after, and the next one completes it."""

import random
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from linkage import ledger
from linkage.ledger import Workspace
from linkage.ledger.manifest import open_manifest
from linkage.records import find_sources
from linkage.settings import LoadSettings
from tests.e2e.killing import run, same, worker

N_KILLS = 20
BEFORE = 1_760_000_700
PRUNE = "ledger.prune(ledger.Workspace.open(Path(words[0])), int(words[1]))"


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    """A workspace of which half is old."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "accounts.csv").write_text(
        "account_id,created_at,email\n"
        + "".join(f"a{i},{1_759_999_000 + 5 * i},u{i}@mail-{i % 7}.org\n" for i in range(400))
    )
    rows = (f"a{i % 300},{1_760_000_000 + i},e{i},203.0.113.{i % 200},device-{i % 900:06d}\n" for i in range(1500))
    (files / "activity.csv").write_text("account_id,at,event_id,ip,device_id\n" + "".join(rows))
    workspace = Workspace.open(tmp_path / "loaded", create=True)
    ledger.load(workspace, find_sources([str(files)]), settings=LoadSettings())
    return workspace.path


def copied(loaded: Path, name: str) -> Workspace:
    """Return a workspace of its own with the same content."""
    return Workspace.open(Path(shutil.copytree(loaded, loaded.parent / name)))


def test_killed_at_any_instant_a_prune_leaves_all_or_nothing_and_the_next_completes_it(loaded: Path) -> None:
    draw = random.Random(31)
    before = ledger.snapshot(Workspace.open(loaded))
    n_before = n_after = 0
    with worker(PRUNE) as process:
        run(process, copied(loaded, "warm").path, BEFORE)
        whole = copied(loaded, "whole")
        seconds = run(process, whole.path, BEFORE)
        after = ledger.snapshot(whole)
        assert not same(before, after)
        for kill in range(N_KILLS):
            workspace = copied(loaded, f"killed-{kill}")
            run(process, workspace.path, BEFORE, kill_after=draw.uniform(0, 1.1 * seconds))
            found = ledger.snapshot(workspace)
            n_before += same(found, before)
            n_after += same(found, after)
            assert n_before + n_after == kill + 1
            ledger.prune(workspace, BEFORE)
            assert same(ledger.snapshot(workspace), after), kill
            with open_manifest(workspace.ledger) as manifest:
                entered = {workspace.ledger / part.path for part in manifest.parts()}
            assert set(workspace.ledger.rglob("*.parquet")) == entered, kill
    assert n_before > 0, "no kill came before the prune was entered"


def test_who_reads_while_parts_are_pruned_away_reads_what_is_left(loaded: Path) -> None:
    before = ledger.snapshot(Workspace.open(loaded))
    for turn in range(5):
        workspace = copied(loaded, f"read-{turn}")
        with ThreadPoolExecutor(2) as pool:
            pruning = pool.submit(ledger.prune, workspace, BEFORE)
            time.sleep(0.01 * turn)
            found = pool.submit(ledger.snapshot, workspace).result()
            pruning.result()
        assert same(found, before) or same(found, ledger.snapshot(workspace)), turn
