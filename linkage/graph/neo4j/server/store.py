"""A database that takes the place of another: made aside, put in place by renames, the one before kept until told.

::

    <home>/data/{databases,transactions}/neo4j      the database that a server serves
    <home>/aside/                                   a small home in which the next one is made and checked
    <home>/visit/                                   a small home with the same data, to ask it while it is held
    <home>/aside/passed                             it passed its check: from now on it is put in place, come what may
    <home>/previous/data/…                          the one before, laid out as aside; kept until told, or another one
    <home>/previous/restored                        it is the one that was restored, since the two changed places
    <home>/logs/{aside,visit}/                      what servers in there said, which outlives them

Killed at any instant, `settle` completes what had passed and clears away what had not, with the tools and servers
that a killed process left at work in there, and the folder beside its target in which a backup was made. The caller
holds the lock of the home, and no server runs in it.
"""

import os
import secrets
import shutil
from pathlib import Path
from typing import Final, Literal

from linkage.graph.neo4j.server.home import DATABASE, Home
from linkage.graph.neo4j.server.process import end

PARTS: Final = ("databases", "transactions")
Which = Literal["restored", "before"]
"""One of the two databases that `bring_back` lets change places."""
_PATIENCE_SECONDS: Final = 20.0


def begin(home: Home) -> Home:
    """Return an empty home aside, in which offline tools make the next database."""
    aside = _small(home, "aside")
    aside.make()
    return aside


def visit(home: Home) -> Home:
    """Return a home with the same data and password, in which a server can be run while the lock is held.

    Raises:
        GraphCorrupt: a server has run in the home, and its password is lost.
    """
    place = _small(home, "visit")
    (place.path / "data").symlink_to(home.path / "data")
    _lend_password(home, place)
    place.make()
    return place


def give_users(home: Home, aside: Home) -> None:
    """Let a server run aside with the password, and the database of users, of the home.

    Raises:
        GraphCorrupt: a server has run in the home, and its password is lost.
    """
    _lend_password(home, aside)
    for part in PARTS:
        if (home.path / "data" / part / "system").is_dir():
            shutil.copytree(home.path / "data" / part / "system", aside.path / "data" / part / "system")


def put_in_place(home: Home) -> None:
    """Put the database that was made aside, and passed its check, in place of the one that is served."""
    forget_previous(home)
    _mark(home.path / "aside")
    settle(home)


def settle(home: Home) -> None:
    """Complete a replacement that had passed its check, and clear away one that had not.

    Raises:
        OSError: a folder cannot be moved or removed; both databases are where they were.
    """
    aside, previous = home.path / "aside", home.path / "previous"
    for folder in (home.path / "visit", aside):
        _end_servers(Home(folder))
    for folder in (home.path, home.path / "visit", aside):
        _end_tools(Home(folder))
    end_backup(home)
    _remove(home.path / "visit")
    if (aside / "passed").exists():
        for part in PARTS:
            served, made = (folder / "data" / part / DATABASE for folder in (home.path, aside))
            if made.exists():
                _move(served, previous / "data" / part / DATABASE)
                _move(made, served)
        if (aside / "takes_restored").exists() and previous.exists():
            (previous / "restored").touch()
    _remove(aside)


def bring_back(home: Home) -> Which | None:
    """Let the database that is served and the one before change places; return which is served now, None without one.

    A database that takes another's place is the restored one, and the other the one before.
    """
    previous = home.path / "previous"
    if not (previous / "data").exists():
        return None
    which: Which = "restored" if (previous / "restored").exists() else "before"
    if which == "before":
        (previous / "takes_restored").touch()
    # It goes the way of one that was made aside, so that a kill half-way is completed in the same manner.
    _mark(previous)
    previous.rename(home.path / "aside")
    settle(home)
    return which


def forget_previous(home: Home) -> bool:
    """Delete the database before this one, and return whether there was one."""
    previous = home.path / "previous"
    found = previous.exists()
    _remove(previous)
    return found


def begin_backup(home: Home, target: Path) -> Path:
    """Return an empty folder beside a target, noted down before it is there: `settle` removes it after a kill."""
    folder = target.parent / f".{target.name}.{secrets.token_hex(8)}"
    home.write_backup(folder)
    folder.mkdir(mode=0o700)
    return folder


def end_backup(home: Home) -> None:
    """Remove the folder in which a backup was made, with what is in it; one that cannot be removed stays noted down."""
    folder = home.backup()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            home.write_backup(None)


def _small(home: Home, name: str) -> Home:
    """Return a home inside another one, whose logs stay when it is gone."""
    place = Home(home.path / name)
    place.path.mkdir(mode=0o700)
    place.lock.touch(mode=0o600)
    logs = home.path / "logs" / name
    logs.mkdir(mode=0o700, exist_ok=True)
    (place.path / "logs").symlink_to(logs)
    return place


def _lend_password(home: Home, place: Home) -> None:
    if home.has_data:
        home.password()
    else:
        home.make_password()
    (place.path / "password").symlink_to(home.password_file)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _end_servers(home: Home) -> None:
    record = home.record()
    if record is not None and record.process is not None:
        end(record.process, _PATIENCE_SECONDS)


def _end_tools(home: Home) -> None:
    tool = home.tool()
    if tool is not None:
        end(tool, _PATIENCE_SECONDS)
        home.write_tool(None)


def _mark(folder: Path) -> None:
    (folder / "passed").touch()
    sync(folder)


def _move(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        sync(target.parent)


def sync(path: Path) -> None:
    """Return when a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
