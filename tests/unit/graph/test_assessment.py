"""What a new account attaches to, and what it costs to say."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from linkage.graph.assessment import MAX_CANDIDATES, Rule, Used, assess
from linkage.graph.embedded import EmbeddedGraph
from linkage.settings import LinkSettings
from tests.publishing import embedded, publish
from tests.small_world import INFO, account, findings_of, identifier, use

CROWD = [f"x-{number:03d}" for number in range(MAX_CANDIDATES + 11)]
RULE = Rule.of(LinkSettings())


class Counting:
    """Asks a graph, and counts the questions."""

    def __init__(self, graph: EmbeddedGraph) -> None:
        self.graph = graph
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += 1
        return getattr(self.graph, name)


@pytest.fixture
def counting(tmp_path: Path) -> Counting:
    graph = embedded(tmp_path)
    publish(
        graph,
        findings_of(
            accounts=[account(one) for one in CROWD],
            identifiers=[identifier(kind, "everybody's", len(CROWD)) for kind in ("device", "template", "client")],
            uses=[use(one, kind, "everybody's", 1.0) for one in CROWD for kind in ("device", "template", "client")],
        ),
        INFO,
    )
    return Counting(graph)


def test_all_candidates_are_asked_about_at_once(counting: Counting) -> None:
    found = assess(counting, [Used("device", "everybody's", 1.0), Used("ip", "nobody's", 1.0)], RULE)  # type: ignore[arg-type]
    assert len(found.accounts) == MAX_CANDIDATES
    assert found.cut is not None and found.cut.startswith(f"{len(CROWD)} accounts")
    assert [one.n_accounts for one in found.identifiers] == [len(CROWD), 0]
    assert counting.asked["users_of"] == 2
    assert counting.asked["uses"] == 1
    assert counting.asked.total() < 10


def test_context_alone_brings_up_nobody(counting: Counting) -> None:
    found = assess(counting, [Used("client", "everybody's", 1.0)], RULE)  # type: ignore[arg-type]
    assert (found.accounts, found.cut) == ((), None)
    assert [one.n_accounts for one in found.identifiers] == [len(CROWD)]


def test_context_beside_one_family_attaches_nobody(counting: Counting) -> None:
    found = assess(counting, [Used(kind, "everybody's", 1.0) for kind in ("template", "client")], RULE)  # type: ignore[arg-type]
    assert len(found.accounts) == MAX_CANDIDATES
    assert found.accounts[0].families.keys() == {"template", "context"}
    assert not any(one.attaches for one in found.accounts)
