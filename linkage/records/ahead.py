"""Works one step ahead: the next block is read and taken apart while the last one is judged."""

from collections.abc import Iterator
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
_PATIENCE_SECONDS = 0.1


class _Last:
    """The end of the items, and what went wrong there."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield what `items` yields and raise what it raises; a thread is one item ahead, and ends with this iterator."""
    queue: Queue[T | _Last] = Queue(maxsize=1)
    stopped = Event()

    def put(item: T | _Last) -> None:
        while not stopped.is_set():
            try:
                queue.put(item, timeout=_PATIENCE_SECONDS)
            except Full:
                continue
            return

    def work() -> None:
        try:
            for item in items:
                put(item)
                if stopped.is_set():
                    return
            put(_Last(None))
        except BaseException as error:
            put(_Last(error))

    thread = Thread(target=work, name="linkage-read-ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(item := queue.get(), _Last):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stopped.set()
        thread.join()
