"""What is particular to the embedded graph: files, the pointer to the current run, damage, processes."""

import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from linkage.errors import DiskFull, GraphCorrupt, RunNotFound, WorkspaceError
from linkage.graph import open_graph
from linkage.graph.embedded import EmbeddedGraph, write_embedded
from linkage.graph.interface import CampaignFilter, Decision
from linkage.settings import Settings
from tests.publishing import embedded, publish
from tests.small_world import INFO, LATER, later_world, no_world, small_world

NOTE = Decision("campaign", "c-alpha", "note", "seen", "ana", 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def file(workspace: Path) -> Path:
    """Return where the file of the workspace's current run goes; nothing is there yet."""
    folder = workspace / "runs" / INFO.run
    folder.mkdir(parents=True)
    (workspace / "current").write_text(f"{INFO.run}\n")
    return folder / "graph.duckdb"


def test_a_workspace_is_followed_to_each_new_run(workspace: Path) -> None:
    serving = embedded(workspace)
    with pytest.raises(RunNotFound, match="linkage detect"):
        serving.run()
    publish(embedded(workspace), small_world(), INFO)
    assert serving.run() == INFO
    publish(embedded(workspace), later_world(), LATER)
    assert serving.run() == LATER
    assert (workspace / "runs" / INFO.run / "graph.duckdb").exists()


def test_the_old_run_is_served_while_the_new_one_is_damaged_and_the_new_one_once_it_is_mended(workspace: Path) -> None:
    serving = embedded(workspace)
    publish(serving, small_world(), INFO)
    assert serving.run() == INFO
    broken = workspace / "runs" / LATER.run / "graph.duckdb"
    broken.parent.mkdir()
    broken.write_bytes(b"not a database" * 1000)
    (workspace / "current").write_text(f"{LATER.run}\n")
    assert serving.run() == INFO
    assert serving.account("a-1").account_id == "a-1"
    write_embedded(later_world(), LATER, broken)
    assert serving.run() == LATER


def test_the_old_run_is_served_when_its_files_are_pruned(workspace: Path) -> None:
    serving = embedded(workspace)
    publish(serving, small_world(), INFO)
    assert serving.run() == INFO
    shutil.rmtree(workspace / "runs" / INFO.run)
    assert serving.account("busy").account_id == "busy"
    with pytest.raises(RunNotFound, match="detect"):
        embedded(workspace).run()


def test_a_file_replaced_under_the_same_name_is_read_anew(workspace: Path, file: Path) -> None:
    serving = embedded(workspace)
    write_embedded(small_world(), INFO, file)
    assert serving.run() == INFO
    write_embedded(later_world(), LATER, file)
    assert serving.run() == LATER


@pytest.mark.parametrize("keep", [0, 10, 4096, 20_000])
def test_a_truncated_file_is_corrupt_and_the_error_says_what_to_do(workspace: Path, file: Path, keep: int) -> None:
    write_embedded(small_world(), INFO, file)
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(GraphCorrupt, match="linkage detect"):
        embedded(workspace).run()
    assert embedded(workspace).health().run is None


def test_a_database_of_something_else_is_corrupt(workspace: Path, file: Path) -> None:
    import duckdb

    with duckdb.connect(file) as connection:
        connection.execute("CREATE TABLE other AS SELECT 1 AS x")
    with pytest.raises(GraphCorrupt):
        embedded(workspace).run()


def test_blocks_that_were_overwritten_are_noticed(workspace: Path, file: Path) -> None:
    """DuckDB's block checksums see it; what is served is an error, not a wrong answer."""
    write_embedded(small_world(), INFO, file)
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(whole[:middle] + bytes(64) + whole[middle + 64 :])
    graph = embedded(workspace)
    ids = [f"big-{number:02d}" for number in range(60)]
    honest = [f"friend-{number:03d}" for number in range(110)]
    try:
        answers = [*graph.risks([*ids, *honest]), *(graph.account(one).risk for one in (*ids, *honest))]
        pages = graph.campaigns(CampaignFilter(), 100).items
    except GraphCorrupt:
        return
    assert {one.status for one in answers} == {"known"}
    assert len(pages) == 6


def test_an_interrupted_writing_leaves_the_file_before_and_nothing_beside_it(
    workspace: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_embedded(small_world(), INFO, file)

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("linkage.graph.embedded.runfile._numbered", fails)
    with pytest.raises(KeyboardInterrupt):
        write_embedded(later_world(), LATER, file)
    assert [one.name for one in file.parent.iterdir()] == ["graph.duckdb"]
    assert embedded(workspace).run() == INFO


def test_another_process_reads_while_this_one_does(workspace: Path) -> None:
    here = embedded(workspace)
    publish(here, small_world(), INFO)
    assert here.run() == INFO
    script = (
        "import sys; from pathlib import Path; from linkage.graph.embedded import EmbeddedGraph;"
        "print(EmbeddedGraph(Path(sys.argv[1]), degree_cap=1000).account('a-1').risk.score)"
    )
    there = subprocess.run([sys.executable, "-c", script, str(workspace)], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == str(here.account("a-1").risk.score)


def test_threads_ask_one_graph_at_once(tmp_path: Path) -> None:
    graph = embedded(tmp_path)
    publish(graph, small_world(), INFO)
    expected = graph.account("busy")
    wrong: list[object] = []

    def ask() -> None:
        wrong.extend(found for _ in range(10) if (found := graph.account("busy")) != expected)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_decisions_of_many_writers_are_all_kept(tmp_path: Path) -> None:
    graphs = [embedded(tmp_path) for _ in range(4)]

    def decide(graph: EmbeddedGraph, at: int) -> None:
        for number in range(10):
            graph.decide(Decision("account", f"{at}-{number}", "note", "", "ana", at))

    threads = [threading.Thread(target=decide, args=(graph, at)) for at, graph in enumerate(graphs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(graphs[0].decisions()) == 40


def test_decisions_are_kept_ahead_of_the_file_and_beside_the_runs(workspace: Path) -> None:
    embedded(workspace).decide(NOTE)
    with sqlite3.connect(workspace / "decisions.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert embedded(workspace).decisions() == (NOTE,)


def test_a_damaged_decisions_file_is_corrupt(tmp_path: Path) -> None:
    (tmp_path / "decisions.sqlite").write_bytes(b"not a database" * 1000)
    with pytest.raises(GraphCorrupt, match="backup"):
        embedded(tmp_path).decisions()


def test_derived_networks_are_no_identifiers_of_the_graph(tmp_path: Path) -> None:
    graph = embedded(tmp_path)
    publish(graph, small_world(), INFO)
    assert graph.users_of("network", "192.0.2.0/24", 10) == ()


def test_the_path_of_a_file_may_hold_a_quote(tmp_path: Path) -> None:
    graph = embedded(tmp_path / "it's; here")
    publish(graph, no_world(), INFO)
    assert graph.run() == INFO


def test_settings_open_the_workspace_unless_they_name_a_server(workspace: Path) -> None:
    publish(embedded(workspace), small_world(), INFO)
    graph = open_graph(Settings(workspace=workspace))
    assert (graph.health().kind, graph.run()) == ("embedded", INFO)


@pytest.mark.parametrize("part", [0.01, 0.3, 0.6, 0.9])
def test_a_file_that_may_not_grow_is_told_as_a_full_disk_and_leaves_nothing(tmp_path: Path, part: float) -> None:
    """Wherever the limit strikes: in the file itself, in its log, or while they are put together."""
    write_embedded(small_world(), INFO, tmp_path / "whole.duckdb")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(part * (tmp_path / "whole.duckdb").stat().st_size), hard))
    try:
        with pytest.raises(DiskFull, match=r"No space is left at .*aside.*; make some"):
            write_embedded(small_world(), INFO, tmp_path / "aside" / "run" / "graph.duckdb")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "aside" / "run").iterdir()) == []


def test_a_decisions_file_that_may_not_grow_is_not_taken_for_a_damaged_one(tmp_path: Path) -> None:
    """A backup in its place would be no remedy."""
    graph = embedded(tmp_path)
    graph.decide(NOTE)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        with pytest.raises(WorkspaceError, match=r"decisions\.sqlite cannot be read or written \(disk I/O error\)"):
            graph.decide(NOTE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert graph.decisions() == (NOTE,)
