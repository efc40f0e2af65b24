"""What people allowed gives no evidence, whatever else the ledger holds."""

from pathlib import Path

import polars as pl
import pytest

from linkage import runs
from linkage.cli.process import hoisted, run
from linkage.detection import detect, run_info
from linkage.graph.allowlist import AllowList, allow_list, covers, silenced, with_allowed
from linkage.graph.embedded import EmbeddedGraph
from linkage.graph.interface import Decision
from linkage.ledger import Workspace
from linkage.settings import Settings
from tests.hand_made_ledger import Ledger, members
from tests.publishing import embedded

SETTINGS = Settings()


def said(subject: str, name: str, verdict: str, at: int) -> Decision:
    return Decision(subject, name, verdict, "", "ana", at)  # type: ignore[arg-type]


def crowd() -> Ledger:
    ledger = Ledger().strangers(300)
    for x in range(8):
        ledger.company(f"org{x}", 6)
    return ledger


def test_the_newest_word_on_a_subject_counts_and_a_note_takes_nothing_back():
    decisions = [
        said("identifier", "ip:192.0.2.1", "note", 9),
        said("identifier", "ip:192.0.2.1", "allowed", 3),
        said("identifier", "device:d", "rejected", 8),
        said("identifier", "device:d", "allowed", 7),
        said("account", "a", "allowed", 1),
        said("organisation", "acme", "allowed", 1),
        said("campaign", "c-1", "allowed", 1),
    ]
    found = allow_list(decisions)
    assert found == AllowList(("ip:192.0.2.1",), ("a",), ("acme",))
    assert allow_list(reversed(decisions)) == found
    assert found.entries() == ("account a", "identifier ip:192.0.2.1", "organisation acme")


def test_a_range_stands_for_every_address_in_it_and_the_networks_it_covers():
    ledger = Ledger()
    for x, address in enumerate(["198.51.100.7", "198.51.101.7", "2001:db8:1:2::/64", "2001:db9:1:2::/64"]):
        ledger.add(f"a{x}", [1_750_000_000 + x], {"ip": [address]})
    snapshot = ledger.snapshot()
    allowed = AllowList(("ip:198.51.100.0/24", "ip:2001:db8::/32", "ip:not/a/range"))
    linked, judged, silence = silenced(snapshot, allowed)
    left = set(snapshot.identifiers["key"].gather(linked.uses["identifier"].unique()))
    assert not {key for key in left if key.startswith(("198.51.100", "2001:db8:"))}
    assert {"198.51.101.7", "198.51.101.0/24"} <= left
    assert (silence.n_identifiers, silence.n_accounts) == (4, 0)
    for heard in (linked, judged):
        assert snapshot.uses.height - heard.uses.height == 4
        assert heard.identifiers["n_accounts"].to_list() == [
            heard.uses["identifier"].eq(number).sum() for number in range(snapshot.identifiers.height)
        ]
    assert allowed.allows("ip", "198.51.100.99")
    assert not allowed.allows("device", "198.51.100.99")


def test_a_part_of_a_network_stands_for_its_own_addresses_and_not_for_the_network():
    ledger = Ledger()
    ledger.add("a0", [1_750_000_000], {"ip": ["198.51.100.7"]})
    ledger.add("a1", [1_750_000_000], {"ip": ["198.51.100.77"]})
    snapshot = ledger.snapshot()
    linked, _, _ = silenced(snapshot, AllowList(("ip:198.51.100.0/28",)))
    heard = set(snapshot.identifiers["key"].gather(linked.uses["identifier"].unique()))
    assert heard == {"198.51.100.77", "198.51.100.0/24"}


def test_a_range_holds_addresses_networks_and_narrower_ranges_and_nothing_of_another_kind():
    for held in ("ip:198.51.100.7", "network:198.51.100.0/24", "ip:198.51.100.16/28"):
        assert covers("ip:198.51.100.0/24", held)
    for other in ("ip:198.51.101.7", "network:198.51.0.0/16", "device:198.51.100.7", "ip:2001:db8::/64", "ip:f00d"):
        assert not covers("ip:198.51.100.0/24", other)
    assert not covers("ip:198.51.100.7", "ip:198.51.100.7"), "an address is no range"


def test_a_hashed_address_is_in_no_range():
    assert not AllowList(("ip:198.51.100.0/24",)).allows("ip", "f" * 64)


def test_without_an_allow_list_nothing_changes_and_the_run_keeps_its_id():
    snapshot = crowd().snapshot()
    assert silenced(snapshot, AllowList())[0] is snapshot
    assert run_info(snapshot, SETTINGS) == run_info(snapshot, SETTINGS, AllowList())


def test_another_allow_list_makes_another_run():
    snapshot = Ledger().strangers(3).snapshot()
    lists = [AllowList(), AllowList(("ip:192.0.2.1",)), AllowList((), ("ip:192.0.2.1",)), AllowList(("ip:192.0.2.2",))]
    assert len({run_info(snapshot, SETTINGS, one).run for one in lists}) == 4
    assert len({run_info(snapshot, SETTINGS, one).ledger_digest for one in lists}) == 1


def test_an_allowed_card_and_office_tie_nobody_yet_the_facts_stay():
    """A company is a group by what it shares; with card, office and prompt allowed it is none, and only it."""
    ledger = crowd().company("acme", 14).farm("farm", 14)
    snapshot = ledger.snapshot()
    before, _, _ = detect(snapshot, SETTINGS)
    assert any("acme-00" in group for group in members(before).values())
    allowed = AllowList(("ip:198.51.4.0/24", "payment:acme-card", "template:acme-tpl"))
    after, _, report = detect(snapshot, SETTINGS, allowed=allowed)
    assert not any("acme-00" in group for group in members(after).values())
    assert not after.links.filter(pl.col("a").str.starts_with("acme") | pl.col("b").str.starts_with("acme")).height
    assert {f"farm-{x:02d}" for x in range(14)} in members(after).values()
    assert report.allow_list == allowed.entries()
    assert report.n_allowed_identifiers >= 3
    assert after.uses.equals(before.uses)
    assert after.identifiers.equals(before.identifiers)


