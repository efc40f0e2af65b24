"""What an honest party shares openly, and a farm keeps apart: a name, mail domain, contact, office or card."""

import numpy as np
import polars as pl

from linkage.campaigns.evidence import Array, GroupEvidence, once
from linkage.campaigns.signals.shape import any_of, rising, top_share
from linkage.campaigns.signals.ties import shared_devices

FEW_ACCOUNTS = 15
"""Fewer accounts than this on one line, or under one mailbox, are likely one person's or one household's."""
VERY_FEW = 7
"""Fewer accounts than this are mostly one person's, who moves about with all of them."""
POOL_ADDRESSES = (2.0, 4.0)
"""Addresses in common, weighed by their traffic, that an office has; and so many that a pool of exits has."""
POOL_REACH = (0.6, 0.8)
"""Share of members that is seen at an address of a pool, and at one of a base."""
POOL_SHARE = (0.4, 0.6)
"""Share of traffic from addresses in common at which people meet now and then, and at which a group lives there."""
LEAST_NAMES = 3
AS_PEOPLE_DECLARE = (0.1, 0.3)
"""How often members declare other organisations than their commonest, beside how often accounts declare any, that a few
strangers among them explain, and that only many do."""
ONE_BEHIND_NAMES = (0.05, 0.25)
"""Share of members that use something private across organisations, up to which it may be a consultant's or a mistake,
and from which one party is behind the names."""
TORN_NAMES = (0.5, 0.95)
"""Part of declaring members' ties that leads out of their organisations only, up to which names may be those of teams
that also have something in common, and from which they are on paper alone."""
HARD_KINDS = ("device", "payment", "email", "phone")
KNOWN = (2.0, 5.0)
"""Members whose country is known, up to which that they agree says nothing, and from which it does."""
SEVERAL_COUNTRIES = (1.0, 2.5)
"""Entropy of members' countries, in bits, that neighbours and a branch abroad have; and that of six alike."""
_REACH = pl.col("n_inside") / pl.col("size")


def one_organisation(group: GroupEvidence) -> Array:
    """Return the share of members that declare the same organisation, in [0, 1]."""
    return _stated(group, "organisation_id")


def one_programme(group: GroupEvidence) -> Array:
    """Return the share of members that were taken into the same programme, in [0, 1]."""
    return _stated(group, "programme")


@once
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


def several_names(group: GroupEvidence) -> Array:
    """Return how far members are of as many organisations as people are, in [0, 1].

    Where a party runs all of them, they declare one, or none. The share of members that declare another organisation
    than the group's commonest is held against the share of accounts that declare any; three organisations at least, and
    of two accounts each, since where everybody has an organisation of their own it says nothing. Less where they are
    several on paper alone (`on_paper`).
    """
    declared = group.members.filter(pl.col("n_declaring") >= 2)
    table = (
        declared.group_by("group", "organisation_id")
        .agg(pl.len().alias("n"))
        .group_by("group")
        .agg((pl.col("n").sum() - pl.col("n").max()).alias("others"), pl.len().alias("names"))
        .filter(pl.col("names") >= LEAST_NAMES)
    )
    usual = max(group.declared, 1e-9)
    several = rising(group.per_group(table, "others") / group.size / usual, *AS_PEOPLE_DECLARE)
    return several * (1.0 - on_paper(group))


def on_paper(group: GroupEvidence) -> Array:
    """Return how far the organisations that members declare have nothing to do with who shares what, in [0, 1].

    Teams of a cohort share machines, cards and contacts among themselves. One party is behind the names where many
    members share some with another organisation's (`ONE_BEHIND_NAMES`), or where those who share any do so with others'
    and not their own (`TORN_NAMES`; half a member who does is counted besides, for one pair says little). Only what is
    private to the group counts: anybody's client may be on a popular machine.
    """
    hard = group.used.filter(pl.col("kind").is_in(HARD_KINDS) & pl.col("private"))
    named = group.members.filter(pl.col("organisation_id").is_not_null()).select("account", "organisation_id")
    using = group.uses_inside(hard).collect()
    own = pl.len().over("group", "identifier", "organisation_id")
    tied = (
        using.join(named, on="account")
        .select("group", "account", (own > 1).alias("own"), (pl.len().over("group", "identifier") > own).alias("other"))
        .group_by("group", "account")
        .agg(pl.col("own", "other").any())
        .group_by("group")
        .agg(
            (pl.col("own") | pl.col("other")).sum().alias("tied"),
            pl.col("other").sum().alias("across"),
            (pl.col("other") & ~pl.col("own")).sum().alias("torn"),
        )
    )
    across = group.per_group(tied, "across") / group.size
    torn = group.per_group(tied, "torn") / (group.per_group(tied, "tied") + 0.5)
    return any_of(rising(across, *ONE_BEHIND_NAMES), rising(torn, *TORN_NAMES))


@once
def one_mail_domain(group: GroupEvidence) -> Array:
    """Return the share of members under one mail domain, in [0, 1]; less, the more others than members are under it.

    A company's group is often a part of it: who works at one runner, or in one team. Less, too, where they are nobody's
    staff (`strewn`): anybody can put up a domain.
    """
    theirs = pl.col("n_inside") / pl.max_horizontal("n_inside", "n_outside")
    table = (
        group.used.filter(pl.col("kind") == "email_domain")
        .group_by("group")
        .agg((pl.col("n_inside") * theirs).max().alias("top"))
    )
    return group.per_group(table, "top") / group.size * (1.0 - strewn(group))


