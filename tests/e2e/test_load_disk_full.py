"""A full disk: one sentence that says what to do, and nothing lost."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkage import ledger
from linkage.errors import DiskFull
from linkage.ledger import Workspace
from linkage.records import find_sources
from linkage.settings import LoadSettings
from tests.small_disk import mounted

HEADER = "account_id,at,ip,device_id\n"

LOAD = """
import resource, sys
from pathlib import Path
from linkage import ledger, records
from linkage.errors import WorkspaceError
from linkage.log import configure
from linkage.settings import LoadSettings
configure()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
workspace = ledger.Workspace.open(Path(sys.argv[2]), create=True)
try:
    ledger.load(workspace, records.find_sources([sys.argv[3]]), settings=LoadSettings())
except WorkspaceError as error:
    print(error)
"""


def rows(start: int, n: int) -> str:
    return HEADER + "".join(
        f"account-{i * 7919 % 100_003},{1_760_000_000 + i},203.0.{i % 113}.{i % 250},device-{i * 104_729 % 1_000_003}\n"
        for i in range(start, start + n)
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "small.csv").write_text(rows(0, 100))
    return tmp_path / "small.csv"


@pytest.fixture
def big(tmp_path: Path) -> Path:
    (tmp_path / "big.csv").write_text(rows(100, 150_000))
    return tmp_path / "big.csv"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", "64m") as place:
        yield place


def load(workspace: Workspace, path: Path) -> None:
    ledger.load(workspace, find_sources([str(path)]), settings=LoadSettings())


def remount(place: Path, n_bytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={n_bytes}", place], check=True)


def test_a_full_disk_is_told_and_loses_nothing_wherever_it_strikes(small_disk: Path, small: Path, big: Path) -> None:
    workspace = Workspace.open(small_disk / "workspace", create=True)
    load(workspace, small)
    before = ledger.snapshot(workspace)
    status = os.statvfs(small_disk)
    used = (status.f_blocks - status.f_bfree) * status.f_frsize
    for more in (0, 4096, 16_384, 262_144, 1_000_000):
        remount(small_disk, used + more)
        with pytest.raises(DiskFull, match=r"No space is left at .*; make some and run the same command again"):
            load(workspace, big)
        remount(small_disk, 1 << 26)
        assert ledger.snapshot(workspace).digest == before.digest
        assert not (workspace.ledger / "aside").exists()
    load(workspace, big)
    assert ledger.snapshot(workspace).activity.height == 150_100


@pytest.mark.parametrize("limit", [1, 3_000, 300_000])
def test_when_no_file_may_grow_past_a_limit_the_load_says_so_and_the_next_one_succeeds(
    tmp_path: Path, big: Path, limit: int
) -> None:
    place = tmp_path / "workspace"
    told = subprocess.run(
        [sys.executable, "-c", LOAD, str(limit), place, big], capture_output=True, text=True, check=True
    )
    assert re.match(r"(No space is left at|The manifest of .* cannot be read or written)", told.stdout)
    workspace = Workspace.open(place, create=True)
    load(workspace, big)
    assert ledger.snapshot(workspace).activity.height == 150_000
