"""Into which file a database is dumped."""

import os
from pathlib import Path

import pytest

from linkage.errors import UsageError
from linkage.graph.neo4j.server.backups import dump
from linkage.graph.neo4j.server.home import DATABASE, Home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = Home(tmp_path / "home")
    place.make()
    (place.path / "data" / "databases" / DATABASE).mkdir(parents=True)
    return place.path


def test_what_is_no_file_is_not_replaced_whatever_is_said(home: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "link"):
        with pytest.raises(UsageError, match="pipe is there already; name another file"):
            dump(home, tmp_path / name, force=True)
    assert (tmp_path / "pipe").is_fifo() and (tmp_path / "link").is_symlink()
