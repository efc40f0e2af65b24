"""What `--graph` means."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from linkage.errors import GraphUnreachable
from linkage.own_server import home_of, reached
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
