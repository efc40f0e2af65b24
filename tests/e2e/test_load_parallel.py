"""Two loads at once: one waits for the other, or says that the workspace is busy."""

import subprocess
import sys
from pathlib import Path

import pytest

from linkage import ledger
from linkage.errors import WorkspaceBusy
from linkage.ledger import Workspace
from linkage.records import find_sources
from linkage.settings import LoadSettings

LOAD = """
import sys
from pathlib import Path
from linkage import ledger, records
from linkage.log import configure
from linkage.settings import LoadSettings
configure()
workspace = ledger.Workspace.open(Path(sys.argv[1]), create=True)
report = ledger.load(workspace, records.find_sources(sys.argv[2:]), settings=LoadSettings())
print(report.n_rows, report.n_duplicate, report.n_known)
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for part in range(2):
        rows = "".join(f"a{i % 50},{1_760_000_000 + i},e{i},203.0.113.{i % 200}\n" for i in range(part * 1000, 3000))
        (folder / f"activity-{part}.csv").write_text("account_id,at,event_id,ip\n" + rows)
    return folder


def test_two_loads_of_one_folder_at_once_count_each_file_and_event_once(tmp_path: Path, files: Path) -> None:
    workspace = tmp_path / "workspace"
    both = [
        subprocess.Popen([sys.executable, "-c", LOAD, workspace, files], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = sorted(process.communicate()[0].split() for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert told == [["0", "0", "2"], ["5000", "2000", "0"]]
    assert ledger.snapshot(Workspace.open(workspace)).activity.height == 3000


def test_a_load_that_does_not_want_to_wait_says_that_the_workspace_is_busy(tmp_path: Path, files: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    with workspace.locked(), pytest.raises(WorkspaceBusy, match="Another process is writing"):
        ledger.load(workspace, find_sources([str(files)]), settings=LoadSettings(), wait_seconds=0)
    ledger.load(workspace, find_sources([str(files)]), settings=LoadSettings(), wait_seconds=0)
