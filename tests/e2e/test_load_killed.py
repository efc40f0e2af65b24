"""A load that is killed at any instant leaves nothing half-entered, and the next one goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from linkage import ledger
from linkage.errors import WorkspaceError
from linkage.ledger import Snapshot, Workspace

N_KILLS = 20
KEY = "5e" * 32

LOADER = """
import os, sys
from pathlib import Path
from linkage import ledger, records
from linkage.log import configure
from linkage.settings import LoadSettings
configure()
print("ready", flush=True)
for line in sys.stdin:
    workspace, files = line.split()
    child = os.fork()
    if child == 0:
        ledger.load(ledger.Workspace.open(Path(workspace), create=True),
                    records.find_sources([files]), settings=LoadSettings())
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
"""Forks a process for each load after importing once, since importing takes longer than loading."""


@contextmanager
def loader() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", LOADER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()


def run(process: subprocess.Popen[str], workspace: Path, files: Path, kill_after: float | None = None) -> float:
    """Load in a process of its own, and kill it after some seconds; return the seconds that it lived."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{workspace} {files}\n")
    child = int(process.stdout.readline())
    started = time.perf_counter()
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    assert process.stdout.readline() == "ended\n"
    return time.perf_counter() - started


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


def same(one: Snapshot, other: Snapshot) -> bool:
    tables = ("accounts", "identifiers", "uses", "activity")
    return one.digest == other.digest and all(getattr(one, name).equals(getattr(other, name)) for name in tables)


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
    with loader() as process:
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
