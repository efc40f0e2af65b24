"""What can be counted of a group, as the sentences of signals say it, whatever a signal then makes of it."""

import numpy as np
import polars as pl

from linkage.campaigns.evidence import Array, GroupEvidence, once
from linkage.campaigns.signals.openness import used_by_a_third
from linkage.campaigns.signals.shape import share_using
from linkage.campaigns.signals.ties import of_few_members


def presenting_shared_artifacts(group: GroupEvidence) -> Array:
    """Return the share of members that presented a reasoning artifact that another member presented, in [0, 1]."""
    return _sharing(group, "artifact")


def sharing_mail_domains(group: GroupEvidence) -> Array:
    """Return the share of members whose mail domain another member has as well, in [0, 1]."""
    return _sharing(group, "email_domain")


def sharing_contacts(group: GroupEvidence) -> Array:
    """Return the share of members that share a mailbox or a number with a few others, and hardly anybody else has."""
    few = pl.concat([of_few_members(group, "email"), of_few_members(group, "phone")])
    return share_using(group, few)


def traffic_of_many(group: GroupEvidence) -> Array:
    """Return the share of members' traffic from addresses that a third of them use, the mean over members."""
    table = used_by_a_third(group).group_by("group").agg(pl.col("share_inside").sum().alias("traffic"))
    return np.minimum(group.per_group(table, "traffic") / group.size, 1.0)


def with_a_home(group: GroupEvidence) -> Array:
    """Return the share of members with a lasting address of their own, of those of whom it is known; nan for none."""
    return group.mean(group.features.own_place)


def of_commonest_country(group: GroupEvidence) -> Array:
    """Return the share of members from their commonest country, of those whose country is known; 0 for none."""
    table = (
        group.members.filter(pl.col("country").is_not_null())
        .group_by("group", "country")
        .agg(pl.len().alias("n"))
        .group_by("group")
        .agg((pl.col("n").max() / pl.col("n").sum()).alias("share"))
    )
    return group.per_group(table, "share")


def starts_in_waves(group: GroupEvidence) -> Array:
    """Return the share of starts that came in waves, in [0, 1], beyond what hour and day explain; nan for too few."""
    return group.starts_in_waves


def alike_work(group: GroupEvidence) -> Array:
    """Return how much more alike members' work is than in other groups, in robust scales; nan for unknown."""
    return group.alike_work


@once
def _sharing(group: GroupEvidence, kind: str) -> Array:
    """Return the share of members that use an identifier of a kind that another member uses, in [0, 1]."""
    return share_using(group, group.used.filter((pl.col("kind") == kind) & (pl.col("n_inside") >= 2)))
