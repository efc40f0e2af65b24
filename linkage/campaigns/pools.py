"""Pools of one party become one campaign.

A pool is what linkage sees: accounts run together. One party's pools often share nothing directly; what joins
them is what one hand leaves behind: a private prompt, leftovers of devices or artifacts, being suspended in the
same hours, and above all succession: one pool is suspended and within days another is born. Addresses alone
never join pools: two parties can rent the same proxies.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.evidence import GroupEvidence
from linkage.campaigns.signals.bans import BURST_ACCOUNTS, BURST_SECONDS, busiest_half_day
from linkage.campaigns.signals.openness import one_mail_domain, one_organisation
from linkage.communities.components import connected

DAY_SECONDS = 86_400
SUCCESSION_DAYS = 10
JOIN_POINTS = 2.0
BOTH_ASSERTED_POINTS = 1.0
"""Points that join two pools which are campaigns by themselves: whose they are is all that is asked."""
MAX_POOLS_PER_IDENTIFIER = 30
"""Pools that have an identifier, as a habit, up to which it joins them: a hydra of one prompt has a dozen."""
LEAST_SHARERS = 2
"""Members of each pool that must have what both share: a stolen key or a machine sold on leads into any group."""
LEAST_SHARING = 0.01
"""Share of each pool's members that they must be: of thousands, two share a machine with any other group."""
NAMED_SHARE = 0.6
PROMPT_NATS = 2.0
PROMPT_SHARE = 0.5
PROMPT_STRANGERS = 4.0
"""Accounts that fit as well, for each of the two pools together, up to which prompts are theirs and not the world's."""
PROMPT_ACCOUNTS = 5
"""Fewest accounts of a pool that prompts alone join to another: three strangers with one prompt are soon found."""
JOINING_KINDS = {"template": 1.0, "device": 1.0, "artifact": 1.5, "payment": 1.0}
"""Kinds that can join pools, and the points of one that is private to the two pools together."""


@dataclass(frozen=True, slots=True)
class Joint:
    """One reason for which two pools are of one party."""

    older: int
    newer: int
    code: str
    points: float
    text: str


def suspension_bursts(group: GroupEvidence) -> pl.DataFrame:
    """Return `group, at, n` of the busiest half day of each group with three accounts or more suspended in it."""
    return busiest_half_day(group).filter(pl.col("n") >= BURST_ACCOUNTS).select("group", "at", "n").sort("group")


def shared_leftovers(group: GroupEvidence) -> list[Joint]:
    """Return the identifiers that two pools share and hardly anyone uses outside of pools that do."""
    # A prompt or a card must be a habit of a pool; devices and artifacts are telling as they are.
    habit = ~pl.col("kind").is_in(["template", "payment"]) | (pl.col("share_inside") >= 0.1 * pl.col("size"))
    several = (
        group.used.filter(pl.col("kind").is_in(list(JOINING_KINDS)))
        .join(group.sizes(), on="group")
        .filter(habit)
        .with_columns(
            pl.len().over("identifier").alias("n_pools"),
            pl.col("n_inside").cast(pl.Int64).sum().over("identifier").alias("n_pooled"),
            (pl.col("n_inside") + pl.col("n_outside")).alias("n_users"),
        )
        .filter(pl.col("n_pools").is_between(2, MAX_POOLS_PER_IDENTIFIER))
        .filter(pl.col("n_users") - pl.col("n_pooled") <= 0.25 * pl.col("n_pooled"))
    )
    both = several.join(several, on="identifier", suffix="_b").filter(pl.col("group") < pl.col("group_b"))
    holders = group.uses_inside(several).collect()
    pair = ["group", "group_b", "kind"]
    table = (
        both.group_by(pair)
        .agg(pl.len().alias("n"), pl.col("size", "size_b").first())
        .join(_sharers(both, holders, "group"), on=pair)
        .join(_sharers(both, holders, "group_b"), on=pair, suffix="_b")
        .filter(_enough("n_sharers", "size"), _enough("n_sharers_b", "size_b"))
        .select(*pair, "n")
        .sort(pair)
    )
    return [
        Joint(
            a,
            b,
            f"shared_{kind}",
            JOINING_KINDS[kind] * min(2, n),
            f"the pools share {n} {kind}(s) that hardly anyone uses outside of such pools",
        )
        for a, b, kind, n in table.iter_rows()
    ]


def successions(group: GroupEvidence) -> list[Joint]:
    """Return the pairs of pools where one was suspended and the other born within days, or both fell together."""
    bursts = suspension_bursts(group)
    members = np.flatnonzero(group.labels >= 0)
    label = group.labels[members]
    created = group.features.created_at[members]
    found: list[Joint] = []
    numbers, moments = bursts["group"].to_numpy(), bursts["at"].to_numpy()
    for older, at, n_suspended in bursts.iter_rows():
        if n_suspended >= 0.3 * group.size[older]:
            after = (created >= at - DAY_SECONDS) & (created <= at + SUCCESSION_DAYS * DAY_SECONDS)
            born = np.bincount(label[after], minlength=group.n_groups)
            for newer in np.flatnonzero(born >= 0.7 * group.size):
                if newer != older:
                    text = (
                        f"{born[newer]} accounts were made within {SUCCESSION_DAYS} days of the suspension "
                        f"of {n_suspended}"
                    )
                    found.append(Joint(older, int(newer), "succession", 1.0, text))
        for other in numbers[(np.abs(moments - at) <= BURST_SECONDS) & (numbers > older)]:
            text = "the pools were suspended within the same half day"
            found.append(Joint(older, int(other), "suspended_together", 0.5, text))
    return found