@pytest.mark.parametrize("allowed", [AllowList((), ("farm-03",)), AllowList((), (), ("shell",))])
def test_an_allowed_account_is_in_no_group_and_links_nobody(allowed: AllowList):
    ledger = crowd().farm("farm", 14)
    next(row for row in ledger.accounts if row["account_id"] == "farm-03")["organisation_id"] = "shell"
    findings, _, report = detect(ledger.snapshot(), SETTINGS, allowed=allowed)
    assert "farm-03" not in set(findings.members["account_id"])
    assert "farm-03" not in {*findings.links["a"], *findings.links["b"]}
    assert {"farm-02", "farm-04"} <= set(findings.members["account_id"])
    assert report.n_allowed_accounts == 1


def test_an_allowed_mail_domain_still_excuses():
    ledger = crowd().company("acme", 14, organisation_id=None)
    allowed = AllowList(("email_domain:acme.example",))
    linked, judged, _ = silenced(ledger.snapshot(), allowed)
    kinds = judged.identifiers["kind"].gather(judged.uses["identifier"])
    assert judged.uses.height - linked.uses.height == 14
    assert (kinds == "email_domain").sum() == 14 + 8 * 6
    findings, _, _ = detect(ledger.snapshot(), SETTINGS, allowed=allowed)
    assert "campaign" not in findings.campaigns["verdict"].to_list()


def test_a_verdict_on_a_campaign_stays_with_its_id_when_the_ledger_grows(tmp_path: Path):
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    findings, info, report = detect(crowd().farm("farm", 14).snapshot(), SETTINGS)
    runs.save(workspace, findings, info, report.to_dict())
    mine = next(name for name, group in members(findings).items() if "farm-00" in group)
    graph = embedded(workspace.path)
    graph.decide(said("campaign", mine, "confirmed", 1))
    grown = crowd().farm("farm", 19).snapshot()
    before = runs.previous(workspace, "next")
    findings, info, report = detect(grown, SETTINGS, before, allowed=allow_list(graph.decisions()))
    runs.save(workspace, findings, info, report.to_dict())
    assert graph.campaign(mine).decisions == (said("campaign", mine, "confirmed", 1),)
    assert graph.campaign(mine).summary.n_accounts == 19
    graph.close()


def detected(made: Ledger, folder: Path) -> EmbeddedGraph:
    """Return what the command line finds in a ledger that it loads in this folder, the current one.

    Tables without rows are not written, nor empty columns.
    """
    for name, table in made.frames().items():
        if table.height:
            empty = [column for column in table.columns if table[column].null_count() == table.height]
            table.drop(empty).write_csv(folder / f"{name}.csv")
    assert run(hoisted(["load", "accounts.csv", "activity.csv", "--quiet"])) == 0
    assert run(hoisted(["detect", "--quiet"])) == 0
    return embedded(folder / "linkage-workspace")


def test_detect_reads_the_allow_list_of_the_workspace_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    graph = detected(crowd().company("acme", 14), tmp_path)
    assert "allow-list" not in capsys.readouterr().out
    graph.decide(said("identifier", "ip:198.51.4.0/24", "allowed", 1))
    graph.close()
    assert run(hoisted(["detect", "--quiet"])) == 0
    assert "1 allow-list entry: 10 identifiers and 0 accounts gave no evidence" in capsys.readouterr().out


def test_what_people_said_of_a_campaign_is_back_with_it_after_a_run_that_lost_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    graph = detected(crowd().farm("farm", 14), tmp_path)
    mine = str(graph.risks(["farm-00"])[0].campaign_id)
    graph.decide(said("campaign", mine, "rejected", 1))
    graph.close()
    capsys.readouterr()
    monkeypatch.setenv("LINKAGE_CAMPAIGNS__MIN_ACCOUNTS", "1000")
    assert run(hoisted(["detect", "--quiet"])) == 0
    told = f"1 campaign that the run before asserted or people decided about is not in it: {mine}"
    assert told in capsys.readouterr().out
    monkeypatch.delenv("LINKAGE_CAMPAIGNS__MIN_ACCOUNTS")
    (tmp_path / "more.csv").write_text("account_id,at\nsomebody,2026-02-01T10:00:00Z\n")
    assert run(hoisted(["load", "more.csv", "--quiet"])) == 0
    assert run(hoisted(["detect", "--quiet"])) == 0
    assert "not in it" not in capsys.readouterr().out
    graph = embedded(tmp_path / "linkage-workspace")
    assert graph.risks(["farm-00"])[0].campaign_id == mine
    assert graph.campaign(mine).decisions == (said("campaign", mine, "rejected", 1),)
    graph.close()


def test_an_explanation_gives_an_allowed_identifier_no_bits(tmp_path: Path):
    from tests.publishing import embedded, publish
    from tests.small_world import INFO, small_world

    graph = embedded(tmp_path)
    publish(graph, small_world(), INFO)
    plain = graph.explain("a-1", "a-2")
    told = with_allowed(plain, AllowList(("device:dev-1",)))
    assert {one.key: one.bits for one in plain.shared}["dev-1"] > 0
    assert {one.key: one.bits for one in told.shared}["dev-1"] == 0
    assert told.weight_bits == plain.weight_bits
    graph.close()
