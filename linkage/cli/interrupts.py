"""An interrupt waits for a safe point: raised in the midst of a library it may be lost or come out as another fault."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from linkage.cli.show import say


@contextmanager
def at_safe_points(*, quiet: bool) -> Iterator[Callable[[], None]]:
    """Yield what raises KeyboardInterrupt if one was asked for by then; a second interrupt is heard at once."""
    asked = False

    def hear(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        say("Stopping after this batch; interrupt again to stop at once.", quiet=quiet)

    def stop_if_asked() -> None:
        if asked:
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield stop_if_asked
        return
    before = signal.signal(signal.SIGINT, hear)
    try:
        yield stop_if_asked
    finally:
        signal.signal(signal.SIGINT, before)
