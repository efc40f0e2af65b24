"""What whole runs of detection say of ledgers that one can hold in one's head."""

import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from linkage.campaigns import PRIOR_NATS
from linkage.campaigns.counterfactual import fewest_families
from linkage.campaigns.reasons import OTHERS_SAY_SO, alone_nats, open_share
from linkage.campaigns.signals import under_ceilings
from linkage.campaigns.verdict import BAND_EDGES
from linkage.detection import detect, run_info
from linkage.findings import SCHEMAS, Findings, handed_down
from linkage.graph.counterfactual import of_campaign
from linkage.graph.risk import read_reasons
from linkage.settings import Settings
from tests.hand_made_ledger import DAY, T0, Ledger, members, verdict_of
from tests.publishing import embedded, publish

SETTINGS = Settings()


def crowd() -> Ledger:
    """Strangers and enough small companies that no planted group has much of all links."""
    ledger = Ledger().strangers(300)
    for x in range(8):
        ledger.company(f"org{x}", 6)
    return ledger


@cache
def planted() -> Findings:
    return detect(crowd().farm("farm", 14).company("acme", 14).household("home", 4).snapshot(), SETTINGS)[0]


def found(ledger: Ledger) -> Findings:
    return detect(ledger.snapshot(), SETTINGS)[0]


def logit(score: float) -> float:
    return math.log(score / (100 - score))


def test_a_planted_farm_is_one_campaign_and_has_all_of_its_accounts():
    assert verdict_of(planted(), "farm-") == {"campaign"}
    assert {f"farm-{x:02d}" for x in range(14)} in members(planted()).values()


def test_a_company_that_shares_openly_is_an_organisation():
    assert verdict_of(planted(), "acme-") == {"organisation"}


def test_a_household_is_never_asserted():
    assert "campaign" not in verdict_of(planted(), "home-")
    risks = planted().accounts.filter(pl.col("account_id").str.starts_with("home-"))["risk_band"]
    assert set(risks) <= {"none", "low"}


def test_nobody_but_the_farm_is_asserted():
    asserted = planted().accounts.filter(pl.col("risk_band").is_in(["medium", "high"]))["account_id"]
    assert {name[:5] for name in asserted} == {"farm-"}


def test_accounts_that_behave_like_a_farm_and_share_nothing_are_not_asserted():
    findings = found(crowd().clean_twins(14))
    assert "campaign" not in findings.campaigns["verdict"].to_list()
    assert set(findings.accounts["risk_band"]) <= {"none", "low"}


@pytest.mark.parametrize("side", ["link", "conduct"])
def test_the_reasons_of_a_side_add_up_to_its_log_odds(side: str):
    table = planted().reasons.filter(pl.col("side") == side).group_by("campaign_id").agg(pl.col("weight").sum())
    scored = planted().campaigns.join(table, on="campaign_id")
    assert scored.height == planted().campaigns.height > 1
    for score, weight in scored.select(f"{side}_score", "weight").iter_rows():
        assert score == pytest.approx(100 / (1 + math.exp(-weight)), abs=1e-3)
    prior = planted().reasons.filter((pl.col("side") == side) & (pl.col("code") == "prior"))
    assert set(prior["weight"]) == {PRIOR_NATS[side]}


def test_the_reasons_of_an_account_add_up_to_the_log_odds_of_its_score():
    assert planted().accounts.height > 300
    for score, reasons in planted().accounts.select("risk_score", "reasons").iter_rows():
        total = sum(reason["weight"] for reason in json.loads(reasons))
        assert score == pytest.approx(100 / (1 + math.exp(-total)), abs=1e-3)


def test_a_score_is_that_of_both_sides_together():
    assert planted().campaigns.height > 1
    for both, link, conduct in planted().campaigns.select("score", "link_score", "conduct_score").iter_rows():
        assert both == pytest.approx(link * conduct / 100, abs=2e-3)


