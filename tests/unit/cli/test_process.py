"""How commands start and leave."""

import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from linkage import errors
from linkage.cli import process
from linkage.cli.process import hoisted, run


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["campaigns", "--workspace", "w"], ["--workspace", "w", "campaigns"]),
        (["campaigns", "--workspace=w", "--json"], ["--workspace=w", "campaigns", "--json"]),
        (
            ["explain", "a", "b", "--graph", "bolt://h", "--quiet"],
            ["--graph", "bolt://h", "--quiet", "explain", "a", "b"],
        ),
        (["risk", "--", "--debug"], ["risk", "--", "--debug"]),
        (["campaigns", "--workspace"], ["--workspace", "campaigns"]),
        ([], []),
    ],
)
def test_global_options_may_stand_anywhere_before_a_double_dash(words: list[str], expected: list[str]) -> None:
    assert hoisted(words) == expected


def raising(error: BaseException) -> Callable[[], typer.core.TyperGroup]:
    """Return a stand-in for the whole command line that only raises."""

    def boom() -> None:
        raise error

    def command() -> typer.core.TyperGroup:
        app = typer.Typer(rich_markup_mode=None)
        app.callback()(lambda: None)
        app.command()(boom)
        made = typer.main.get_command(app)
        assert isinstance(made, typer.core.TyperGroup)
        return made

    return command


@pytest.mark.parametrize("error", list(errors.OUTCOMES), ids=lambda error: error.__name__)
def test_an_error_raised_on_purpose_is_one_sentence_and_the_exit_code_of_its_class(
    error: type[errors.LinkageError], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(process, "command", raising(error("Something is so; do that.")))
    assert run(["boom"]) == errors.OUTCOMES[error].exit_code
    assert capsys.readouterr() == ("", "Something is so; do that.\n")


def test_a_bug_says_where_and_how_to_report_it_but_not_what_the_data_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(process, "command", raising(ValueError("jane@example.org")))
    assert run(["boom"]) == errors.EXIT_BUG
    said = capsys.readouterr().err
    assert said.startswith("linkage met a bug of its own (ValueError in ")
    assert "report" in said
    assert "jane" not in said
    assert "Traceback" not in said


def test_debug_shows_the_traceback_of_a_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(process, "command", raising_at_start(ValueError("odd")))
    assert run(["boom", "--debug"]) == errors.EXIT_BUG
    assert "Traceback" in capsys.readouterr().err


def raising_at_start(error: BaseException) -> Callable[[], typer.core.TyperGroup]:
    def command() -> typer.core.TyperGroup:
        raise error

    return command


def test_an_interrupt_leaves_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(process, "command", raising(KeyboardInterrupt()))
    assert run(["boom"]) == errors.EXIT_INTERRUPTED
    assert capsys.readouterr().err == "Interrupted.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nonsense"], "No such command 'nonsense'. See `linkage --help`.\n"),
        (["lod"], "No such command 'lod'. Did you mean 'load'? See `linkage --help`.\n"),
        (["explain", "a"], "Missing argument 'B'. See `linkage explain --help`.\n"),
        (["campaigns", "--limit", "0"], "See `linkage campaigns list --help`.\n"),
        (["load", "x.csv", "--as", "people"], "--as is one of accounts, activity, observations, not 'people'.\n"),
        (["campaigns", "--band", "huge"], "--band is one of none, low, medium, high, not 'huge'.\n"),
    ],
)
def test_wrong_words_are_answered_with_one_line_and_exit_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.endswith(sentence)
    assert said.err.count("\n") == 1


def test_no_words_at_all_print_the_help(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["linkage"])
    with pytest.raises(SystemExit) as leaving:
        process.main()
    assert leaving.value.code == 0
    assert capsys.readouterr().out.startswith("Usage: linkage")


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    program = "from linkage.cli import main; main(['version'])"
    left = subprocess.run([sys.executable, "-c", program], stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (left.returncode, left.stderr) == (0, "")


@pytest.mark.parametrize("words", [["version"], ["doctor"], ["campaigns", "--help"]])
def test_an_output_without_room_is_told_in_a_sentence_with_the_code_of_a_full_disk(
    words: list[str], tmp_path: Path
) -> None:
    asked = [
        sys.executable,
        "-c",
        "from linkage.cli import main; main()",
        *words,
        "--quiet",
        "--workspace",
        str(tmp_path),
    ]
    with Path("/dev/full").open("w") as full:
        left = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    said = "The output cannot be written (No space left on device); free some space, or write it elsewhere.\n"
    assert (left.returncode, left.stderr) == (errors.OUTCOMES[errors.DiskFull].exit_code, said)


def test_an_error_of_a_named_file_that_nobody_foresaw_stays_a_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(process, "command", raising(OSError(errno.ENOSPC, "No space left on device", "a.parquet")))
    assert run(["boom"]) == errors.EXIT_BUG
    assert "a.parquet" not in capsys.readouterr().err


def test_python_runs_the_package_as_the_command() -> None:
    asked = [sys.executable, "-m", "linkage", "lod"]
    left = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (left.returncode, left.stdout) == (2, "")
    assert left.stderr == "No such command 'lod'. Did you mean 'load'? See `linkage --help`.\n"


def test_output_that_is_no_file_at_all_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stdout", said)
    assert run(["version", "--json"]) == 0
    assert '"version"' in said.getvalue()


@pytest.mark.parametrize("named", [["--graph", "embedded"], ["--graph=embedded"]])
def test_a_command_that_an_error_advises_names_the_graph_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], named: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([*named, "campaigns"]) == 4
    assert "`linkage --graph embedded detect`" in capsys.readouterr().err
