"""In which format `linkage export` writes a file."""

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from linkage import ledger, runs
from linkage.cli.files import write_file
from linkage.cli.process import hoisted, run
from tests.small_world import INFO, small_world


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace whose current run is the small world, in the folder where commands run."""
    monkeypatch.chdir(tmp_path)
    made = ledger.Workspace.open(tmp_path / "workspace", create=True)
    runs.save(made, small_world(), INFO, {}, made_of=runs.ledger_state(made))
    return made.path


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (["risk", "-o", "x.csv"], b"account_id,"),
        (["risk", "-o", "x.Parquet"], b"PAR1"),
        (["risk", "-o", "x.ndjson"], b"{"),
        (["risk", "-o", "x.jsonl", "--json"], b"{"),
        (["risk", "-o", "x.json", "--format", "json"], b"{"),
        (["risk", "-o", "x.txt"], b"account_id,"),
        (["risk", "-o", "x.txt", "--format", "parquet"], b"PAR1"),
        (["graph", "--campaign", "c-alpha", "-o", "x.graphml"], b"<?xml"),
        (["graph", "--campaign", "c-alpha", "-o", "x.json"], b"{"),
        (["graph", "--campaign", "c-alpha", "-o", "x"], b"<?xml"),
    ],
)
def test_the_ending_of_a_file_says_its_format_where_no_option_does(
    words: list[str], begins: bytes, workspace: Path
) -> None:
    assert run(hoisted(["export", *words, "--workspace", str(workspace)])) == 0
    assert Path(words[words.index("-o") + 1]).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    "words",
    [
        ["risk", "-o", "x.parquet", "--format", "csv"],
        ["risk", "-o", "x.csv", "--json"],
        ["risk", "-o", "x.graphml"],
        ["graph", "--campaign", "c-alpha", "-o", "x.csv"],
    ],
)
def test_an_ending_that_promises_another_format_is_refused(
    words: list[str], workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(hoisted(["export", *words, "--workspace", str(workspace)])) == 2
    assert "is called as" in (err := capsys.readouterr().err) or "is not called as" in err
    assert "--format" not in err or "--format" in words
    assert not Path(words[words.index("-o") + 1]).exists()


def export(output: Path, workspace: Path) -> int:
    return run(hoisted(["export", "risk", "-o", str(output), "--workspace", str(workspace)]))


def test_a_link_stays_a_link_and_what_it_names_is_written(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "named.csv").write_text("older")
    (tmp_path / "named.csv").chmod(0o600)
    for link, name in (("link.csv", "named.csv"), ("other.csv", "not-there.csv")):
        (tmp_path / link).symlink_to(name)
        assert export(tmp_path / link, workspace) == 0
        assert (tmp_path / link).is_symlink()
        assert (tmp_path / name).read_bytes().startswith(b"account_id,")
    assert (tmp_path / "named.csv").stat().st_mode & 0o777 == 0o600
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]


def test_a_pipe_is_given_the_rows_and_stays_a_pipe(workspace: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert export(tmp_path / "pipe", workspace) == 0
        assert os.read(reader, 1 << 16).startswith(b"account_id,")
    finally:
        os.close(reader)
    assert (tmp_path / "pipe").is_fifo()


def test_stdout_by_its_name_is_added_to(workspace: Path, tmp_path: Path) -> None:
    kept = os.dup(1)
    with (tmp_path / "log").open("wb") as log:
        log.write(b"before\n")
        log.flush()
        os.dup2(log.fileno(), 1)
        try:
            with open(1, "w", closefd=False) as out, contextlib.redirect_stdout(out):
                assert export(Path("/dev/stdout"), workspace) == 0
        finally:
            os.dup2(kept, 1)
            os.close(kept)
    assert (tmp_path / "log").read_bytes().startswith(b"before\naccount_id,")


def test_two_exports_at_once_leave_a_whole_file(workspace: Path, tmp_path: Path) -> None:
    contents = [bytes([number]) * 3_000_000 for number in range(4)]
    with ThreadPoolExecutor(4) as beside:
        list(beside.map(lambda content: write_file(tmp_path / "x.bin", content), contents))
    assert (tmp_path / "x.bin").read_bytes() in contents
