"""A process is known by its id and its start: no other one is ever touched."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from linkage.graph.neo4j.server.process import Process, end, is_running, spawn


@pytest.fixture
def run(tmp_path):
    """A function that starts a shell script as a process; whatever is left of them is ended."""
    started = []

    def start(script):
        process = spawn(["/bin/sh", "-c", script], {"PATH": os.environ["PATH"]}, tmp_path / "log", started.append)
        assert started[-1] == process
        return process

    yield start
    for process in started:
        if is_running(process):
            os.kill(process.pid, signal.SIGKILL)
            end(process, 5)


def wait_for(text, path):
    while not path.exists() or text not in path.read_text():
        time.sleep(0.01)


def test_a_process_runs_until_it_is_ended(run):
    process = run("exec sleep 60")
    assert is_running(process)
    assert end(process, 5)
    assert not is_running(process)


def test_a_process_that_ended_by_itself_is_not_running_even_before_anybody_waited_for_it(run):
    process = run("exit 3")
    time.sleep(0.2)
    assert not is_running(process)


def test_another_process_with_the_same_id_is_neither_taken_for_it_nor_ended(run):
    process = run("exec sleep 60")
    stale = replace(process, started=process.started + "0")
    assert not is_running(stale)
    assert end(stale, 1)
    assert is_running(process)


def test_a_process_whose_start_was_never_known_is_left_alone(run):
    assert not is_running(Process(run("exec sleep 60").pid, ""))


def test_one_that_ignores_the_request_to_end_is_killed(run, tmp_path):
    process = run("trap '' TERM; echo ready; while true; do sleep 0.1; done")
    wait_for("ready", tmp_path / "log")
    assert not end(process, 0.3)
    assert not is_running(process)


def test_what_it_prints_goes_to_its_log_for_this_user_alone(run, tmp_path):
    run("echo out; echo err >&2")
    wait_for("err", tmp_path / "log")
    assert (tmp_path / "log").read_text() == "out\nerr\n"
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


STARTING_AND_KILLED = """
import os, sys
from pathlib import Path
from linkage.graph.neo4j.server.process import spawn
def killed(process):
    print(process.pid, process.started, flush=True)
    os.kill(os.getpid(), 9)
spawn(["/bin/sh", "-c", "echo it runs; exec sleep 60"], {}, Path(sys.argv[1]), killed)
"""


def test_one_whose_start_was_not_noted_down_before_a_kill_never_runs(tmp_path):
    log = tmp_path / "log"
    client = subprocess.run(
        [sys.executable, "-c", STARTING_AND_KILLED, log], check=False, capture_output=True, text=True
    )
    assert client.returncode == -signal.SIGKILL
    pid, started = client.stdout.split()
    while is_running(Process(int(pid), started)):
        time.sleep(0.01)
    assert log.read_text() == ""


def test_it_lives_in_a_session_of_its_own(run):
    process = run("exec sleep 60")
    assert os.getsid(process.pid) == process.pid != os.getsid(0)
