"""A load that is killed at any instant leaves nothing half-entered, and the next one goes on."""

import random
from pathlib import Path

import pytest

from linkage import ledger
from linkage.errors import WorkspaceError
from linkage.ledger import Snapshot, Workspace
from tests.e2e.killing import run, same, worker

N_KILLS = 20
KEY = "5e" * 32
LOAD = (
    "ledger.load(ledger.Workspace.open(Path(words[0]), create=True),"
    " records.find_sources([words[1]]), settings=LoadSettings())"
)


def new_workspace(path: Path) -> Path:
    """Make a workspace whose key is ours, so that pseudonyms can be compared."""
    path.mkdir()
    (path / "key").write_text(KEY)
    return path


def state(workspace: Path) -> Snapshot | None:
    try:
        return ledger.snapshot(Workspace.open(workspace))
    except WorkspaceError as error:
        assert "no workspace" in str(error) or "Nothing was loaded" in str(error)
        return None


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "accounts.csv").write_text(
        "account_id,created_at,email\n"
        + "".join(f"a{i},{1_750_000_000 + i},u{i}@mail-{i % 7}.org\n" for i in range(400))
    )
    for part in range(3):
        rows = (
            f"a{i % 400},{1_760_000_000 + i},e{part}-{i},203.0.113.{i % 200},device-{i % 900:06d},pm_{i % 1000:06d}\n"
            for i in range(part, 1500, 3)
        )
        (folder / f"activity-{part}.csv").write_text("account_id,at,event_id,ip,device_id,payment_id\n" + "".join(rows))
    return folder


def test_killed_at_any_instant_a_load_leaves_all_or_nothing_and_the_next_goes_on(tmp_path: Path, files: Path) -> None:
    draw = random.Random(20)
    with worker(LOAD) as process:
        run(process, new_workspace(tmp_path / "warm"), files)
        seconds = run(process, new_workspace(tmp_path / "whole"), files)
        whole = state(tmp_path / "whole")
        assert whole is not None
        workspace, n_whole = new_workspace(tmp_path / "killed-0"), 0
        for kill in range(N_KILLS):
            run(process, workspace, files, kill_after=draw.uniform(0, 1.1 * seconds))
            found = state(workspace)
            if found is not None:
                assert same(found, whole)
                n_whole += 1
                workspace = new_workspace(tmp_path / f"killed-{kill + 1}")
        run(process, workspace, files)
        last = state(workspace)
    assert last is not None
    assert same(last, whole)
    assert n_whole < N_KILLS, "no kill came before the load was entered"
