"""What was let go is given back to the system."""

import platform
import resource
from pathlib import Path

import numpy as np
import pytest

from linkage.memory import give_back

BLOCK = 64 * 1024
"""Bytes that the allocator takes from its heap, which it keeps."""


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is asked")
def test_memory_that_was_freed_below_some_still_in_use_goes_back_to_the_system():
    blocks = [np.ones(BLOCK, dtype=np.uint8) for _ in range(2000)]
    last = blocks[-1]
    before = resident()
    blocks.clear()
    give_back()
    assert resident() < before - 1500 * BLOCK
    assert last.sum() == BLOCK
