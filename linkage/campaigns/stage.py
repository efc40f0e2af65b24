"""The stage: groups → verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.counterfactual import STRENGTH_NATS
from linkage.campaigns.evidence import Array, gather
from linkage.campaigns.features import features
from linkage.campaigns.identity import Descent, friendly_names, identify
from linkage.campaigns.matching import deviations
from linkage.campaigns.outcome import Outcomes, link_statistic, outcomes
from linkage.campaigns.pools import Joint, join_pools
from linkage.campaigns.verdict import Scores, facts, score
from linkage.communities.affinity import Fits, Grouping, grouping_of
from linkage.communities.stage import Groups
from linkage.ledger.snapshot import Snapshot
from linkage.links.incidence import COLUMNS, Links
from linkage.settings import CampaignSettings


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Groups judged: campaign numbers are rows of every array by campaign."""

    labels: npt.NDArray[np.int32]
    """[n_accounts] campaign of each account, -1 for none."""
    pools: npt.NDArray[np.int32]
    """[n_accounts] pool of each member within its campaign, from 0."""
    strength: Array
    """[n_accounts] probability that a member belongs, in [0, 1]; 0 for the others."""
    ids: list[str]
    names: list[str]
    states: list[str]
    used: pl.DataFrame
    """What each campaign uses: see `GroupEvidence.used`. The rest of the evidence is large, and served its turn."""
    scores: Scores
    facts: dict[str, Array]
    """By signal code: what its words say of each campaign, where that is not its value."""
    outcomes: Outcomes
    joints: list[tuple[int, Joint]]
    """(campaign, reason): why pools were joined, which are numbered as in `pools`."""
    descents: list[Descent]


def near_groups(fits: Fits) -> pl.DataFrame:
    """Return `account, group, nats, template_nats`: how accounts fit groups that are not theirs.

    `nats` is by what is hard to share, `template_nats` by prompts.
    """
    hard = [COLUMNS.index(name) for name in ("device", "payment", "artifact", "contact", "time")]
    kept = fits.nats[:, hard].sum(axis=1)
    outside = ~fits.is_member
    return pl.DataFrame(
        {
            "account": fits.account[outside],
            "group": fits.group[outside],
            "nats": kept[outside].astype(np.float64),
            "template_nats": fits.nats[outside, COLUMNS.index("template")].astype(np.float64),
        }
    )


def run(
    snapshot: Snapshot,
    timing: Links | None,
    groups: Groups,
    null_statistic: Array,
    previous: dict[str, set[str]],
    settings: CampaignSettings,
    gone: Mapping[str, set[str]] = MappingProxyType({}),
) -> Verdicts:
    """Return the verdict on every group of `settings.min_accounts` or more."""
    known = features(snapshot)
    labels = large_enough(groups.labels, settings.min_accounts)
    deviant = deviations(known, snapshot.accounts["plan"], labels < 0)
    pooled = gather(snapshot, labels, groups.fit_nats, known, deviant, timing)
    near = near_groups(groups.fits)
    renumbered = groups.became(labels)
    near = near.with_columns(pl.Series("group", renumbered[near["group"].to_numpy()])).filter(pl.col("group") >= 0)
    evidence, scores = pooled, score(pooled)
    judged = outcomes(evidence, scores, null_statistic, settings)
    campaign_of_pool, joints = join_pools(pooled, near, judged.asserted())
    number = _numbers_within(campaign_of_pool)
    # The last place answers for accounts in no pool, whose label is -1.
    campaign = np.append(campaign_of_pool, np.int32(-1))[labels]
    if joints:
        evidence = gather(snapshot, campaign, groups.fit_nats, known, deviant, timing)
        scores = score(evidence)
        judged = outcomes(evidence, scores, null_statistic, settings)
    members = _named(snapshot.accounts["account_id"], grouping_of(campaign, min_members=0))
    identities, descents = identify(members, previous, settings.keep_overlap, gone)
    return Verdicts(
        labels=campaign,
        pools=np.append(number, np.int32(-1))[labels],
        strength=_strength(groups, campaign),
        ids=[identity.campaign_id for identity in identities],
        names=friendly_names([identity.campaign_id for identity in identities]),
        states=[identity.state for identity in identities],
        used=evidence.used,
        scores=scores,
        facts=facts(evidence),
        outcomes=judged,
        joints=[
            (
                int(campaign_of_pool[joint.older]),
                replace(joint, older=int(number[joint.older]), newer=int(number[joint.newer])),
            )
            for joint in joints
        ],
        descents=descents,
    )


def _named(account_ids: pl.Series, groups: Grouping) -> list[list[str]]:
    """Return the account ids of the members of each group."""
    ids = account_ids.gather(groups.member).to_list()
    return [ids[first:last] for first, last in pairwise(groups.ptr.tolist())]


def large_enough(labels: npt.NDArray[np.int32], min_accounts: int) -> npt.NDArray[np.int32]:
    """Return the labelling without groups below the least size, numbered anew in the same order."""
    inside = labels >= 0
    sizes = np.bincount(labels[inside], minlength=int(labels.max(initial=-1)) + 1)
    number = np.full(sizes.size + 1, -1, dtype=np.int32)
    number[:-1][sizes >= min_accounts] = np.arange(int((sizes >= min_accounts).sum()), dtype=np.int32)
    return number[labels]


def _numbers_within(campaign_of_pool: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the number of each pool within its campaign, from 0 in the order of the pools: int32[n_pools]."""
    order = np.argsort(campaign_of_pool, kind="stable")
    first = np.searchsorted(campaign_of_pool[order], campaign_of_pool)
    number = np.empty(order.size, dtype=np.int32)
    number[order] = np.arange(order.size)
    return (number - first).astype(np.int32)


def _strength(groups: Groups, campaign: npt.NDArray[np.int32]) -> Array:
    """Return how firmly each member belongs: the probability of its fit at even prior odds within the group."""
    nats = groups.fit_nats.sum(axis=1).astype(np.float64)
    return np.where(campaign >= 0, 1.0 / (1.0 + np.exp(-np.clip(nats - STRENGTH_NATS, -30, 30))), 0.0)


def null_statistic(groups: Groups, settings: CampaignSettings) -> Array:
    """Return what groups of a shuffled ledger reach of the statistic that LINK is ranked by."""
    labels = large_enough(groups.labels, settings.min_accounts)
    return link_statistic(groups.fit_nats, labels, int(labels.max(initial=-1)) + 1)
