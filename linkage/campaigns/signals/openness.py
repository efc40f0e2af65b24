"""What an honest organisation shares openly, and a farm keeps apart: a name, a mail domain, an office, a card."""

import numpy as np
import polars as pl

from linkage.campaigns.evidence import Array, GroupEvidence
from linkage.campaigns.signals.ties import any_of, shared_devices, top_share

FEW_ACCOUNTS = 15
"""Fewer accounts than this on one line are likely one person's or one household's."""


def one_organisation(group: GroupEvidence) -> Array:
    """Return the share of members that declare the same organisation, in [0, 1]."""
    return _stated(group, "organisation_id")


def one_programme(group: GroupEvidence) -> Array:
    """Return the share of members that were taken into the same programme, in [0, 1]."""
    return _stated(group, "programme")


def _stated(group: GroupEvidence, column: str) -> Array:
    """Return the share of members whose own record states the group's commonest value of a column."""
    table = (
        group.members.filter(pl.col(column).is_not_null())
        .group_by("group", column)
        .agg(pl.len().alias("n"))
        .group_by("group")
        .agg(pl.col("n").max().alias("top"))
    )
    return group.per_group(table, "top") / group.size


def one_mail_domain(group: GroupEvidence) -> Array:
    """Return the share of members under one mail domain, in [0, 1]; less, the more others than members are under it.

    A company's group is often a part of it: who works at one runner, or in one team.
    """
    theirs = pl.col("n_inside") / pl.max_horizontal("n_inside", "n_outside")
    table = (
        group.used.filter(pl.col("kind") == "email_domain")
        .group_by("group")
        .agg((pl.col("n_inside") * theirs).max().alias("top"))
    )
    return group.per_group(table, "top") / group.size


def one_office(group: GroupEvidence) -> Array:
    """Return the share of traffic from the group's commonest address, less where devices are shared, in [0, 1].

    People behind one address have devices of their own.
    """
    return top_share(group, "ip", "share_inside") * (1.0 - shared_devices(group))


def one_card(group: GroupEvidence) -> Array:
    """Return the share of members' payments made with the group's commonest method, in [0, 1]."""
    return top_share(group, "payment", "share_inside")


def one_base(group: GroupEvidence) -> Array:
    """Return the share of traffic from addresses that a third of the members or more use, in [0, 1].

    A data centre, a gateway or a lab stands where it stands; whoever hides spreads.
    """
    table = (
        group.used.filter((pl.col("kind") == "ip") & (pl.col("n_inside") >= 2))
        .join(group.sizes(), on="group")
        .filter(pl.col("n_inside") >= pl.col("size") / 3)
        .group_by("group")
        .agg(pl.col("share_inside").sum().alias("base"))
    )
    return np.minimum(group.per_group(table, "base") / group.size, 1.0)


def possible_base(group: GroupEvidence) -> Array:
    """Return `one_base` and the share of members of whom no address is known, in [0, 1]: they may work there too."""
    return one_base(group) + group.placeless


def one_machine(group: GroupEvidence) -> Array:
    """Return how far everybody in a group uses one machine at one place, in [0, 1]: a gateway's, or a service's.

    A device that half of the members use, or fewer, is one of several, over which somebody spreads accounts.
    """
    return np.maximum(2.0 * top_share(group, "device", "n_inside") - 1.0, 0.0) * possible_base(group)


def openness(group: GroupEvidence) -> Array:
    """Return how openly the group is one, in [0, 1]: any of a name, programme, mail domain, card, office or base.

    A name counts in full, the others less: each can be put up by whoever wants to look like a company. Who asks for a
    programme says who they are, though farms take credits as well.
    """
    return any_of(
        one_organisation(group),
        0.4 * one_programme(group),
        0.9 * one_mail_domain(group),
        0.8 * one_card(group),
        0.8 * one_office(group),
        np.where(group.size < FEW_ACCOUNTS, 0.8, 0.6) * one_base(group),
    )


def country_bits(group: GroupEvidence) -> Array:
    """Return the entropy of members' countries, in bits; 0 when all are from one."""
    table = (
        group.members.filter(pl.col("country").is_not_null())
        .group_by("group", "country")
        .agg(pl.len().cast(pl.Float64).alias("n"))
        .with_columns((pl.col("n") / pl.col("n").sum().over("group")).alias("p"))
        .group_by("group")
        .agg((-(pl.col("p") * pl.col("p").log(2)).sum()).alias("bits"))
    )
    return group.per_group(table, "bits")
