"""How a command starts and leaves: global options, exit codes, and what is said when something is wrong."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import typer

from linkage.cli.app import command
from linkage.errors import EXIT_BUG, EXIT_DONE, EXIT_INTERRUPTED, DiskFull, LinkageError, WorkspaceError, outcome
from linkage.own_server import pasteable

_GLOBAL_FLAGS = frozenset({"--quiet", "--debug"})
_GLOBAL_VALUES = frozenset({"--workspace", "--graph"})
_REPORT = "Please report it with the command you ran and what `linkage --debug …` prints."


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    words = hoisted(sys.argv[1:] if argv is None else argv) or ["--help"]
    sys.exit(run(words))


def hoisted(words: Sequence[str]) -> list[str]:
    """Return the words with global options first, so that they may stand anywhere before a `--`."""
    front: list[str] = []
    rest: list[str] = []
    remaining = iter(words)
    for word in remaining:
        if word == "--":
            rest += [word, *remaining]
        elif word in _GLOBAL_FLAGS or (word.partition("=")[0] in _GLOBAL_VALUES and "=" in word):
            front.append(word)
        elif word in _GLOBAL_VALUES:
            front += [word, *[value for value in [next(remaining, None)] if value is not None]]
        else:
            rest.append(word)
    return front + rest


def run(words: Sequence[str]) -> int:
    """Return the exit code of one command, after saying on stderr what went wrong, if anything did."""
    debug = "--debug" in words
    try:
        code = _invoked(words)
        sys.stdout.flush()
        return code
    except typer.TyperException as fault:
        return _say(usage_sentence(fault), 2)
    except LinkageError as error:
        if debug:
            traceback.print_exc()
        return _say(pasteable(str(error), *_where(words)), outcome(error).exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _say("Interrupted.", EXIT_INTERRUPTED)
    except BrokenPipeError:
        _drop_output()  # whoever read it has seen enough (`| head`)
        return EXIT_DONE
    except Exception as bug:
        if debug:
            traceback.print_exc()
        if (refused := _refused_output(bug)) is not None:
            _drop_output()
            return _say(str(refused), outcome(refused).exit_code)
        return _say(f"linkage met a bug of its own ({bug_place(bug)}). {_REPORT}", EXIT_BUG)


def _invoked(words: Sequence[str]) -> int:
    """Return the exit code that a command asks for."""
    try:
        with command().make_context("linkage", list(words)) as context:
            context.command.invoke(context)
    except typer.Exit as leaving:
        return leaving.exit_code
    return EXIT_DONE


def _refused_output(error: Exception) -> WorkspaceError | None:
    """Return the error of an output that takes no more, if that is what the system says; files by name are not meant.

    Files of the workspace and those that an option names have errors of their own, where they are written.
    """
    if not isinstance(error, OSError) or error.filename is not None:
        return None
    from linkage.ledger.durable import says_full

    if says_full(error):
        return DiskFull(f"The output cannot be written ({error.strerror}); free some space, or write it elsewhere.")
    if error.errno == errno.EIO:  # a terminal that is gone
        return WorkspaceError(f"The output cannot be written ({error.strerror}); write it elsewhere.")
    return None


def _drop_output() -> None:
    """Let what is left in the buffer of stdout go nowhere, so that nothing fails on it when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _where(words: Sequence[str]) -> tuple[Path | None, Path | None, str | None]:
    """Return the workspace, server's folder and graph that the words name, so that commands we advise name them too."""
    parted = (word.partition("=") for word in words)
    named = dict(pairwise(words)) | {option: value for option, sign, value in parted if sign}
    workspace, home = (
        None if folder is None else Path(folder) for folder in (named.get("--workspace"), named.get("--home"))
    )
    return workspace, home, named.get("--graph")


def usage_sentence(fault: typer.TyperException) -> str:
    """Return what was wrong with the words of the command, and where its help is."""
    context = getattr(fault, "ctx", None)
    path = context.command_path if context is not None else "linkage"
    message = fault.format_message()
    return f"{message.removesuffix('.')}{'' if message.endswith('?') else '.'} See `{path} --help`."


def bug_place(bug: Exception) -> str:
    """Return an exception's class and line, without its message: a message can hold somebody's data."""
    frames = traceback.extract_tb(bug.__traceback__)
    inside = [frame for frame in frames if "linkage" in Path(frame.filename).parts] or list(frames)
    where = f" in {Path(inside[-1].filename).name}, line {inside[-1].lineno}" if inside else ""
    return f"{type(bug).__name__}{where}"


def _say(sentence: str, exit_code: int) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return exit_code
