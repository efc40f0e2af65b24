"""Where compiled kernels are kept."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from linkage.kernel_cache import VARIABLE, can_write, keep_kernels, own_folder

NOWHERE = Path("/proc/self")
"""No user can make a file here, root neither."""


def test_where_numba_finds_a_folder_nothing_is_said(tmp_path: Path):
    beside, at_home = {"HOME": str(NOWHERE)}, {"HOME": str(tmp_path)}
    keep_kernels(beside, tmp_path)
    keep_kernels(at_home, NOWHERE)
    assert VARIABLE not in beside
    assert VARIABLE not in at_home
    assert (tmp_path / ".cache" / "numba").is_dir()


def test_what_somebody_said_stays():
    said = {"HOME": str(NOWHERE), VARIABLE: "/elsewhere"}
    keep_kernels(said, NOWHERE)
    assert said[VARIABLE] == "/elsewhere"


def test_a_user_with_no_place_to_write_gets_a_folder_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    environment = {"HOME": str(NOWHERE)}
    keep_kernels(environment, NOWHERE)
    folder = Path(environment[VARIABLE])
    assert can_write(folder)
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0


def test_kernels_are_found_again_in_the_same_folder(tmp_path: Path):
    assert own_folder(tmp_path) == own_folder(tmp_path)


def test_a_folder_that_others_can_write_to_or_put_there_is_not_trusted(tmp_path: Path):
    first = own_folder(tmp_path)
    first.chmod(0o777)
    second = own_folder(tmp_path)
    assert second != first
    first.rmdir()
    (tmp_path / "theirs").mkdir()
    first.symlink_to(tmp_path / "theirs")
    assert own_folder(tmp_path) not in (first, second, tmp_path / "theirs")


def test_kernels_are_imported_where_neither_the_package_nor_home_can_be_written(tmp_path: Path):
    """As numba itself sees it: its own search for a folder fails as it would on a read-only file system."""
    script = (
        "import numba.core.caching as caching\n"
        "def refuse(*_): raise OSError('read-only')\n"
        "caching.InTreeCacheLocator.ensure_cache_path = refuse\n"
        "caching.UserWideCacheLocator.ensure_cache_path = refuse\n"
        "import os\n"
        "from pathlib import Path\n"
        "from linkage.kernel_cache import keep_kernels\n"
        "keep_kernels(os.environ, Path('/proc/self'))\n"
        "from numba.core import config\n"
        "config.reload_config()\n"
        "from linkage.links.rows import transpose\n"
        "print(os.environ['NUMBA_CACHE_DIR'])"
    )
    environment = {**os.environ, "HOME": str(NOWHERE), "TMPDIR": str(tmp_path)}
    environment.pop("XDG_CACHE_HOME", None)
    said = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert Path(said.stdout.strip()).parent == tmp_path
