"""What `--graph` means."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from linkage.errors import GraphUnreachable
from linkage.own_server import home_of, pasteable, reached
from linkage.settings import GraphSettings, Settings


def settings(workspace: Path, **graph: object) -> Settings:
    return Settings(workspace=workspace, graph=GraphSettings(**graph))  # type: ignore[arg-type]


def test_files_need_no_server(tmp_path: Path) -> None:
    asked = settings(tmp_path)
    assert reached(asked) is asked


def test_an_address_with_a_password_is_taken_as_it_is(tmp_path: Path) -> None:
    asked = settings(tmp_path, uri="bolt://127.0.0.1:7687", password=SecretStr("somebody's own"))
    assert reached(asked) is asked


def test_another_address_without_a_password_is_left_to_the_server_to_refuse(tmp_path: Path) -> None:
    asked = settings(tmp_path, uri="bolt://graph.example:7687")
    assert reached(asked) is asked


def test_the_short_name_without_a_server_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(GraphUnreachable, match=r"`linkage --workspace .* neo4j start`"):
        reached(settings(tmp_path, uri="neo4j"))


def test_the_server_of_a_workspace_lives_in_it(tmp_path: Path) -> None:
    assert home_of(settings(tmp_path)) == tmp_path / "neo4j"


@pytest.mark.parametrize(
    ("sentence", "workspace", "home", "expected"),
    [
        ("run `linkage detect` first", None, None, "run `linkage detect` first"),
        ("run `linkage detect` first", "w s", None, "run `linkage --workspace 'w s' detect` first"),
        ("`linkage --graph neo4j detect`", "w", None, "`linkage --workspace w --graph neo4j detect`"),
        ("`linkage --workspace v neo4j start`", "w", None, "`linkage --workspace v neo4j start`"),
        ("`linkage neo4j undo --forget`", "w s", "h", "`linkage --workspace 'w s' neo4j undo --home h --forget`"),
        ("`linkage neo4j stop`", "it's b", "h", """`linkage --workspace 'it'"'"'s b' neo4j stop --home h`"""),
        ("`linkage neo4j stop`, or `linkage detect`", None, "h", "`linkage neo4j stop --home h`, or `linkage detect`"),
        ("`linkage --graph neo4j neo4j publish`", None, "h", "`linkage --graph neo4j neo4j publish`"),
    ],
)
def test_a_command_that_is_advised_reaches_the_same_workspace_and_server(
    sentence: str, workspace: str | None, home: str | None, expected: str
) -> None:
    assert pasteable(sentence, workspace and Path(workspace), home and Path(home)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("`linkage campaigns` lists them", r"`linkage --workspace w --graph 'bolt://h\1' campaigns` lists them"),
        ("`linkage neo4j publish`", r"`linkage --workspace w --graph 'bolt://h\1' neo4j publish`"),
        ("`linkage --graph neo4j detect`", "`linkage --workspace w --graph neo4j detect`"),
        ("`linkage neo4j start`", "`linkage --workspace w neo4j start`"),
        ("`linkage --workspace v neo4j start`", "`linkage --workspace v neo4j start`"),
        ("`linkage load DIR`", "`linkage --workspace w load DIR`"),
    ],
)
def test_a_command_that_is_advised_reaches_the_same_graph(sentence: str, expected: str) -> None:
    assert pasteable(sentence, Path("w"), graph=r"bolt://h\1") == expected
