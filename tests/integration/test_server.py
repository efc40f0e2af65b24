"""A real server: started once, known by its own process, stopped and started again without loss."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx2
import psutil
import pytest
from neo4j import GraphDatabase

from linkage.errors import GraphBusy, GraphDenied, GraphUnavailable, GraphUnreachable, UsageError
from linkage.graph.neo4j.server import SHORT_LIVED, Browser, admin, ports, start, status, stop
from linkage.graph.neo4j.server.home import Home
from linkage.graph.neo4j.server.probe import gds_version
from linkage.graph.neo4j.server.process import Process, end, is_running, spawn
from linkage.settings import GraphSettings

pytestmark = pytest.mark.neo4j


def ask(server, query, **params):
    password = server.password_file.read_text().strip()
    with GraphDatabase.driver(server.uri, auth=(server.user, password)) as driver:
        return {tuple(record.values()) for record in driver.execute_query(query, **params).records}


@pytest.fixture(scope="module")
def own(neo4j_server, tmp_path_factory):
    """A function that starts a server of this module's own, always in the same home; ended after the module."""
    home = tmp_path_factory.mktemp("own")

    def run():
        return start(
            home,
            heap_mb=512,
            page_cache_mb=64,
            bolt_port=0,
            http=True,
            http_port=0,
            browser=Browser("play http://127.0.0.1:8321/guide"),
            java_options=SHORT_LIVED,
            lane=neo4j_server.lane,
        )

    run.home = home
    try:
        run()
        yield run
    finally:
        stop(home, patience_seconds=20)


def test_the_session_s_server_answers_with_graph_data_science(neo4j_server):
    found = status(neo4j_server.home)
    assert found.running
    assert ask(found, "RETURN gds.version()") == {(neo4j_server.gds_version,)}


def test_the_versions_that_run_are_those_that_the_status_tells(neo4j_server):
    found = status(neo4j_server.home)
    question = (
        "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN versions[0], edition"
    )
    assert ask(found, question) == {(found.version, "community")}


def test_started_twice_it_runs_once(neo4j_server):
    before = status(neo4j_server.home)
    assert start(neo4j_server.home, heap_mb=512, lane=neo4j_server.lane) == before


def test_it_listens_on_loopback_alone(neo4j_server):
    pid = status(neo4j_server.home).pid
    sockets = psutil.Process(pid).net_connections(kind="inet")
    assert {each.laddr.ip.removeprefix("::ffff:") for each in sockets if each.status == "LISTEN"} == {"127.0.0.1"}


def test_its_password_is_on_no_command_line_and_in_no_log(neo4j_server):
    pid = status(neo4j_server.home).pid
    assert neo4j_server.password not in " ".join(psutil.Process(pid).cmdline())
    logs = [
        path for path in neo4j_server.home.rglob("*") if path.is_file() and path.suffix in {".log", ".conf", ".json"}
    ]
    assert len(logs) >= 3
    assert [path for path in logs if neo4j_server.password in path.read_text("utf-8", errors="replace")] == []


def test_a_wrong_password_is_denied(neo4j_server):
    with pytest.raises(GraphDenied):
        gds_version(GraphSettings(uri=neo4j_server.uri, user=neo4j_server.user, password="not the password"))


def test_a_wanted_port_that_is_taken_starts_nothing(neo4j_server, tmp_path):
    port = int(neo4j_server.uri.rpartition(":")[2])
    with pytest.raises(UsageError, match=str(port)):
        start(tmp_path, heap_mb=512, page_cache_mb=64, bolt_port=port, lane=neo4j_server.lane)
    assert not status(tmp_path).running


def test_a_port_that_is_taken_while_the_server_starts_is_told_and_nobody_else_is_asked(
    neo4j_server, tmp_path, monkeypatch
):
    port = int(neo4j_server.uri.rpartition(":")[2])
    monkeypatch.setattr(ports, "choose", lambda wanted, usual: port)
    with pytest.raises(GraphUnavailable, match="took its port"):
        start(tmp_path, heap_mb=512, page_cache_mb=64, java_options=SHORT_LIVED, lane=neo4j_server.lane)
    assert not status(tmp_path).running


