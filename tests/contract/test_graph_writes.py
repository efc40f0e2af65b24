"""What every graph does when runs are published and people decide."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import neo4j
import pytest

from linkage.errors import AccountNotFound, CampaignNotFound, RunNotFound
from linkage.graph.allowlist import AllowList, allow_list
from linkage.graph.embedded.decisions import Decisions
from linkage.graph.interface import CampaignFilter, Decision, Graph
from linkage.settings import GraphSettings
from tests.conftest import Neo4jServer
from tests.contract.conftest import EMPTY_IT
from tests.publishing import in_neo4j, publish
from tests.small_world import (
    BETA,
    INFO,
    LATER,
    T0,
    account,
    campaign,
    findings_of,
    identifier,
    later_world,
    no_world,
    small_world,
)


def said(verdict: str, at: int, subject: str = "campaign", name: str = "c-alpha", note: str = "") -> Decision:
    return Decision(subject, name, verdict, note, "ana", T0 + at)  # type: ignore[arg-type]


def test_before_the_first_run_nothing_is_known_and_it_says_so(empty: Graph) -> None:
    assert empty.health().run is None
    for ask in (
        empty.run,
        lambda: empty.risks(["a-1"]),
        lambda: empty.account("a-1"),
        lambda: empty.campaigns(CampaignFilter(), 10),
        lambda: empty.search("a"),
    ):
        with pytest.raises(RunNotFound):
            ask()


def test_a_new_run_replaces_the_old_and_leaves_nothing_stale(empty: Graph) -> None:
    publish(empty, small_world(), INFO)
    publish(empty, later_world(), LATER)
    assert empty.run() == LATER
    assert [one.campaign_id for one in empty.campaigns(CampaignFilter(), 100).items] == ["c-alpha"]
    assert [one.account_id for one in empty.members("c-alpha", 10).items] == ["a-1", "a-2"]
    assert [one.account_id for one in empty.account("a-1").neighbours] == ["a-2"]
    assert [(one.key, one.count) for one in empty.account("a-1").identifiers] == [("dev-1", 120)]
    assert empty.risks(["a-3", "g-1"])[0].campaign_id is None
    assert empty.risks(["g-1"])[0].status == "unknown"
    assert empty.users_of("payment", "pay'\"/\\1", 10) == ()
    assert (empty.campaign("c-alpha").relations, empty.timeline("c-alpha")) == ((), ())
    assert empty.campaign("c-alpha").joins == ()
    assert [(one.key, one.n_accounts_outside) for one in empty.campaign("c-alpha").relies_on] == [("dev-1", 0)]
    for gone in (lambda: empty.campaign(BETA), lambda: empty.subgraph("c-big", 10)):
        with pytest.raises(CampaignNotFound):
            gone()
    with pytest.raises(AccountNotFound):
        empty.account("busy")


def test_publishing_the_same_run_again_changes_nothing(empty: Graph) -> None:
    publish(empty, small_world(), INFO)
    before = (empty.account("a-1"), empty.campaign("c-alpha"), empty.subgraph("c-big", 50), empty.search("a"))
    publish(empty, small_world(), INFO)
    assert (empty.account("a-1"), empty.campaign("c-alpha"), empty.subgraph("c-big", 50), empty.search("a")) == before


def test_an_empty_run_is_a_run(empty: Graph) -> None:
    publish(empty, no_world(), LATER)
    assert empty.run() == LATER
    assert empty.campaigns(CampaignFilter(), 10).items == ()
    assert empty.risks(["a-1"])[0].status == "unknown"
    assert empty.search("a") == ()


def test_an_id_that_is_what_was_searched_for_comes_before_those_of_another_case(empty: Graph) -> None:
    ids = ["AB", "AB-1", "AB-2", "ab", "ab-1"]
    publish(
        empty,
        findings_of(
            accounts=[account(one) for one in ids],
            campaigns=[campaign("ab-2", 50.0, "medium", 0, name="x"), campaign("AB-0", 50.0, "medium", 0, name="ab y")],
        ),
        INFO,
    )
    assert [hit.id for hit in empty.search("ab", limit=3)] == ["ab", "AB-0", "ab-2"]
    assert [hit.id for hit in empty.search("AB")] == ["AB", "AB-0", "ab-2", "AB-1", "AB-2", "ab", "ab-1"]
    assert [hit.id for hit in empty.search("Ab-", limit=3)] == ["AB-0", "ab-2", "AB-1"]


def test_a_key_that_is_what_was_searched_for_comes_before_any_that_begin_with_it(empty: Graph) -> None:
    keys = [("device", f"x-{number}") for number in range(4)]
    keys += [("template", "x"), ("template", "x-0"), ("client", "template:x-0")]
    publish(empty, findings_of(identifiers=[identifier(kind, key, 1) for kind, key in keys]), INFO)
    assert [hit.id for hit in empty.search("x", limit=2)] == ["template:x", "device:x-0"]
    assert [hit.id for hit in empty.search("template:x", limit=1)] == ["template:x"]
    assert [hit.id for hit in empty.search("template:x", limit=2)] == ["template:x", "client:template:x-0"]


def test_decisions_stay_when_a_new_run_comes_and_come_oldest_first(empty: Graph) -> None:
    publish(empty, small_world(), INFO)
    first = said("note", 1, note="löök 'at' \"this\"")
    second = said("confirmed", 3)
    other = said("allowed", 2, "identifier", "ip:192.0.2.1")
    for decision in (first, second, other):
        empty.decide(decision)
    publish(empty, later_world(), LATER)
    assert empty.decisions() == (first, other, second)
    assert empty.campaign("c-alpha").decisions == (first, second)


@pytest.mark.neo4j
def test_what_was_decided_in_the_workspace_is_handed_on_to_its_neo4j_once(
    neo4j_server: Neo4jServer, tmp_path: Path
) -> None:
    reached = GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password)
    here = Decisions(tmp_path / "decisions.sqlite")
    alone, beside = in_neo4j(reached), in_neo4j(reached, beside=here.all)
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        driver.execute_query(EMPTY_IT)
    both, there, first = said("note", 1), said("rejected", 2), said("confirmed", 3, name="c-big")
    for decision in (both, there):
        alone.decide(decision)
    for decision in (both, first):
        here.add(decision)
    for _ in range(2):
        beside.publish(small_world(), INFO)
        assert alone.decisions() == beside.decisions() == (both, there, first)
    here.add(said("allowed", 4, "account", "a-1"))
    beside.publish(later_world(), LATER)
    assert alone.decisions() == (both, there, first, said("allowed", 4, "account", "a-1"))
    alone.decide(said("note", 5))
    assert len(alone.decisions()) == 5
    alone.close()
    beside.close()


@pytest.mark.neo4j
def test_a_decision_of_another_writer_that_has_not_the_form_of_one_is_left_out(neo4j_server: Neo4jServer) -> None:
    alone = in_neo4j(GraphSettings(uri=neo4j_server.uri, password=neo4j_server.password))
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", neo4j_server.password)) as driver:
        driver.execute_query(EMPTY_IT)
        alone.publish(small_world(), INFO)
        alone.decide(said("confirmed", 1))
        form = "subject: 'campaign', subject_id: 'c-alpha'"
        driver.execute_query(
            f"CREATE (:Decision {{text: 't'}}), (:Decision {{{form}, verdict: 'rejected', at: datetime()}}),"
            f" (:Decision {{{form}, verdict: 'perhaps', at: 9999999999}}), (:Decision {{{form}, at: 9999999999}}),"
            f" (:Decision {{{form}, verdict: 'note', at: 9999999999, author: 'cy'}})"
        )
    told = Decision("campaign", "c-alpha", "note", "", "cy", 9_999_999_999)
    assert alone.decisions() == (said("confirmed", 1), told)
    assert alone.campaign("c-alpha").decisions == (said("confirmed", 1), told)
    assert {one.decision for one in alone.campaigns(CampaignFilter(), 10).items} == {"confirmed", None}
    assert alone.compare(small_world(), INFO, 10).n_odd_decisions == 4
    alone.close()


def test_the_allow_list_is_what_was_decided_last_in_either_home(empty: Graph) -> None:
    empty.decide(said("allowed", 1, "identifier", "ip:198.51.100.0/24"))
    empty.decide(said("allowed", 1, "organisation", "acme"))
    empty.decide(said("allowed", 1, "account", "a-1"))
    empty.decide(said("rejected", 2, "account", "a-1"))
    assert allow_list(empty.decisions()) == AllowList(("ip:198.51.100.0/24",), (), ("acme",))


def test_only_a_verdict_makes_a_campaign_reviewed(empty: Graph) -> None:
    publish(empty, small_world(), INFO)

    def reviewed(answer: bool) -> set[str]:
        page = empty.campaigns(CampaignFilter(reviewed=answer, min_score=60.0), 10)
        return {one.campaign_id for one in page.items}

    empty.decide(said("note", 1, name="c-big"))
    empty.decide(said("confirmed", 1, subject="account", name="c-gamma"))
    assert reviewed(True) == set()
    empty.decide(said("rejected", 2, name=BETA))
    assert reviewed(True) == {BETA}
    assert reviewed(False) == {"c-alpha", "c-big", "c-gamma"}


def test_a_campaign_shows_the_newest_verdict_and_no_note_takes_it_back(empty: Graph) -> None:
    publish(empty, small_world(), INFO)

    def shown() -> dict[str, str | None]:
        return {one.campaign_id: one.decision for one in empty.campaigns(CampaignFilter(min_score=60.0), 10).items}

    assert set(shown().values()) == {None}
    empty.decide(said("rejected", 2, name=BETA))
    empty.decide(said("confirmed", 1, name=BETA))
    empty.decide(said("note", 3, name=BETA))
    empty.decide(said("confirmed", 1, subject="account", name="c-gamma"))
    assert shown() == {"c-alpha": None, "c-big": None, "c-gamma": None, BETA: "rejected"}
    empty.decide(said("confirmed", 2, name=BETA))
    assert (shown()[BETA], empty.campaign(BETA).summary.decision) == ("confirmed", "confirmed")
    assert empty.campaign("c-alpha").summary.decision is None


def test_decisions_can_be_written_before_the_first_run(empty: Graph) -> None:
    empty.decide(said("note", 1))
    assert empty.decisions() == (said("note", 1),)


def test_many_threads_read_while_a_run_is_replaced(empty: Graph) -> None:
    """Each answer is wholly of one run."""
    publish(empty, small_world(), INFO)
    whole = {
        INFO.run: (92.5, "high", "c-alpha"),
        LATER.run: (50.0, "medium", "c-alpha"),
    }

    def ask(_: int) -> tuple[str, tuple[float, str, str | None]]:
        risk = empty.risks(["a-1"])[0]
        return risk.run, (risk.score, risk.band, risk.campaign_id)

    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(ask, range(60))
        publish(empty, later_world(), LATER)
        for run, answer in answers:
            assert whole[run] == answer
    assert empty.risks(["a-1"])[0].run == LATER.run


def test_closing_twice_is_no_error(new_graph: Callable[[], Graph]) -> None:
    made = new_graph()
    made.close()
    made.close()
