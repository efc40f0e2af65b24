"""A database takes another's place as a whole, wherever it is interrupted."""

from contextlib import suppress

import pytest

from linkage.errors import GraphCorrupt
from linkage.graph.neo4j.server import store
from linkage.graph.neo4j.server.home import DATABASE, Home


class Killed(BaseException):
    """Stands for a kill at some instant."""


def write(home, database):
    for part in store.PARTS:
        folder = home.path / "data" / part / DATABASE
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "content").write_text(database)


def served(home):
    paths = [home.path / "data" / part / DATABASE / "content" for part in store.PARTS]
    return tuple(path.read_text() if path.exists() else None for path in paths)


@pytest.fixture
def home(tmp_path):
    place = Home(tmp_path)
    place.make()
    write(place, "old")
    return place


def kill_at(monkeypatch, n_steps):
    """Make the n-th change of the disk, counted from 0, never happen; what came before it did."""
    left = iter(range(n_steps))

    def counted(real):
        def step(*arguments, **options):
            if next(left, None) is None:
                raise Killed
            return real(*arguments, **options)

        return step

    for owner, name in ((store, "_move"), (store, "sync"), (store.shutil, "rmtree"), (store.Path, "rename")):
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))


def test_what_is_made_aside_takes_the_place_and_the_one_before_can_come_back(home):
    write(store.begin(home), "new")
    assert served(home) == ("old", "old")
    store.put_in_place(home)
    assert served(home) == ("new", "new")
    for _ in range(2):
        assert store.bring_back(home) == "before"
        assert served(home) == ("old", "old")
        assert store.bring_back(home) == "restored"
        assert served(home) == ("new", "new")
    store.bring_back(home)
    write(store.begin(home), "newer")
    store.put_in_place(home)
    assert store.bring_back(home) == "before"


def test_the_one_before_comes_back_where_the_restored_one_was_deleted(home):
    write(store.begin(home), "new")
    store.put_in_place(home)
    for part in store.PARTS:
        store.shutil.rmtree(home.path / "data" / part / "neo4j")
    assert store.bring_back(home) == "before"
    assert served(home) == ("old", "old")
    assert store.bring_back(home) is None


def test_what_did_not_pass_its_check_is_cleared_away(home):
    write(store.begin(home), "new")
    store.settle(home)
    assert served(home) == ("old", "old")
    assert not (home.path / "aside").exists()


def test_only_the_database_just_before_is_kept(home):
    for name in ("new", "newer"):
        write(store.begin(home), name)
        store.put_in_place(home)
    assert store.bring_back(home)
    assert served(home) == ("new", "new")
    assert store.forget_previous(home)
    assert not store.forget_previous(home)
    assert not store.bring_back(home)


def test_a_database_that_finds_no_room_for_the_one_before_is_not_thrown_away(home):
    write(store.begin(home), "new")
    write(Home(home.path / "previous"), "oldest")
    (home.path / "aside" / "passed").touch()
    with pytest.raises(OSError, match="not empty"):
        store.settle(home)
    assert served(home) == ("old", "old")
    assert served(Home(home.path / "aside")) == ("new", "new")


def test_a_database_is_not_put_in_place_before_the_one_kept_could_be_removed(home):
    write(store.begin(home), "new")
    (home.path / "previous").write_text("in the way")
    with pytest.raises(NotADirectoryError):
        store.put_in_place(home)
    store.settle(home)
    assert served(home) == ("old", "old")


def test_a_lost_password_of_a_home_with_users_is_told_and_not_made_anew(home):
    (home.path / "data" / "databases" / "system").mkdir()
    for borrow in (lambda: store.visit(home), lambda: store.give_users(home, store.begin(home))):
        with pytest.raises(GraphCorrupt, match=str(home.password_file)):
            borrow()
        assert not home.password_file.exists()


def test_a_small_home_has_the_password_of_the_home_and_leaves_its_logs_there(home):
    small = store.visit(home)
    assert small.password() == home.password()
    assert small.password_file == home.password_file
    small.console.write_text("last words")
    logs = small.console
    store.settle(home)
    assert not small.path.exists()
    assert logs.read_text() == "last words"
    assert home.password_file.exists()


def test_the_first_database_of_a_home_has_none_before_it(tmp_path):
    place = Home(tmp_path)
    place.make()
    write(store.begin(place), "new")
    store.put_in_place(place)
    assert served(place) == ("new", "new")
    assert not store.bring_back(place)


@pytest.mark.parametrize("n_steps", range(24))
def test_killed_while_it_is_put_in_place_it_is_the_old_or_the_new_whole(home, monkeypatch, n_steps):
    write(store.begin(home), "new")
    with monkeypatch.context() as patch:
        kill_at(patch, n_steps)
        with suppress(Killed):
            store.put_in_place(home)
    store.settle(home)
    assert served(home) in {("old", "old"), ("new", "new")}
    if served(home) == ("new", "new"):
        assert store.bring_back(home)
        assert served(home) == ("old", "old")


@pytest.mark.parametrize("n_steps", range(24))
def test_killed_while_the_old_one_is_brought_back_it_is_the_old_or_the_new_whole(home, monkeypatch, n_steps):
    write(store.begin(home), "new")
    store.put_in_place(home)
    with monkeypatch.context() as patch:
        kill_at(patch, n_steps)
        with suppress(Killed):
            store.bring_back(home)
    store.settle(home)
    assert served(home) in {("old", "old"), ("new", "new")}
    if served(home) == ("old", "old"):
        assert store.bring_back(home) == "restored"
        assert served(home) == ("new", "new")
    else:
        assert store.bring_back(home) == "before"
