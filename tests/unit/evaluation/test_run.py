"""Worlds that are scored each in a process of its own."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from linkage import links
from linkage.errors import InputError
from linkage.evaluation import worlds
from linkage.evaluation.run import OWN, Wanted, WorldResult, evaluate, evaluate_world
from linkage.settings import Settings
from tests.unit.evaluation.hand_made import truth


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A world of one request for each account."""
    known = truth().accounts
    (tmp_path / "good" / "truth").mkdir(parents=True)
    known.write_parquet(tmp_path / "good" / "truth" / "accounts.parquet")
    known.select("account_id", at=pl.lit(1_772_000_000)).write_parquet(tmp_path / "good" / "activity.parquet")
    return tmp_path / "good"


def test_in_a_world_without_rows_nobody_is_flagged(good: Path):
    pl.read_parquet(good / "activity.parquet").clear().write_parquet(good / "activity.parquet")
    found = evaluate_world(good, Settings(), Wanted(ablate=True))
    assert len(found.systems) == 3
    assert {one.figures["n_flagged"] for one in (*found.systems.values(), *found.ablations.values())} == {0}


def endless(folder: Path) -> Path:
    """A world whose truth never comes: whoever opens a pipe waits until somebody writes to it."""
    (folder / "truth").mkdir(parents=True)
    os.mkfifo(folder / "truth" / "accounts.parquet")
    return folder


def new_ones(seen: list[BaseProcess], n: int) -> list[BaseProcess]:
    """Return `n` processes that were not seen before, once they are there."""
    for _ in range(600):
        new = [child for child in active_children() if child not in seen]
        if len(new) >= n:
            seen += new
            return new
        time.sleep(0.05)
    raise AssertionError("No process was started within 30 seconds.")


def kill(child: BaseProcess) -> None:
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)


def test_a_world_whose_process_the_system_ends_is_named_and_all_others_are_scored(tmp_path: Path, good: Path):
    stuck = [endless(tmp_path / name) for name in ("one", "two")]
    seen = active_children()
    with ThreadPoolExecutor(1) as aside:
        told = aside.submit(lambda: list(evaluate([*stuck, good], Settings(), Wanted(compare=False), jobs=2)))
        try:
            one, other = new_ones(seen, 2)
            kill(one)
            new_ones(seen, 1)
            assert other.is_alive(), "what works beside it goes on"
            kill(other)
            results = told.result(timeout=60)
        finally:
            for child in active_children():
                child.kill()
    for folder, error in zip(stuck, results, strict=False):
        assert isinstance(error, InputError)
        assert str(folder) in str(error)
        assert "want of memory" in str(error)
    assert isinstance(results[2], WorldResult)
    assert results[2].systems[OWN].figures["n_accounts"] == 20


@pytest.fixture
def days(good: Path) -> Path:
    """The good world, whose accounts come back on the fourth day."""
    rows = pl.read_parquet(good / "activity.parquet")
    later = rows.with_columns(pl.col("at") + 3 * worlds.DAY_SECONDS)
    pl.concat([rows, later]).write_parquet(good / "activity.parquet")
    return good


def counted(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[tuple[object, ...]]:
    """Return a list that gets the arguments of each call of a function from now on."""
    calls: list[tuple[object, ...]] = []
    function = getattr(module, name)

    def heard(*words: object) -> object:
        calls.append(words)
        return function(*words)

    monkeypatch.setattr(module, name, heard)
    return calls


def test_files_are_judged_once_however_often_a_world_is_cut(days: Path, monkeypatch: pytest.MonkeyPatch):
    judged = counted(monkeypatch, worlds, "_is_clean")
    found = evaluate_world(days, Settings(), Wanted(daily=True, compare=False))
    assert found.daily is not None
    assert len(found.daily.steps) > 1
    assert judged == [(days / "activity.parquet", "activity")]


def test_links_and_what_chance_makes_are_found_once_at_each_cut(days: Path, monkeypatch: pytest.MonkeyPatch):
    linked, by_chance = (counted(monkeypatch, links, name) for name in ("run", "by_chance"))
    found = evaluate_world(days, Settings(), Wanted(daily=True, compare=False))
    assert found.daily is not None
    n_runs = 1 + len(found.daily.steps) + 1
    assert (len(linked), len(by_chance)) == (n_runs, n_runs), "the whole, each cut, and before accounts come as new"