def test_no_member_stands_in_a_higher_band_than_its_group():
    order = {"none": 0, "low": 1, "medium": 2, "high": 3}
    table = planted().accounts.drop_nulls("campaign_id").join(planted().campaigns, on="campaign_id")
    assert table.height == planted().members.height > 14
    assert all(order[own] <= order[group] for own, group in table.select("risk_band", "band").iter_rows())


def test_a_campaign_keeps_its_id_when_it_grows_by_a_third():
    before = found(crowd().farm("farm", 14))
    after = detect(
        crowd().farm("farm", 19).snapshot(), SETTINGS, previous=handed_down(before.members, before.campaigns, None)
    )[0]
    was = {c for c, accounts in members(before).items() if "farm-00" in accounts}
    now = {c for c, accounts in members(after).items() if "farm-00" in accounts}
    assert was == now
    assert after.campaigns.filter(pl.col("campaign_id") == was.pop())["state"].to_list() == ["grew"]


def test_the_same_ledger_again_leaves_every_group_steady_under_its_id():
    ledger = crowd().farm("farm", 14)
    before = found(ledger)
    after = detect(ledger.snapshot(), SETTINGS, previous=handed_down(before.members, before.campaigns, None))[0]
    assert members(after) == members(before)
    assert set(after.campaigns["state"]) == {"steady"}


def test_a_campaign_that_a_run_lost_is_back_under_its_id():
    ledger = crowd().farm("farm", 14)
    before = found(ledger)
    settings = SETTINGS.model_copy(update={"campaigns": SETTINGS.campaigns.model_copy(update={"min_accounts": 1_000})})
    to_the_next = handed_down(before.members, before.campaigns, None)
    lost = detect(ledger.snapshot(), settings, previous=to_the_next)[0]
    assert lost.campaigns.height == 0
    to_the_next = handed_down(lost.members, lost.campaigns, to_the_next)
    again = detect(crowd().farm("farm", 19).snapshot(), SETTINGS, previous=to_the_next)[0]
    assert campaign_of(again, "farm-00") == campaign_of(before, "farm-00")
    states = dict(again.campaigns.select("campaign_id", "state").iter_rows())
    assert states[campaign_of(again, "farm-00")] == "grew"


def campaign_of(findings: Findings, account_id: str) -> str:
    return next(campaign for campaign, accounts in members(findings).items() if account_id in accounts)


def test_two_parties_that_rent_the_same_proxies_are_two_campaigns_and_each_is_told_of_the_other():
    findings = found(crowd().farm("ant-x", 14).farm("bee-x", 14))  # addresses go by the last letter
    ant, bee = campaign_of(findings, "ant-x-00"), campaign_of(findings, "bee-x-00")
    assert {len(members(findings)[one]) for one in (ant, bee)} == {14}
    assert verdict_of(findings, "ant-x-") == verdict_of(findings, "bee-x-") == {"campaign"}
    rented = {f"172.16.{ord('x')}.{y}" for y in range(14)}
    for mine, other in ((ant, bee), (bee, ant)):
        relied = findings.relies_on.filter(pl.col("campaign_id") == mine)
        shared = relied.filter(pl.col("n_campaigns_outside") > 0)
        assert set(shared["key"]) == rented
        assert shared["also_by"].to_list() == [[other]] * 14
        assert set(relied["kind"]) > {"ip"}


def succeeding(ledger: Ledger) -> Ledger:
    """Add a pool that is suspended, and one with its prompt that is made a day later: all else is new."""
    fallen = T0 + 6 * DAY
    for pool, about in (("old", {"status": "suspended", "status_at": fallen}), ("new", {"created_at": fallen + DAY})):
        for x in range(10):
            facts = {
                "ip": [f"172.16.{ord(pool[0])}.{y}" for y in (x, (x + 1) % 10)],
                "device_id": [f"{pool}-dev-{x % 4}", f"{pool}-dev-{(x + 1) % 4}"],
                "payment_id": [f"{pool}-pay-{x // 2}"],
                "template_id": [f"{pool}-tpl", "party-tpl"],
            }
            moments = [at for at in ledger.round_the_clock(6) if (at < fallen) == (pool == "old")]
            ledger.add(f"{pool}-{x:02d}", moments, facts, country=f"C{x % 9}", **about)
    return ledger


