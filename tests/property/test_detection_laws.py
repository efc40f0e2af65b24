"""Laws of whole runs: the order and the names of things say nothing."""

import numpy as np
import polars as pl
import pytest

from linkage.detection import detect
from linkage.findings import Findings
from linkage.ledger import build_snapshot
from linkage.settings import Settings
from tests.hand_made_ledger import Ledger, members

SEEDS = (1, 2, 3)


def ledger(seed: int) -> Ledger:
    made = Ledger(seed).strangers(120).farm("farm", 11).household("home", 4)
    for x in range(6):
        made.company(f"org{x}", 5)
    return made


def run(frames: dict[str, pl.DataFrame]) -> Findings:
    return detect(build_snapshot(**frames, digest="same"), Settings())[0]


def same(left: Findings, right: Findings) -> bool:
    return all(table.equals(right.tables()[name]) for name, table in left.tables().items())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_is_the_same_again_and_in_whatever_order_rows_came(seed: int):
    frames = ledger(seed).frames()
    first = run(frames)
    assert first.campaigns.height > 0
    assert same(first, run(frames))
    assert same(first, run({name: frame.sample(fraction=1, shuffle=True, seed=5) for name, frame in frames.items()}))


@pytest.mark.parametrize("seed", SEEDS)
def test_names_that_keep_their_order_do_not_change_who_belongs_together(seed: int):
    frames = ledger(seed).frames()
    named = {name: frame.with_columns(account_id="x/" + pl.col("account_id") + "~") for name, frame in frames.items()}
    plain = {frozenset(f"x/{account}~" for account in group) for group in members(run(frames)).values()}
    assert plain == {frozenset(group) for group in members(run(named)).values()}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_score_and_rate_is_within_its_bounds(seed: int):
    findings = run(ledger(seed).frames())
    for column in ("score", "link_score", "conduct_score"):
        assert findings.campaigns[column].is_between(0, 100).all()
    assert ((findings.campaigns["q_value"] > 0) & (findings.campaigns["q_value"] <= 1)).all()
    assert findings.members["strength"].is_between(0, 1).all()
    bits = findings.links.select(pl.sum_horizontal(pl.col("^.*_bits$").exclude("weight_bits"))).to_series().to_numpy()
    assert np.allclose(bits, findings.links["weight_bits"].to_numpy(), atol=1e-4)
