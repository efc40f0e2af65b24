"""Evidence and signals taken away from a run that found a farm."""

import math
from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from linkage.campaigns.signals import CEILINGS, SIGNALS
from linkage.detection import detect
from linkage.evaluation.deletions import (
    Evidence,
    counterfactual_evidence,
    deleted,
    fell,
    lost_band,
    named_evidence,
)
from linkage.evaluation.run import found_of_findings
from linkage.evaluation.signals import without_each_signal, without_signal
from linkage.findings import Findings
from linkage.ledger.snapshot import Snapshot
from linkage.settings import Settings
from tests.hand_made_ledger import Ledger

SETTINGS = Settings()


@cache
def world() -> tuple[Snapshot, Findings]:
    ledger = Ledger().strangers(300).farm("farm", 10)
    for x in range(8):
        ledger.company(f"org{x}", 6)
    snapshot = ledger.snapshot()
    return snapshot, detect(snapshot, SETTINGS)[0]


def farms() -> pl.DataFrame:
    return pl.DataFrame({"account_id": [f"farm-{x:02d}" for x in range(10)]})


def with_a_weak_member(findings: Findings) -> Findings:
    """The run in which one account of the farm belongs to it as surely as not."""
    is_weak = pl.col("account_id") == "farm-00"
    halved = pl.when(is_weak).then(pl.col("risk_score") / 2).otherwise("risk_score").alias("risk_score")
    band = pl.when(is_weak).then(pl.lit("low")).otherwise("risk_band").alias("risk_band")
    strength = pl.when(is_weak).then(pl.lit(0.5)).otherwise("strength").alias("strength")
    return replace(
        findings,
        accounts=findings.accounts.with_columns(halved, band),
        members=findings.members.with_columns(strength),
    )


def test_a_signal_that_there_is_not_takes_nothing_away():
    findings = with_a_weak_member(world()[1])
    assert findings.asserted_members().height == 9
    whole = found_of_findings(findings)
    same = without_signal(findings, whole, "no such signal", SETTINGS.campaigns)
    assert same.members.equals(findings.asserted_members())
    both = same.risk.join(whole.risk, on="account_id", suffix="_whole")
    assert both.height == findings.accounts.height
    assert (both["score"] - both["score_whole"]).abs().max() < 1e-2


def test_without_one_signal_the_risk_of_a_farm_is_lower_unless_it_said_nothing():
    findings = world()[1]
    whole = found_of_findings(findings)
    told = dict(without_each_signal(findings, whole, SETTINGS.campaigns))
    assert list(told) == [signal.code for signal in SIGNALS]

    def risk(found: object) -> float:
        table = found.risk  # type: ignore[attr-defined]
        return float(table.join(farms(), on="account_id", how="semi")["score"].mean())

    # A run states scores to the hundredth; this one is told as exactly as the others.
    complete = risk(without_signal(findings, whole, "no such signal", SETTINGS.campaigns))
    for code in ("uneven_load", "hidden_addresses", "hidden_payments", "concealment", "own_card_one_mind", "fit"):
        assert risk(told[code]) < complete - 0.01
    for code in ("replayed_work", "succession"):
        assert risk(told[code]) == pytest.approx(complete, abs=1e-9)

    reasons = findings.reasons.join(findings.members.join(farms(), on="account_id"), on="campaign_id", how="semi")
    nats = dict(reasons.filter(pl.col("side") == "conduct").select("code", "weight").iter_rows())

    def share_left(lost: float) -> float:
        whole = sum(nats.values())
        return (1 + math.exp(-whole)) / (1 + math.exp(lost - whole))

    cards = CEILINGS[0].most + CEILINGS[0].hidden - nats["hidden_payments"] - nats["split_cards"]
    more = cards - nats["concealment"]
    assert more > 0.02, "it is the ceiling over even load that lowers the contrast"
    for code, lost in (("hidden_payments", nats["hidden_payments"]), ("uneven_load", nats["uneven_load"] - more)):
        assert risk(told[code]) / complete == pytest.approx(share_left(lost), rel=1e-6)


def test_a_declared_organisation_is_not_asserted_whatever_signal_is_gone():
    findings = world()[1]
    whole = found_of_findings(findings)
    for _, found in without_each_signal(findings, whole, SETTINGS.campaigns):
        assert not found.members.filter(pl.col("account_id").str.starts_with("org")).height


@pytest.mark.parametrize(("chosen", "count"), [(named_evidence, fell), (counterfactual_evidence, lost_band)])
def test_a_farm_falls_when_the_evidence_that_is_named_is_deleted(chosen, count):
    snapshot, before = world()
    evidence = chosen(before, before.asserted_members(), farms())
    assert len(evidence) == 1
    after = detect(deleted(snapshot, before.asserted_members(), evidence), SETTINGS)[0]
    found = count(before, after, before.asserted_members(), evidence)
    assert (found.n, found.hits) == (1, 1)


def test_nothing_falls_when_nothing_is_deleted():
    snapshot, before = world()
    members = before.asserted_members()
    nothing = dict.fromkeys(members["campaign_id"].unique(), Evidence())
    same = deleted(snapshot, members, nothing)
    assert same.uses.equals(snapshot.uses)
    assert same.activity.equals(snapshot.activity)
    assert same.accounts.equals(snapshot.accounts)
    assert fell(before, before, members, nothing).hits == lost_band(before, before, members, nothing).hits == 0


def test_only_what_members_share_is_deleted_of_a_family():
    snapshot, before = world()
    members = before.asserted_members()
    less = deleted(snapshot, members, dict.fromkeys(members["campaign_id"].unique(), Evidence(families={"device"})))
    kinds, keys = snapshot.identifiers["kind"], snapshot.identifiers["key"]
    gone = snapshot.uses.join(less.uses, on=["account", "identifier"], how="anti")
    assert set(kinds.gather(gone["identifier"])) == {"device"}
    assert {key[:8] for key in keys.gather(gone["identifier"])} == {"farm-dev"}
    assert less.identifiers["n_accounts"].sum() == less.uses.height