def test_a_pool_that_follows_a_suspended_one_says_so_by_the_numbers_that_its_members_have():
    findings = found(succeeding(crowd()))
    pool = {account[:3]: number for account, number in findings.members.select("account_id", "pool").iter_rows()}
    assert campaign_of(findings, "old-00") == campaign_of(findings, "new-00")
    assert {pool["old"], pool["new"]} == {0, 1}
    assert findings.joins.drop("points").rows() == [
        (campaign_of(findings, "old-00"), *ends, code, text)
        for *ends, code, text in sorted([
            (0, 1, "shared_template", "the pools share 1 template(s) that hardly anyone uses outside of such pools"),
            (pool["old"], pool["new"], "succession", "10 accounts were made within 10 days of the suspension of 10"),
        ])
    ]  # fmt: skip


def observed(account_id: str, kind: str, value: str) -> dict[str, object]:
    return {"account_id": account_id, "kind": kind, "value": value, "count": 5}


def test_a_run_by_other_settings_of_what_it_is_made_of_is_another_run():
    """And where the results live, or how files were read, is not what it is made of."""
    snapshot = Ledger().strangers(3).snapshot()
    ways: list[dict[str, dict[str, object]]] = [
        {}, {"links": {"degree_cap": 999}}, {"communities": {"seed": 8}}, {"campaigns": {"max_q_value": 0.04}},
    ]  # fmt: skip
    assert len({run_info(snapshot, Settings(**way)).run for way in ways}) == len(ways)
    elsewhere = Settings(graph={"uri": "bolt://192.0.2.1"}, load={"max_rejected": 0.5})  # type: ignore[arg-type]
    assert run_info(snapshot, elsewhere) == run_info(snapshot, SETTINGS)


def test_a_ledger_of_observations_alone_shows_its_group_and_asserts_nothing():
    ledger = Ledger()
    for x in range(200):
        ledger.observations += [observed(f"s-{x:03d}", kind, f"{kind}-{x}") for kind in ("device", "template")]
    for g in range(8):
        for x in range(6):
            ledger.observations += [observed(f"g{g}-{x}", kind, f"{kind}-g{g}") for kind in ("device", "template")]
    findings = found(ledger)
    groups = members(findings)
    assert all({f"g{g}-{x}" for x in range(6)} in groups.values() for g in range(8))
    assert set(findings.campaigns["verdict"]) == {"insufficient"}
    assert set(findings.campaigns["band"]) == {"low"}


def test_an_account_near_a_pair_is_near_nothing_that_is_judged():
    ledger = Ledger()
    for x in range(120):
        ledger.observations += [observed(f"s-{x:03d}", kind, f"{kind}-{x}") for kind in ("device", "template", "ip")]
    for x in range(16):
        pair = f"p-{x:02d}"
        ledger.observations += [observed(pair, kind, f"{kind}-p{x // 2}") for kind in ("device", "template", "ip")]
    ledger.observations += [observed("near", "ip", "ip-p0")]
    findings = found(ledger)
    assert findings.links.height >= 8
    assert findings.campaigns.height == 0
    assert set(findings.accounts["risk_band"]) == {"none"}


def nobody() -> Ledger:
    return Ledger()


def one_account() -> Ledger:
    ledger = Ledger()
    ledger.add("only", [T0, T0 + DAY], {"ip": ["10.0.0.1"]})
    return ledger


def without_activity() -> Ledger:
    ledger = Ledger()
    ledger.accounts = [{"account_id": f"a{x}", "created_at": T0} for x in range(5)]
    return ledger


