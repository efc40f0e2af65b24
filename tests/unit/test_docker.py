"""What `docker/` says can be read by an engine, and promises what the documentation promises."""

import json
import os
import re
from pathlib import Path

import pytest
import yaml

from linkage.graph.neo4j.browser import welcome
from linkage.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
INSTRUCTIONS = {
    *("ARG", "FROM", "LABEL", "ENV", "SHELL", "WORKDIR", "COPY", "ADD", "RUN", "USER"),
    *("VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD", "ONBUILD"),
}


def instructions():
    """Return the Dockerfile's stages, each a list of (instruction, argument), continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", (DOCKER / "Dockerfile").read_text("utf-8"), flags=re.M)
    lines = [line.strip() for line in re.sub(r"\\\n", " ", text).splitlines() if line.strip()]
    pairs = [tuple(line.split(maxsplit=1)) for line in lines]
    starts = [index for index, (word, _) in enumerate(pairs) if word == "FROM"]
    assert starts[0] == 0
    return [pairs[start:end] for start, end in zip(starts, [*starts[1:], len(pairs)], strict=True)]


STAGES = instructions()
LAST = STAGES[-1]


def arguments(word, stage=LAST):
    return [argument for instruction, argument in stage if instruction == word]


def environment():
    return dict(pair.split("=", 1) for argument in arguments("ENV") for pair in argument.split())


def test_the_dockerfile_has_known_instructions_alone():
    assert {word for stage in STAGES for word, _ in stage} <= INSTRUCTIONS


def test_what_is_run_in_exec_form_is_valid_json():
    forms = [*arguments("ENTRYPOINT"), *arguments("CMD"), arguments("HEALTHCHECK")[0].partition("CMD ")[2]]
    assert [json.loads(form) for form in forms][:2] == [["linkage"], ["serve"]]
    assert all(isinstance(word, str) for form in forms for word in json.loads(form))


def test_everything_that_is_copied_exists_and_is_let_through_to_the_build():
    ignored = (DOCKER / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    copied = {
        source
        for stage in STAGES
        for argument in arguments("COPY", stage)
        if not argument.startswith("--from=")
        for source in argument.split()[:-1]
    }
    assert {source for source in copied if not (ROOT / source).exists()} == set()
    assert {line[1:] for line in ignored if line.startswith("!")} == copied
    assert "*" in ignored


def test_every_stage_that_is_copied_from_exists():
    named = {argument.split()[2] for stage in STAGES for argument in arguments("FROM", stage) if " AS " in argument}
    wanted = {argument.split()[0] for argument in arguments("COPY") if argument.startswith("--from=")}
    assert wanted == {f"--from={name}" for name in named}


def test_packages_are_installed_by_hash_and_the_wheel_without_others():
    installs = [
        part
        for stage in STAGES
        for run in arguments("RUN", stage)
        for part in run.split("&&")
        if " install " in part and "pip" in part
    ]
    assert len(installs) == 3
    assert all("--require-hashes" in install for install in installs[:2])
    assert "--no-deps" in installs[2]
    assert ".whl" in installs[2]


def test_the_image_gets_what_linkage_runs_with_and_no_tool_of_its_development():
    kept = {argument.split()[1] for argument in arguments("COPY") if argument.startswith("--from=")}
    assert kept == {"/opt/linkage"}
    put = [
        part
        for stage in STAGES
        for run in arguments("RUN", stage)
        for part in run.split("&&")
        if part.strip().startswith("/opt/linkage/bin/python")
    ]
    assert [part.split()[-1] for part in put] == ["runtime.lock", "/dist/*.whl"]


def test_it_does_not_run_as_root():
    assert [int(user) for user in arguments("USER")][-1] > 0


def test_the_image_holds_no_secret():
    assert not any(re.search(r"KEY|PASSWORD|SECRET|TOKEN", name) for name in environment())


def test_its_settings_are_settings_of_ours(monkeypatch):
    for name in [name for name in os.environ if name.startswith("LINKAGE_")]:
        monkeypatch.delenv(name)
    ours = {name: value for name, value in environment().items() if name.startswith("LINKAGE_")}
    ours |= {name: value for name, value in SERVICES["api"]["environment"].items() if "$" not in value}
    for name, value in ours.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.workspace == Path("/data/workspace")
    assert (settings.api.host, settings.api.port) == ("0.0.0.0", 8321)
    assert settings.graph.uri == "bolt://neo4j:7687"
    assert {name.split("__")[0] for name in ours} == {
        "LINKAGE_WORKSPACE",
        "LINKAGE_API",
        "LINKAGE_GRAPH",
        "LINKAGE_LOG",
    }


def test_the_health_check_asks_the_port_that_is_served():
    assert f"http://127.0.0.1:{environment()['LINKAGE_API__PORT']}/healthz" in arguments("HEALTHCHECK")[0]
    assert arguments("EXPOSE") == [environment()["LINKAGE_API__PORT"]]


def test_the_services_are_neo4j_community_and_the_api():
    assert set(SERVICES) == {"neo4j", "api"}
    assert re.fullmatch(r"neo4j:5\.26(\.\d+)?-community", SERVICES["neo4j"]["image"])
    assert json.loads(SERVICES["neo4j"]["environment"]["NEO4J_PLUGINS"]) == ["graph-data-science"]
    assert SERVICES["neo4j"]["environment"]["NEO4J_dbms_security_procedures_unrestricted"] == "gds.*"


def test_neo4j_browser_is_told_what_linkage_neo4j_start_tells_it():
    told = SERVICES["neo4j"]["environment"]
    for name, wanted in welcome().settings.items():
        value = told[f"NEO4J_{name.replace('_', '__').replace('.', '_')}"]
        assert "".join(value.split()) == "".join(wanted.split()), wanted
        assert not set("$|\\`\n") & set(value)  # what a shell script that writes settings could stumble over
    assert told["NEO4J_client_allow__telemetry"] == "false"


def test_every_port_is_published_on_loopback_alone():
    ports = [port for service in SERVICES.values() for port in service["ports"]]
    assert len(ports) == 3
    assert [port for port in ports if not re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port)] == []


@pytest.mark.parametrize(
    ("service", "name"), [("neo4j", "NEO4J_AUTH"), ("api", "LINKAGE_GRAPH__PASSWORD"), ("api", "LINKAGE_API__KEY")]
)
def test_a_secret_has_no_default_and_its_absence_stops_the_start(service, name):
    assert re.fullmatch(r"(neo4j/)?\$\{[A-Z_0-9]+:\?[^}]+\}", SERVICES[service]["environment"][name])


def test_the_api_waits_for_a_neo4j_that_can_run_graph_data_science():
    assert SERVICES["api"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert "gds.version()" in SERVICES["neo4j"]["healthcheck"]["test"][1]


def test_the_health_check_says_the_password_on_no_command_line():
    how, command = SERVICES["neo4j"]["healthcheck"]["test"]
    assert how == "CMD-SHELL"
    said, _, called = command.partition(" cypher-shell ")
    assert said == 'NEO4J_PASSWORD="$${NEO4J_AUTH#neo4j/}"'
    assert "NEO4J_AUTH" not in called


def test_the_api_is_built_from_the_dockerfile_beside_it():
    build = SERVICES["api"]["build"]
    context = (DOCKER / build["context"]).resolve()
    assert context == ROOT
    assert (context / build["dockerfile"]).resolve() == DOCKER / "Dockerfile"


def test_every_volume_that_is_used_is_declared():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert used == set(COMPOSE["volumes"])