def strewn(group: GroupEvidence) -> Array:
    """Return how far members of several countries, who work at no one place, sit on a few machines in parts, in [0, 1].

    Staff in several countries have a machine each; those of one office share some, and those of a lab use all of its
    machines. Over machines that each carry a part of the accounts, and nothing else in common, somebody spreads them.
    """
    baseless = np.maximum(1.0 - 2.0 * possible_base(group), 0.0)
    in_parts = np.minimum(2.0 * (1.0 - top_share(group, "device", "n_inside")), 1.0)
    return shared_devices(group) * in_parts * baseless * rising(country_bits(group), *SEVERAL_COUNTRIES)


def nameless(group: GroupEvidence) -> Array:
    """Return the share of members outside a common organisation or mail domain.

    Staff of a named organisation share cards, homes and sessions a few at a time as well, and hide nothing.
    """
    return 1.0 - np.maximum(one_organisation(group), one_mail_domain(group))


def one_office(group: GroupEvidence) -> Array:
    """Return the share of traffic from the group's commonest address, less where devices are shared, in [0, 1].

    People behind one address have devices of their own.
    """
    return top_share(group, "ip", "share_inside") * (1.0 - shared_devices(group))


def one_card(group: GroupEvidence) -> Array:
    """Return the share of members' payments made with the group's commonest method, in [0, 1]."""
    return top_share(group, "payment", "share_inside")


def one_contact(group: GroupEvidence) -> Array:
    """Return the share of members of a small group that have one mail address or telephone number, in [0, 1].

    Somebody's own accounts. Many accounts behind one mailbox are no household: of a large group it says nothing.
    """
    top = np.maximum(top_share(group, "email", "n_inside"), top_share(group, "phone", "n_inside"))
    return np.where(group.size < FEW_ACCOUNTS, top, 0.0)


@once
def one_base(group: GroupEvidence) -> Array:
    """Return the share of traffic from addresses that a third of the members or more use, in [0, 1].

    A data centre, a gateway or a lab stands where it stands, and its people are seen at all of its addresses. It is
    less, down to nothing, where the addresses are many and each serves a part of the members: a pool of rented exits.
    """
    share, size = pl.col("share_inside"), pl.col("size")
    rented = (
        rising(pl.col("n_effective"), *POOL_ADDRESSES)
        * (1.0 - rising(pl.col("reach"), *POOL_REACH))
        * rising(pl.col("base"), *POOL_SHARE)
        * (size >= VERY_FEW)
    )
    table = (
        used_by_a_third(group)
        .group_by("group")
        .agg(
            size.first(),
            (share.sum() / size.first()).alias("base"),
            (share.sum() ** 2 / (share**2).sum()).alias("n_effective"),
            ((share * _REACH).sum() / share.sum()).alias("reach"),
        )
        .with_columns(pl.col("base") * (1.0 - rented))
    )
    return np.minimum(group.per_group(table, "base"), 1.0)


def used_by_a_third(group: GroupEvidence) -> pl.DataFrame:
    """Return the rows of `GroupEvidence.used` of addresses that a third of the members or more use, with `size`."""
    shared = group.used.filter((pl.col("kind") == "ip") & (pl.col("n_inside") >= 2))
    return shared.join(group.sizes(), on="group").filter(_REACH >= 1 / 3)


def possible_base(group: GroupEvidence) -> Array:
    """Return `one_base` and the share of members of whom no address is known, in [0, 1]: they may work there too."""
    return one_base(group) + group.placeless


def one_machine(group: GroupEvidence) -> Array:
    """Return how far everybody in a group uses one machine at one place, in [0, 1]: a gateway's, or a service's.

    A device that half of the members use, or fewer, is one of several, over which somebody spreads accounts.
    """
    return np.maximum(2.0 * top_share(group, "device", "n_inside") - 1.0, 0.0) * possible_base(group)


@once
def openness(group: GroupEvidence) -> Array:
    """Return how openly the group is one, in [0, 1]: by a name, programme, mail domain, contact, card, office or base.

    A name counts in full, the others less: each can be put up by whoever wants to look like a company. Who asks for a
    programme says who they are, though farms take credits as well.
    """
    return any_of(
        one_organisation(group),
        0.4 * one_programme(group),
        0.9 * one_mail_domain(group),
        0.9 * one_contact(group),
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
        .sort("group", "country")  # in another order the sum would be another in its last bits
        .with_columns((pl.col("n") / pl.col("n").sum().over("group")).alias("p"))
        .group_by("group")
        .agg((-(pl.col("p") * pl.col("p").log(2)).sum()).alias("bits"))
    )
    return group.per_group(table, "bits")


@once
def one_country(group: GroupEvidence) -> Array:
    """Return how far members are of one country beyond chance, in [0, 1]: from Cohen's kappa, from a half on.

    Chance is how often two members of any groups are of one country: where that is more often than not, it says less,
    and nothing where all are of one. It says less, too, where the country of fewer than five members is known.
    """
    known = group.members.filter(pl.col("country").is_not_null())
    counts = known.group_by("group", "country").agg(pl.len().cast(pl.Float64).alias("n")).sort("group", "country")
    everywhere = counts.group_by("country", maintain_order=True).agg(pl.col("n").sum())["n"].to_numpy()
    by_chance = float((everywhere * (everywhere - 1.0)).sum()) / max(known.height * (known.height - 1), 1)
    table = counts.group_by("group").agg((pl.col("n") * (pl.col("n") - 1.0)).sum().alias("pairs"), pl.col("n").sum())
    n = group.per_group(table, "n")
    agreed = group.per_group(table, "pairs") / np.maximum(n * (n - 1.0), 1.0)
    kappa = (agreed - by_chance) / max(1.0 - by_chance, 1e-9)
    return rising(kappa, 0.5, 1.0) * rising(n, *KNOWN) * min(2.0 * (1.0 - by_chance), 1.0)
