"""An interrupt waits for a safe point, a second one does not, and afterwards all is as before."""

import signal

import pytest

from linkage.cli.interrupts import at_safe_points


def test_the_first_waits_until_it_is_asked_for_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with at_safe_points(quiet=False) as stop_if_asked:
        stop_if_asked()
        signal.raise_signal(signal.SIGINT)
        assert "again to stop at once" in capsys.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            stop_if_asked()


def test_the_second_is_heard_at_once_and_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with at_safe_points(quiet=True):
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert capsys.readouterr().err == ""


def test_who_heard_interrupts_before_hears_them_after() -> None:
    before = signal.getsignal(signal.SIGINT)
    with at_safe_points(quiet=True):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
