"""A home keeps a secret secret, and what it says of its server is whole or absent."""

import pytest

from linkage.errors import GraphCorrupt, UsageError
from linkage.graph.neo4j.server.configuration import Ports
from linkage.graph.neo4j.server.home import Home, Record
from linkage.graph.neo4j.server.process import Process


@pytest.fixture
def home(tmp_path):
    place = Home(tmp_path / "home")
    place.make()
    return place


def test_a_home_is_for_its_user_alone(home):
    modes = {path.stat().st_mode & 0o777: path.is_dir() for path in (home.path, *home.path.iterdir())}
    assert modes == {0o700: True, 0o600: False}


def test_a_folder_of_something_else_is_not_made_a_home(tmp_path):
    (tmp_path / "previous").mkdir()
    with pytest.raises(UsageError, match="something else"):
        Home(tmp_path).make()
    assert [path.name for path in tmp_path.iterdir()] == ["previous"]


def test_a_home_that_was_made_half_way_is_known_as_one(home):
    there = {path.name for path in home.path.iterdir() if path.is_dir()}
    assert there == {"conf", "data", "logs", "import", "run"}
    for name in there:
        (home.path / name).rmdir()
    home.make()
    assert {path.name for path in home.path.iterdir() if path.is_dir()} == there


@pytest.mark.parametrize(("wanted", "lane"), [(None, "2026"), ("2026", "2026"), ("5.26", None)])
def test_data_of_a_lane_are_worked_on_by_no_other(home, wanted, lane):
    home.write_lane("2026")
    (home.path / "data" / "databases" / "neo4j").mkdir(parents=True)
    if lane is None:
        with pytest.raises(UsageError, match="of lane 2026"):
            home.lane(wanted)
    else:
        assert home.lane(wanted) == lane


def test_data_that_nothing_is_known_of_are_not_worked_on(home):
    (home.path / "data" / "databases" / "neo4j").mkdir(parents=True)
    for wanted in (None, "5.26", "2026"):
        with pytest.raises(UsageError, match=r"server\.json"):
            home.lane(wanted)


def test_a_home_without_data_takes_any_lane_and_the_last_one_unless_told(home):
    assert (home.lane(None), home.lane("2026")) == ("5.26", "2026")
    home.write_lane("2026")
    assert (home.lane(None), home.lane("5.26")) == ("2026", "5.26")


def test_a_password_is_long_kept_and_readable_by_its_user_alone(home):
    made = home.make_password()
    assert len(made) == 40
    assert home.make_password() == home.password() == made
    assert home.password_file.stat().st_mode & 0o777 == 0o600


def test_two_homes_have_two_passwords(tmp_path):
    homes = [Home(tmp_path / name) for name in "ab"]
    for place in homes:
        place.make()
    assert len({place.make_password() for place in homes}) == 2


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_lost_password_is_told_with_its_file(home, content):
    if content is not None:
        home.password_file.write_text(content)
    with pytest.raises(GraphCorrupt, match=str(home.password_file)):
        home.password()


@pytest.mark.parametrize(
    "record",
    [
        Record("5.26", Ports(7687, 7474), Process(12, "boot:34"), ready=True, gds_version="2.13.9"),
        Record("2026", Ports(50123, None), None),
    ],
)
def test_a_record_is_read_as_it_was_written(home, record):
    home.write_record(record)
    assert home.record() == record


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"lane": "5.26"}', '{"lane": "5.26", "ports": {"bolt": 1, "x": 2}}']
)
def test_a_damaged_record_is_none(home, content):
    (home.path / "server.json").write_text(content)
    assert home.record() is None


def test_nobody_has_a_record_before_the_first_start(home):
    assert home.record() is None
