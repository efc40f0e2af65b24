"""The allocator of the process: what was let go is given back to the system, where that must be asked for."""

import ctypes
import sys


def give_back() -> None:
    """Give freed memory back to the system; where the C library is not glibc there is nothing to ask.

    Its allocator keeps what threads freed: after groups are made that is half a gigabyte of a million accounts.

    Source: malloc_trim(3) of the Linux manual pages.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
