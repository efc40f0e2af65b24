"""Structured logs on stderr: one line per stage, never an identifier's value."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import structlog

LogFormat = Literal["console", "json"]


def configure(level: str = "warning", log_format: LogFormat = "console") -> None:
    """Send log lines of `level` and above to stderr, as aligned text or as JSON."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # The richer formatters print local variables, and those hold identifiers and keys.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    driver = logging.getLogger("neo4j")
    if not driver.handlers:  # what goes wrong with a server is told once, by an error of ours
        driver.addHandler(logging.NullHandler())


@contextmanager
def stage(event: str, **values: object) -> Iterator[dict[str, object]]:
    """Log one line when the block ends, with its seconds and what the block put into the yielded dict."""
    started = time.perf_counter()
    facts: dict[str, object] = dict(values)
    yield facts
    structlog.get_logger().info(event, seconds=round(time.perf_counter() - started, 3), **facts)
