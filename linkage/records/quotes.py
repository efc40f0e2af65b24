"""Follows the quotes of a CSV file while its bytes go by: a stray one swallows every row up to the next.

The parser takes `"Mozilla/5.0`, a value that begins with a quote and was not written as CSV asks for, for one value
that goes on over lines to the next quote of the file, and puts what follows that one behind it. A value that goes over
lines and whose last quote stands before more text was never meant as one value. Where it stops being true: two stray
quotes of which the later stands at the end of its value are CSV, and nothing tells them from a text of many lines.
"""

import re
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_QUOTE: Final = ord('"')


class Quotes:
    """Takes the bytes of a file in their order."""

    def __init__(self, delimiter: str, n_header_lines: int) -> None:
        sign = re.escape(delimiter.encode())
        self._opening = re.compile(b'(?<![^\r\n%b])"' % sign)
        self._ending = re.compile(b" *[\r\n%b]" % sign)
        self._edge = np.zeros(256, np.bool_)
        self._edge[[ord(delimiter), *b'\r\n"']] = True
        self._n_header_lines = n_header_lines
        self._rest = b""
        self._n_bytes = 0
        self._opened: int | None = None
        """Where the quote stands inside which the next bytes are."""
        self.any = False
        """Whether there was a quote yet; without one no value goes over lines."""
        self.stray: tuple[int, int] | None = None
        """Where the first two stray quotes stand, as bytes before them: between them everything is swallowed."""

    def take(self, part: bytes) -> None:
        """Look at the next bytes; none at the end. Linear, and at once for all quotes that stand as CSV asks for."""
        # Of whole lines it is known what stands beside each quote.
        end = part.rfind(b"\n" if b"\n" in part else b"\r") + 1
        if part and not end:
            self._rest += part
            return
        ahead = self._rest
        first = min(at for at in (part.find(b"\n"), part.find(b"\r"), end - 1) if at >= 0) + 1 if ahead and part else 0
        self._lines(ahead + (part[:first] or b"\n" * (not part)))
        self._lines(part, first, end)
        self._rest = part[end:]

    def _lines(self, part: bytes, start: int = 0, end: int | None = None) -> None:
        """Look at whole lines, those of a part from byte `start` up to `end`."""
        end = len(part) if end is None else end
        if self._n_header_lines:
            ends = [each.end() for each in islice(_LINE_END.finditer(part, start, end), self._n_header_lines)]
            self._n_header_lines -= len(ends)
            self._n_bytes += ends[-1] - start if ends else 0
            start = ends[-1] if ends else end
        if self._opened is not None or part.find(b'"', start, end) >= 0:
            self.any = True
            if not self._in_order(np.frombuffer(part, np.uint8, end - start, start)):
                self._follow(part[start:end])
        self._n_bytes += end - start

    def _in_order(self, signs: npt.NDArray[np.uint8]) -> bool:
        """Go on to the end of these lines if every quote in them begins a value, ends one, or stands twice inside."""
        quotes = np.flatnonzero(signs == _QUOTE)
        inside = int(self._opened is not None)
        # What stands twice ends a value and begins it again, so that quotes begin and end by turns.
        begin, end = quotes[inside::2], quotes[1 - inside :: 2]
        before = signs[begin - 1]
        if not (self._edge[before].all() and self._edge[signs[end + 1]].all()):
            return False
        if len(begin) + inside == len(end):
            self._opened = None
        elif len(values := begin[before != _QUOTE]):
            self._opened = self._n_bytes + int(values[-1])
        return True

    def _follow(self, lines: bytes) -> None:
        """Go on to the end of these lines, quote by quote."""
        at, opened = 0, self._opened
        while True:
            if opened is None:
                if (found := self._opening.search(lines, at)) is None:
                    self._opened = None
                    return
                opened, at = self._n_bytes + found.start(), found.end()
            end = lines.find(b'"', at)
            while end >= 0 and lines[end + 1 : end + 2] == b'"':
                end = lines.find(b'"', end + 2)
            if end < 0:
                self._opened = opened
                return
            over_lines = opened < self._n_bytes or _LINE_END.search(lines, opened - self._n_bytes, end)
            if over_lines and self.stray is None and not self._ending.match(lines, end + 1):
                self.stray = opened, self._n_bytes + end
            at, opened = end + 1, None
