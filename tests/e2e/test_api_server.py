"""The server as a process: where it says it listens, how it ends, what it refuses to start with."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.publishing import embedded, publish
from tests.small_world import INFO, LATER, later_world, small_world

SERVE = """
import sys
from linkage.api.serve import serve
from linkage.errors import LinkageError, outcome
from linkage.settings import read_settings
try:
    serve(read_settings())
except LinkageError as error:
    sys.stderr.write(str(error))
    sys.exit(outcome(error).exit_code)
"""


def environment(workspace: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LINKAGE_")}
    return {**clean, "LINKAGE_WORKSPACE": str(workspace), "LINKAGE_API__PORT": "0", **more}


@contextmanager
def served(workspace: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE],
        env=environment(workspace, **more),
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("linkage serves http://127.0.0.1:"), said
        yield process, said.split()[-1]
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    publish(embedded(tmp_path), small_world(), INFO)
    return tmp_path


def test_it_says_where_it_listens_and_ends_well_on_sigterm(workspace: Path) -> None:
    with served(workspace) as (process, url):
        assert httpx2.get(f"{url}/readyz", timeout=60).json()["run"] == INFO.run
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_a_new_run_is_served_without_a_restart(workspace: Path) -> None:
    with served(workspace) as (_, url), httpx2.Client(base_url=url, timeout=60) as client:
        assert client.get("/v1/accounts/a-1/risk").json()["score"] == 92.5
        publish(embedded(workspace), later_world(), LATER)
        answer = client.get("/v1/accounts/a-1/risk")
        assert (answer.json()["score"], answer.headers["linkage-run"]) == (50.0, LATER.run)


def test_head_passes_through_the_real_server_and_leaves_the_connection_good(workspace: Path) -> None:
    with served(workspace) as (_, url), httpx2.Client(base_url=url, timeout=60) as client:
        for path in ("/healthz", "/", "/v1/run"):
            head = client.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == str(len(client.get(path).content))


def test_ids_with_slashes_pass_through_the_real_server(workspace: Path) -> None:
    with served(workspace) as (_, url):
        found = httpx2.get(f"{url}/v1/accounts/%C3%BCn%C3%AF-%E7%A0%81%2F1", timeout=60)
        assert found.json()["account_id"] == "ünï-码/1"


def test_a_key_is_asked_for_where_one_is_set(workspace: Path) -> None:
    key = "0123456789abcdef"
    with served(workspace, LINKAGE_API__KEY=key) as (_, url):
        assert httpx2.get(f"{url}/v1/run", timeout=60).status_code == 401
        assert httpx2.get(f"{url}/v1/run", headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_it_does_not_start_open_to_others_without_a_key(workspace: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVE],
        env=environment(workspace, LINKAGE_API__HOST="0.0.0.0"),
        cwd=workspace,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert "LINKAGE_API__KEY" in done.stderr
