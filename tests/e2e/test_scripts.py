"""The scripts that people and CI run."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for path in [*(ROOT / "scripts").iterdir(), ROOT / ".ci" / "run"] if path.is_file())
SHELL = [path for path in SCRIPTS if path.read_text("utf-8").startswith("#!/usr/bin/env bash")]


def run(*words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*words],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_may_be_run_and_says_what_it_is_for(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert script.read_text("utf-8").splitlines()[1].lstrip('#" ')


@pytest.mark.parametrize("script", SHELL, ids=lambda path: path.name)
def test_a_shell_script_parses_and_stops_at_the_first_failure(script: Path) -> None:
    assert run("bash", "-n", script).returncode == 0
    assert "set -euo pipefail" in script.read_text("utf-8")


def test_setup_does_nothing_when_nothing_changed() -> None:
    assert run("scripts/setup").returncode == 0
    stamp = ROOT / ".venv" / ".linkage-setup"
    before = stamp.stat().st_mtime_ns
    again = run("scripts/setup")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert stamp.stat().st_mtime_ns == before


def test_setup_refuses_a_python_that_is_too_old_in_one_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    old.chmod(0o755)
    done = run("scripts/setup", PYTHON=str(old))
    assert done.returncode == 2
    assert "Python 3.11 or newer" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scripts/demo", "--nonsense"], "unknown option '--nonsense'"),
        (["scripts/test", "--lane", "1999"], "no lane '1999'"),
        (["scripts/test", "--lane"], "--lane needs a value"),
    ],
)
def test_wrong_words_to_a_script_are_answered_in_a_sentence(words: list[str], said: str) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr


def test_scripts_print_their_own_help() -> None:
    assert "--neo4j" in run("scripts/demo", "--help").stdout
    assert "--lane 2026" in run("scripts/test", "--help").stdout


def test_ci_requires_what_elsewhere_may_be_skipped_and_runs_the_suite() -> None:
    lines = [line.strip() for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()]
    wanted = (
        "exec < /dev/null",
        "export LINKAGE_REQUIRE_NEO4J=1 LINKAGE_REQUIRE_BROWSER=1",
        "scripts/check",
        "scripts/test",
    )
    assert [line for line in lines if line in wanted] == list(wanted)
