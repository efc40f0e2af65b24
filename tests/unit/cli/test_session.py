"""The settings of one call."""

from pathlib import Path

import pytest

from linkage.cli.process import run
from linkage.cli.session import Session


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_options_win_over_the_environment_and_that_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("linkage.toml").write_text('workspace = "from-file"\n[load]\nmax_rejected = 0.2\nbatch_rows = 2000\n', "utf-8")
    monkeypatch.setenv("LINKAGE_LOAD__MAX_REJECTED", "0.3")
    assert Session().settings().workspace == Path("from-file")
    settings = Session(workspace=Path("from-option")).settings(load={"max_rejected": 0.4})
    assert (settings.workspace, settings.load.max_rejected, settings.load.batch_rows) == (
        Path("from-option"),
        0.4,
        2000,
    )
    assert Session().settings().load.max_rejected == 0.3


def test_the_graph_option_names_the_address_and_keeps_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_GRAPH__USER", "reader")
    graph = Session(graph="bolt://127.0.0.1:7687").settings().graph
    assert (graph.uri, graph.user) == ("bolt://127.0.0.1:7687", "reader")


@pytest.mark.parametrize(
    ("text", "variable", "said"),
    [
        ("a = [", None, "linkage.toml cannot be read"),
        ("colour = 1", None, "colour"),
        ("[load]\nmax_rejected = 7", None, "load.max_rejected"),
        ("", ("LINKAGE_LOAD", "nonsense"), "load"),
        ("", ("LINKAGE_RUNS__KEEP", "0"), "runs.keep"),
    ],
)
def test_a_wrong_setting_is_one_sentence_and_exit_2(
    text: str,
    variable: tuple[str, str] | None,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("linkage.toml").write_text(text, "utf-8")
    if variable:
        monkeypatch.setenv(*variable)
    assert run(["campaigns"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


def test_variables_of_the_test_suite_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_REQUIRE_NEO4J", "1")
    assert Session().settings().graph.uri == "embedded"
