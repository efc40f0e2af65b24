"""A server is told to stay on this machine, within its memory, and to ask for a password."""

from pathlib import Path

import pytest

from linkage.errors import UsageError
from linkage.graph.neo4j.server.configuration import Browser, Memory, Ports, configuration, memory, total_memory_mb


def settings(ports=Ports(7687, None), browser=None):  # noqa: B008
    text = configuration(Path("/srv/home"), Path("/cache/plugins"), ports, Memory(512, 128), browser)
    return dict(line.split("=", 1) for line in text.splitlines())


@pytest.mark.parametrize(
    ("total_mb", "expected"),
    [
        (2_000, Memory(512, 166)),
        (24_000, Memory(4_000, 2_000)),
        (512_000, Memory(8_192, 8_192)),
    ],
)
def test_memory_is_a_share_of_the_machine_s_within_bounds(total_mb, expected):
    assert memory(total_mb) == expected


def test_what_is_told_is_taken():
    assert memory(24_000, heap_mb=512, page_cache_mb=64) == Memory(512, 64)


@pytest.mark.parametrize(("heap_mb", "page_cache_mb"), [(23_000, None), (None, 22_000), (100, None), (512, 1)])
def test_memory_that_does_not_fit_is_refused(heap_mb, page_cache_mb):
    with pytest.raises(UsageError, match="MB"):
        memory(24_000, heap_mb, page_cache_mb)


def test_this_machine_has_memory():
    assert 256 < total_memory_mb() < 2**26


def test_a_server_listens_on_loopback_alone_and_asks_for_a_password():
    told = settings(Ports(7001, 7002))
    addresses = {value for name, value in told.items() if "address" in name}
    assert addresses == {"127.0.0.1", "127.0.0.1:7001", "127.0.0.1:7002"}
    assert told["dbms.security.auth_enabled"] == "true"
    assert told["server.https.enabled"] == "false"
    assert told["dbms.usage_report.enabled"] == "false"


def test_without_a_port_there_is_no_http():
    told = settings()
    assert told["server.http.enabled"] == "false"
    assert not any(name.startswith(("server.http.listen", "browser.")) for name in told)


def test_the_browser_is_told_its_first_command_and_what_it_may_load():
    told = settings(Ports(7687, 7474), Browser("play http://127.0.0.1:8321/guide"))
    assert told["browser.post_connect_cmd"] == "play http://127.0.0.1:8321/guide"
    assert told["browser.remote_content_hostname_whitelist"] == "127.0.0.1,localhost"


def test_where_there_is_http_browsers_are_told_to_report_nothing():
    assert settings(Ports(7687, 7474))["client.allow_telemetry"] == "false"


def test_the_browser_s_page_may_reach_no_other_host_than_those_it_is_given():
    told = settings(Ports(7687, 7474), Browser("play x", ("127.0.0.1", "graph.example")))
    policy = told["dbms.security.http_static_content_security_policy_header"]
    sources = {word for part in policy.split("; ") for word in part.split()[1:]}
    hosts = {word.split("://")[1] for word in sources if "://" in word}
    assert hosts == {"127.0.0.1:*", "graph.example:*"}
    assert sources - {f"{scheme}://{host}" for scheme in ("ws", "wss", "http", "https") for host in hosts} == {
        *("'self'", "'none'", "'unsafe-inline'", "data:")
    }
