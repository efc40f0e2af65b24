"""In which format `linkage export` writes a file."""

from pathlib import Path

import pytest

from linkage import ledger, runs
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