def without_identifiers() -> Ledger:
    ledger = Ledger()
    for x in range(20):
        ledger.add(f"a{x:02d}", [T0 + x * 7000 + d * DAY for d in range(2)], {})
    return ledger


@pytest.mark.parametrize("ledger", [nobody, one_account, without_activity, without_identifiers])
def test_a_ledger_with_nothing_to_find_gives_empty_tables_in_their_columns(ledger):
    made = ledger()
    findings = found(made)
    assert findings.campaigns.height == findings.members.height == findings.links.height == 0
    assert findings.accounts.height == len(made.accounts)
    assert {name: dict(table.schema) for name, table in findings.tables().items()} == SCHEMAS


def test_without_what_its_counterfactual_names_a_member_falls_below_its_band_or_is_a_stranger():
    """The families that the counterfactual of a member names are deleted from its uses, and detection runs again."""
    ledger = crowd().farm("farm", 14)
    before = found(ledger)
    reasons = read_reasons(before.accounts.filter(pl.col("account_id") == "farm-03")["reasons"].item())
    evidence = next(reason.evidence for reason in reasons if reason.code == "membership")
    lost = fewest_families(evidence["fit_nats"], 1.0, BAND_EDGES["high"], evidence["stays_from_nats"])
    assert lost
    fields = {"net": "ip", "device": "device_id", "payment": "payment_id", "template": "template_id"}
    for row in ledger.activity:
        if row["account_id"] == "farm-03":
            row.update(dict.fromkeys((fields[family] for family in lost if family in fields), None))
            if "time" in lost:
                row["at"] += 4321
    strength = dict(found(ledger).members.select("account_id", "strength").iter_rows())
    assert strength["farm-04"] >= BAND_EDGES["high"] > strength.get("farm-03", 0.0)


def farms_reasons() -> pl.DataFrame:
    """Return the reasons of the planted farm, with what each would weigh alone."""
    farm = planted().members.filter(pl.col("account_id") == "farm-00")["campaign_id"].item()
    reasons = planted().reasons.filter(pl.col("campaign_id") == farm)
    return reasons.with_columns(alone_nats().alias("alone"), open_share().alias("open"))


def test_a_reason_that_others_tell_as_well_says_so_and_what_it_would_weigh_alone():
    lowered = farms_reasons().filter(pl.col("open").is_not_null())
    assert "concealment" in lowered["code"]
    assert (lowered["alone"] > lowered["weight"]).all()
    assert lowered["text"].str.ends_with(OTHERS_SAY_SO).all()
    rest = farms_reasons().filter(pl.col("open").is_null())
    assert (rest["alone"] == rest["weight"]).all()
    assert not rest["text"].str.ends_with(OTHERS_SAY_SO).any()


def test_the_counterfactual_of_a_campaign_is_its_score_without_those_reasons_the_others_giving_more(tmp_path: Path):
    graph = embedded(tmp_path)
    publish(graph, planted(), run_info(crowd().snapshot(), SETTINGS))
    campaign = graph.campaign(farms_reasons()["campaign_id"][0])
    graph.close()
    found = of_campaign(campaign)
    assert found is not None and found.below == campaign.summary.band
    kept = farms_reasons().filter(~pl.col("code").is_in([one.code for one in found.without]))
    conduct = dict(kept.filter(pl.col("side") == "conduct").select("code", "alone").iter_rows())
    link = kept.filter(pl.col("side") == "link")["weight"].sum()
    beside = under_ceilings({code: np.array(nats) for code, nats in conduct.items()}, farms_reasons()["open"].max())
    left = 100 / ((1 + np.exp(-link)) * (1 + np.exp(-sum(beside.values()))))
    assert found.score == pytest.approx(float(left))
    assert found.score < 100 * BAND_EDGES[found.below] <= campaign.summary.score
