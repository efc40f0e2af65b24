"""The cores of the machine."""

import os

import pytest

from linkage.cores import n_cores


def test_a_process_held_to_one_core_has_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    assert n_cores() == 1


def test_where_the_system_cannot_say_all_cores_are_there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert n_cores() == 6
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert n_cores() == 1
