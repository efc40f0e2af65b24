"""A workspace that this user may read and not write: what can be asked of it, and what is said of the rest."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linkage import ledger, runs
from linkage.errors import WorkspaceError
from linkage.ledger import Workspace
from linkage.ledger.manifest import open_manifest
from linkage.records import find_sources
from linkage.settings import LoadSettings

NOBODY = 65534
ROWS = "account_id,at,ip\na,2026-02-01T10:00:00Z,203.0.113.7\n"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder with a workspace and a new file that a user may read and not write, who is not root."""
    name = Path(tempfile.mkdtemp(prefix="linkage-read-only-"))
    workspace = Workspace.open(name / "workspace", create=True)
    (name / "old.csv").write_text(ROWS)
    (name / "new.csv").write_text(ROWS.replace("a,2026", "b,2026"))
    ledger.load(workspace, find_sources([str(name / "old.csv")]), settings=LoadSettings())
    everything = [name, *name.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    (workspace.path / "key").chmod(0o000)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    yield name
    if is_root:
        os.seteuid(0)
    for path in everything:
        path.chmod(0o700)
    shutil.rmtree(name)


@contextmanager
def as_owner() -> Iterator[None]:
    """Be the user whose workspace it is."""
    user = os.geteuid()
    os.seteuid(os.getuid())
    try:
        yield
    finally:
        os.seteuid(user)


def test_what_was_loaded_is_read_and_a_dry_run_knows_it(folder: Path) -> None:
    workspace = Workspace.open(folder / "workspace")
    assert ledger.snapshot(workspace).accounts["account_id"].to_list() == ["a"]
    assert ledger.damaged_parts(workspace) == ()
    sources = find_sources([str(folder)])
    report = ledger.load(workspace, sources, settings=LoadSettings(), dry_run=True)
    assert (report.n_known, report.n_valid, report.tolerated) == (1, 1, True)


@pytest.mark.parametrize("part", ["", "ledger"], ids=["all", "the ledger"])
def test_a_load_says_that_it_cannot_write_and_who_can(folder: Path, part: str) -> None:
    workspace = Workspace.open(folder / "workspace")
    with pytest.raises(WorkspaceError, match=rf"workspace/?{part} cannot be written .*as the user whose") as told:
        if part:
            with open_manifest(workspace.ledger, create=True) as manifest:
                manifest.enter([], [])
        else:
            ledger.load(workspace, find_sources([str(folder / "new.csv")]), settings=LoadSettings())
    assert "damaged" not in str(told.value) and "backup" not in str(told.value)


def test_a_key_that_another_user_may_not_read_is_not_said_to_be_lost(folder: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"key .* by its owner alone; run linkage as that user") as told:
        Workspace.open(folder / "workspace").key()
    assert "backup" not in str(told.value)


@pytest.mark.parametrize("closed", ["ledger", "ledger/manifest.sqlite"])
def test_a_ledger_that_may_not_be_read_is_said_to_be_so_and_its_run_is_served_without_a_word(
    folder: Path, closed: str
) -> None:
    workspace = Workspace.open(folder / "workspace")
    with as_owner():
        (workspace.path / closed).chmod(0o000)
    with pytest.raises(WorkspaceError, match=r"manifest\.sqlite cannot be read \(.*let this one read there"):
        ledger.snapshot(workspace)
    assert runs.ledger_state(workspace) is None