def test_offline_tools_refuse_to_touch_the_files_of_a_running_server(neo4j_server):
    with pytest.raises(GraphBusy, match="stop it"):
        admin(neo4j_server.home, "database", "check", "neo4j", lane=neo4j_server.lane)


def test_killed_it_starts_again_with_all_that_it_acknowledged(own):
    first = own()
    for number in range(20):
        ask(first, "CREATE (:Kept {number: $number})", number=number)
    os.kill(first.pid, signal.SIGKILL)
    while status(own.home).running:
        time.sleep(0.01)
    with pytest.raises(GraphUnreachable):
        gds_version(GraphSettings(uri=first.uri, user=first.user, password="whatever", timeout_seconds=10))
    with ThreadPoolExecutor(2) as pool:  # two that start at once start one
        second, same = pool.map(lambda _: own(), range(2))
    assert second == same
    assert second.pid != first.pid
    assert ask(second, "MATCH (n:Kept) RETURN n.number") == {(number,) for number in range(20)}


def test_over_http_it_says_where_bolt_is_and_serves_the_browser(own):
    server = own()
    discovery = httpx2.get(server.http_uri, headers={"Accept": "application/json"})
    assert discovery.json()["bolt_direct"] == server.uri
    page = httpx2.get(f"{server.http_uri}/browser/", follow_redirects=True)
    assert (page.status_code, "Neo4j Browser" in page.text) == (200, True)


def test_a_running_server_does_not_pretend_to_tell_its_browser_something_else(own):
    before = own()
    with pytest.raises(UsageError, match="neo4j stop"):
        start(own.home, heap_mb=512, page_cache_mb=64, browser=Browser("play http://127.0.0.1:8321/other"))
    assert own() == before


def test_stopped_it_is_gone_and_stopping_it_again_changes_nothing(own):
    pid = own().pid
    for _ in range(2):
        found = stop(own.home)
        assert (found.running, found.pid, found.uri) == (False, None, None)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert status(own.home) == found


def test_a_process_that_took_the_id_of_a_dead_server_is_left_alone(own, tmp_path):
    stop(own.home)
    stranger = spawn(["/bin/sleep", "60"], {}, tmp_path / "log", print)
    try:
        home = Home(own.home)
        home.write_record(replace(home.record(), process=Process(stranger.pid, "before"), ready=True))
        assert not status(own.home).running
        assert not stop(own.home).running
        assert is_running(stranger)
    finally:
        end(stranger, 5)


def test_a_home_whose_password_file_is_wrong_does_not_start_and_says_so(own):
    stop(own.home)
    kept = Home(own.home).password_file
    right = kept.read_text()
    kept.write_text("something else\n")
    try:
        with pytest.raises(GraphDenied, match=str(kept)):
            own()
    finally:
        kept.write_text(right)
    assert not status(own.home).running


def test_a_home_is_not_started_by_another_lane(own):
    stop(own.home)
    record = Home(own.home).record()
    other = {"5.26": "2026", "2026": "5.26"}[record.lane]
    with pytest.raises(UsageError, match=f"lane {record.lane}"):
        start(own.home, heap_mb=512, page_cache_mb=64, lane=other)


def command(*arguments, **environment):
    code = "import sys; from pathlib import Path; from linkage.graph.neo4j.server.assembly import installation\n"
    code += "try: print(installation(sys.argv[1]).assembly)\n"
    code += "except Exception as error: print(type(error).__name__, error)"
    kept = {name: os.environ[name] for name in ("HOME", "LINKAGE_CACHE", "XDG_CACHE_HOME") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def test_without_maven_an_assembled_server_is_used_and_a_new_one_is_refused(neo4j_server, tmp_path):
    assert command(neo4j_server.lane, PATH="").endswith(neo4j_server.version)
    refused = command(neo4j_server.lane, PATH="", LINKAGE_CACHE=str(tmp_path))
    assert refused.startswith("ToolMissing Maven")
