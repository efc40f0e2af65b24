"""What a terminal shows: on 80 columns, too, no id and no number is cut, and no escape code is taken for text."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest

from tests.publishing import embedded, publish
from tests.small_world import INFO, account, campaign, findings_of, identifier, link, member, relied, use

ID, A, B = "c-0123456789", "acc_0e15f9be373f", "acc_10dc46c456e0"
CLIENT = "t13d1054h2_518af6c0b4a2_2e1c6d7c8b9a coding-cli/2.1 (like a browser) Safari/537.36"
STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace whose current run has ids and numbers as long as real ones."""
    folder = tmp_path_factory.mktemp("workspace")
    graph = embedded(folder)
    resembles = "a company with its own mail domain"
    found = findings_of(
        accounts=[account(A), account(B)],
        identifiers=[identifier("client", CLIENT, 1234), identifier("device", "dev_ab10e9276196", 2)],
        uses=[
            use(one, kind, key) for one in (A, B) for kind, key in (("client", CLIENT), ("device", "dev_ab10e9276196"))
        ],
        links=[link(A, B, ["client", "device"], device=7.5)],
        campaigns=[
            campaign(ID, 97.0, "medium", 1234, name="gilded lantern", verdict="organisation", resembles=resembles)
        ],
        members=[member(ID, A), member(ID, B)],
        relies_on=[relied(ID, "client", CLIENT, 1233, 1), relied(ID, "device", "dev_ab10e9276196", 1231, 0)],
    )
    publish(graph, found, INFO)
    graph.close()
    return folder


def shown(workspace: Path, columns: int, *words: str) -> str:
    """Return what a command shows on a terminal of that width, without its styles."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [sys.executable, "-c", "from linkage.cli.process import main; main()", "--workspace", workspace, *words]
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env={**environment, "TERM": "xterm"}) as process:
        os.close(its)
        parts = []
        with suppress(OSError):  # its end closes when the command has ended
            while part := os.read(ours, 65_536):
                parts.append(part)
    os.close(ours)
    assert process.returncode == 0
    return STYLE.sub("", b"".join(parts).decode()).replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [80, 120])
def test_nothing_that_one_would_copy_or_count_is_cut(workspace: Path, columns: int) -> None:
    for words, whole in (
        (["campaigns"], [ID, "gilded lantern", "1,234", "97", "medium", "organisation (a"]),
        (["campaigns", "show", ID], ["1,233 of 1,234", "1,231 of 1,234", "dev_ab10e9276196", A]),
        (["explain", A, B], ["dev_ab10e9276196", A, B, "50%", "7.50"]),
    ):
        said = shown(workspace, columns, *words)
        lines = said.splitlines()
        assert "\x1b" not in said
        assert "�" not in said
        assert max(map(len, lines)) <= columns
        assert [text for text in whole if text not in said] == []
    assert len(shown(workspace, columns, "campaigns").splitlines()[0].split()) == 7
