"""How far a load is."""

import pytest

from linkage.cli import progress
from linkage.cli.progress import clock, line, reported, seconds_left


def test_the_time_left_follows_the_bytes_that_are_left() -> None:
    assert seconds_left(25, 100, 10.0) == 30.0
    assert seconds_left(100, 100, 10.0) == 0.0
    assert seconds_left(0, 100, 10.0) is None
    assert seconds_left(5, 0, 10.0) is None


def test_a_clock_reads_minutes_and_seconds() -> None:
    assert [clock(seconds) for seconds in (None, 0.4, 61.0, 3600.0)] == ["–", "0:00", "1:01", "60:00"]


def test_a_plain_line_tells_speed_and_time_left() -> None:
    assert line("a.csv", 50_000, 1_000, 4_000, 2.0) == "a.csv: 25%, 50,000 rows, 25,000 rows/s, 0:06 left"


def test_a_line_comes_only_now_and_then(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = iter([0.0, 1.0, 6.0, 7.0, 12.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(now))
    with reported(quiet=False) as advance:
        for n_rows in (10, 60, 70, 120):
            advance("a.csv", n_rows, n_rows, 240)
    assert [said.split(": ")[1].split(" rows")[0] for said in capsys.readouterr().err.splitlines()] == [
        "25%, 60",
        "50%, 120",
    ]


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with reported(quiet=True) as advance:
        advance("a.csv", 1, 1, 1)
    assert capsys.readouterr() == ("", "")
