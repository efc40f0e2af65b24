"""What browser tests ask for: the system's Chromium."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path(os.environ.get("LINKAGE_CHROMIUM", "/usr/bin/chromium"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Yield a Chromium, or skip where there is none (LINKAGE_REQUIRE_BROWSER=1 makes that a failure)."""
    if not CHROMIUM.exists():
        why = f"there is no Chromium at {CHROMIUM}: install it, or name another in LINKAGE_CHROMIUM"
        if os.environ.get("LINKAGE_REQUIRE_BROWSER") == "1":
            pytest.fail(why, pytrace=False)
        pytest.skip(why)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()
