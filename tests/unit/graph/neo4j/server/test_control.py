"""What a server is not started with."""

from pathlib import Path

import pytest

from linkage.errors import UsageError
from linkage.graph.neo4j.server import Browser, start


def test_a_lane_without_neo4j_browser_is_not_started_for_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no Neo4j Browser for lane 2026"):
        start(tmp_path / "home", heap_mb=512, page_cache_mb=64, browser=Browser("play x"), lane="2026")
    assert not (tmp_path / "home").exists()