def _sharers(both: pl.DataFrame, holders: pl.DataFrame, side: str) -> pl.DataFrame:
    """Return `group, group_b, kind, n_sharers`: members of the pool on one side who have some of what both share.

    Args:
        both: what two pools share, a row for each identifier.
        holders: `account, group, identifier`: the members who use it.
        side: the column of `both` that names the pool.
    """
    return (
        both.join(holders, left_on=["identifier", side], right_on=["identifier", "group"])
        .group_by("group", "group_b", "kind")
        .agg(pl.col("account").n_unique().alias("n_sharers"))
    )


def _enough(sharers: str, size: str) -> pl.Expr:
    """Return whether a column of members who share something is enough of a column of pools' sizes."""
    return (pl.col(sharers) >= LEAST_SHARERS) & (pl.col(sharers) >= LEAST_SHARING * pl.col(size))


def _at_home(group: GroupEvidence, near: pl.DataFrame) -> pl.DataFrame:
    """Return the fits by `account` that are members', each with the `home` of its account: the group it is of."""
    home = pl.DataFrame({"account": np.arange(group.labels.size, dtype=np.int32), "home": group.labels})
    return near.join(home.filter(pl.col("home") >= 0), on="account")


def cross_fits(group: GroupEvidence, near: pl.DataFrame) -> list[Joint]:
    """Return the pairs of pools where many members of one fit the other too, by other evidence than addresses.

    Args:
        group: the groups.
        near: `account, group, nats`: fits of accounts with groups that are not theirs, by devices, payments, artifacts,
            contacts and moments.
    """
    table = (
        _at_home(group, near.filter(pl.col("nats") >= 3.0))
        .filter(pl.col("home") != pl.col("group"))
        .group_by("home", "group")
        .agg(pl.len().alias("n"))
        .sort("home", "group")
    )
    return [
        Joint(
            b,
            a,
            "members_fit_both",
            min(1.5, 3.0 * n / group.size[a]),
            f"{n} of {int(group.size[a])} members fit the other pool too",
        )
        for a, b, n in table.iter_rows()
        if n >= max(2, 0.15 * group.size[a])
    ]


def common_prompts(group: GroupEvidence, near: pl.DataFrame) -> list[Joint]:
    """Return the pairs of pools of which most members of either fit the other by its prompts.

    A fit of x nats says that at most N / e^x accounts fit as well; where those are more than `PROMPT_STRANGERS` times
    the two pools, it is a prompt of the world, and ties nobody. Paraphrases of one prompt do, however many there are,
    as long as the pools draw from the same.

    Args:
        group: the groups.
        near: `account, group, template_nats`: fits of accounts with groups that are not theirs.
    """
    n_accounts = group.labels.size
    size = group.sizes()
    fitting = (
        _at_home(group, near.filter(pl.col("template_nats") >= PROMPT_NATS))
        .join(size, on="group")
        .join(size.select(home="group", home_size="size"), on="home")
        .filter(
            pl.col("template_nats") >= (n_accounts / PROMPT_STRANGERS / (pl.col("size") + pl.col("home_size"))).log()
        )
        .group_by("home", "group")
        .agg(pl.len().alias("n"))
    )
    both = fitting.join(fitting, left_on=["home", "group"], right_on=["group", "home"], suffix="_back")
    found = []
    for a, b, n, back in both.filter(pl.col("home") < pl.col("group")).sort("home", "group").iter_rows():
        size_a, size_b = int(group.size[a]), int(group.size[b])
        if min(size_a, size_b) >= PROMPT_ACCOUNTS and n >= PROMPT_SHARE * size_a and back >= PROMPT_SHARE * size_b:
            # What is counted is who fits, by any number of prompts: of none is it known that hardly anyone else has it.
            text = (
                f"{n} of {size_a} and {back} of {size_b} members fit the other pool by their prompts taken together, "
                "each of which others may send too"
            )
            found.append(Joint(a, b, "common_prompts", JOIN_POINTS, text))
    return found


def join_pools(
    group: GroupEvidence, near: pl.DataFrame, asserted: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int32], list[Joint]]:
    """Return the campaign of each pool, int32[n_groups], and every reason for which two pools of one are of one party.

    A pool that goes by a name (a declared organisation or a mail domain of its own) is joined with no other. One of
    two must be a campaign by itself: companies and strangers have throw-away machines, a gateway's sessions and prompts
    in common too, and none must become suspect by its company. Two pools are joined when their reasons of different
    codes add up to two points or more, or to one where both are campaigns by themselves, and at least one of them is
    something both share (succession alone is coincidence).
    """
    reasons = shared_leftovers(group) + cross_fits(group, near) + common_prompts(group, near) + successions(group)
    points: dict[tuple[int, int], dict[str, float]] = {}
    named = np.maximum(one_organisation(group), one_mail_domain(group)) >= NAMED_SHARE
    for joint in reasons:
        if named[joint.older] or named[joint.newer]:
            continue
        pair = (min(joint.older, joint.newer), max(joint.older, joint.newer))
        codes = points.setdefault(pair, {})
        codes[joint.code] = max(codes.get(joint.code, 0.0), joint.points)
    joined: set[tuple[int, int]] = set()
    for pair in sorted(points):
        codes = points[pair]
        shared = any(code not in {"succession", "suspended_together"} for code in codes)
        campaigns = asserted[list(pair)]
        wanted = BOTH_ASSERTED_POINTS if campaigns.all() else JOIN_POINTS
        if campaigns.any() and shared and sum(codes.values()) >= wanted:
            joined.add(pair)
    ends = np.array(sorted(joined), dtype=np.int64).reshape(-1, 2)
    campaign = connected(group.n_groups, ends[:, 0], ends[:, 1])
    # Also of two pools that only a third one joined: what is told of them is no less true.
    return campaign, [joint for joint in reasons if campaign[joint.older] == campaign[joint.newer]]
