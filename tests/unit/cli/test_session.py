"""The settings of one call."""

import re
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
        ("", ("LINKAGE_LOAD", "nonsense"), "LINKAGE_LOAD"),
        ("load = 3", None, "load is a section"),
        ("", ("LINKAGE_LOAD__SENSITIVE_KINDS", "ip"), 'write a list as ["payment", "email"]'),
        ('[load]\nsensitive_kinds = "ip"', None, "load.sensitive_kinds takes a list of texts"),
        ("[load]\nbatch_row = 2000", None, "load.batch_row is not known, the nearest is load.batch_rows"),
        ("", ("LINKAGE_RUNS__KEEP", "0"), "runs.keep takes a whole number from 1 up to 10000"),
        ("", ("LINKAGE_LINKS__FALSE_LINK_RATE", "1"), "links.false_link_rate takes a number above 0 and below 1"),
        ("", ("LINKAGE_LOG__LEVEL", "loud"), "log.level takes one of debug, info, warning, error"),
        ("", ("LINKAGE_API__KEY", "short"), "api.key takes a text of 16 characters or more"),
        ("", ("LINKAGE_API__KEY", "a key with some spaces"), "api.key takes printable ASCII"),
        ("", ("LINKAGE_API_KEY", "0123456789abcdef"), "LINKAGE_API_KEY is not known, the nearest is LINKAGE_API__KEY"),
        ("", ("LINKAGE_LOAD__BATCH", "2000"), "the nearest is LINKAGE_LOAD__BATCH_ROWS"),
        ("", ("LINKAGE_PORT", "8321"), "the nearest is LINKAGE_API__PORT"),
        ("", ("LINKAGE_VERSION", "1.0"), "LINKAGE_VERSION is not known, docs/settings.md has all"),
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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINKAGE_CACHE", "/var/cache"),
        ("LINKAGE_REQUIRE_NEO4J", "1"),
        ("LINKAGE_TEST_LANE", "2026"),
        ("LINKAGE_CHROMIUM", "/usr/bin/chromium"),
        ("LINKAGE_PORT", "tcp://192.0.2.1:8321"),
        ("LINKAGE_API_SERVICE_PORT_HTTP", "8321"),
        ("LINKAGE_PORT_8321_TCP_ADDR", "192.0.2.1"),
    ],
)
def test_variables_of_the_cache_the_test_suite_and_services_of_that_name_are_no_settings(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert Session().settings().graph.uri == "embedded"


def test_every_variable_that_the_tree_reads_beside_the_settings_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).resolve().parents[3]
    files = [path for folder in ("linkage", "tests", "scripts", ".ci") for path in (root / folder).rglob("*")]
    texts = [path.read_text("utf-8") for path in files if path.is_file() and path.suffix in {"", ".py"}]
    read = {name for text in texts for name in re.findall(r"environ(?:\.get\(|\[)\"(LINKAGE_\w+)\"", text)}
    assert "LINKAGE_CACHE" in read
    for name in read:
        monkeypatch.setenv(name, "1")
    assert Session().settings().graph.uri == "embedded"


def test_an_empty_variable_is_as_one_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("linkage.toml").write_text('[graph]\nuser = "reader"\n', "utf-8")
    for name in ("LINKAGE_API__KEY", "LINKAGE_GRAPH__USER", "LINKAGE_LOAD__MAX_REJECTED"):
        monkeypatch.setenv(name, "")
    settings = Session().settings()
    assert (settings.api.key, settings.graph.user, settings.load.max_rejected) == (None, "reader", 0.05)


def test_the_password_of_an_address_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--graph", "bolt://somebody:secret@127.0.0.1:1", "campaigns"]) == 2
    err = capsys.readouterr().err
    assert "graph.password" in err
    assert not {"somebody", "secret"} & set(re.findall(r"\w+", err))


@pytest.mark.parametrize("uri", ["EMBEDDED", "", "http://127.0.0.1:7474"])
def test_an_address_that_is_none_is_told_what_may_stand_there(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--graph", uri, "campaigns"]) == 2
    err = capsys.readouterr().err
    assert "`embedded`" in err
    assert "`neo4j`" in err
    assert "bolt://" in err
