"""How far a load is."""

import io
import sys

import pytest

from linkage.cli.progress import clock, line, reported, stages, working
from linkage.ledger import LoadProgress


class Terminal(io.StringIO):
    """Text that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_clock_reads_minutes_and_seconds() -> None:
    assert [clock(seconds) for seconds in (None, 0.4, 61.0, 3600.0)] == ["–", "0:00", "1:01", "60:00"]


def test_a_plain_line_tells_speed_and_time_left() -> None:
    assert line(LoadProgress("a.csv", 50_000, 1_000, 4_000, 2.0)) == "a.csv: 25%, 50,000 rows, 25,000 rows/s, 0:06 left"
    assert line(LoadProgress("-", 10, 0, 0, 0.0)) == "-: 10 rows, 0 rows/s, – left"


def test_a_line_comes_only_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    with reported(quiet=False) as advance:
        for seconds in (1, 6, 7, 12):
            advance(LoadProgress("a.csv", seconds * 10, seconds * 10, 240, float(seconds)))
    assert [said.split(" rows")[0] for said in capsys.readouterr().err.splitlines()] == [
        "a.csv: 25%, 60",
        "a.csv: 50%, 120",
    ]


def test_a_terminal_gets_a_bar_with_rows_per_second(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with reported(quiet=False) as advance:
        advance(LoadProgress("[b]a.csv", 50_000, 1_000, 4_000, 2.0))
    assert "[b]a.csv" in terminal.getvalue()
    assert "50,000 rows, 25,000 rows/s" in terminal.getvalue()


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with working("Working", quiet=True), reported(quiet=True) as advance:
        advance(LoadProgress("a.csv", 1, 1, 1, 9.0))
    assert capsys.readouterr() == ("", "")


def test_stages_are_a_line_each_where_nothing_can_move(capsys: pytest.CaptureFixture[str]) -> None:
    with stages(quiet=False) as tell:
        tell("Writing files", None)
        for percent in range(0, 100, 10):
            tell("Importing", percent / 100)
        tell("Checking", None)
    assert capsys.readouterr().err.splitlines() == ["Writing files …", "Importing: 0%", "Checking …"]


def test_stages_move_on_a_terminal_and_are_silent_when_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with stages(quiet=True) as tell:
        tell("Checking", 0.5)
    assert capsys.readouterr().err == ""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with stages(quiet=False) as tell:
        tell("Importing", 0.25)
    assert "Importing: 25%" in terminal.getvalue()
