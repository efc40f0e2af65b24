"""A program that waits for room on a full disk does not wait for ever."""

import subprocess
from pathlib import Path

import pytest

from linkage.graph.neo4j.server import room


def test_a_folder_that_can_be_written_has_room_and_nothing_is_left_in_it(tmp_path: Path) -> None:
    assert room.has_room(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_program_is_killed_once_its_disk_stays_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".room").symlink_to("/dev/full")
    assert not room.has_room(tmp_path)
    assert not (tmp_path / ".room").is_symlink()
    monkeypatch.setattr(room, "has_room", lambda folder: False)
    monkeypatch.setattr(room, "_LOOK_SECONDS", 0.01)
    with (
        subprocess.Popen(["sleep", "60"], text=True) as program,
        room.ended_when_full(program, tmp_path) as was_full,
    ):
        program.wait(30)
    assert was_full.is_set()
