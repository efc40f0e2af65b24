"""What accounts of a group do that one party would do which hides being one."""

from collections.abc import Callable

import numpy as np
import polars as pl

from linkage.campaigns.evidence import Array, GroupEvidence, once
from linkage.campaigns.signals.bans import joint_suspension, scattered_suspension
from linkage.campaigns.signals.openness import (
    FEW_ACCOUNTS,
    VERY_FEW,
    country_bits,
    nameless,
    one_base,
    one_card,
    one_country,
    one_machine,
    one_mail_domain,
    one_organisation,
    openness,
    possible_base,
)
from linkage.campaigns.signals.shape import any_of, rising
from linkage.campaigns.signals.ties import (
    beside_other_ties,
    cards_beside_other_ties,
    hard_ties,
    payment_clumps,
    private_templates,
    scattered_addresses,
    scattered_contacts,
    shared_devices,
)

MANY_IN_WAVES = 0.08
BANNED = (0.25, 0.15)
"""Shares of members suspended in bursts, and one after another, that are no mistake."""
UNDER_A_NAME = 0.4
"""What one place says of a group that a name ties as well, beside what it says otherwise."""
AS_ONE_BASE = 0.6
"""How openly one accounts are whose addresses, or whose names, are not recorded: as openly as one base makes them."""
OF_ONE_COUNTRY = 0.3
"""What of the contrast is taken off where all are of one country."""
FEW = 10
AT_HOME = 0.3
"""Share of members with a home that says nothing: many people work at one place, behind a carrier or on the move."""
AT_HOME_MEMBERS = 2.0
"""For how many members of whom something is known that counts."""
LEAST_LOADS = 5
"""Members whose daily load is known, from which on it has a spread."""
EVEN = (1 / 3, 0.75)
"""Spread of daily load, in log units, up to which a scheduler deals it out, and from which people do as they like."""
PROVIDER_TIMES = 10.0
"""A mail domain of more than so many times a group's accounts is where everybody has mail."""
BARELY_OPEN = (0.2, 0.6)
"""Openness up to which nothing explains an even load, and from which it is a company's, a class's or a gateway's."""
NATS_A_SCALE, NATS_OF_PEOPLE = 1.5, 1.0
"""If farms dealt one queue: what each robust scale says for it, and what work as various as people's says against."""
DEALT = (0.6, 1.8)
"""How much more alike, in robust scales, the work of a group is that may be, and that is, dealt out of one queue."""
HIDING = 0.5
"""Concealment from which a group tells what groups that hide are like in this ledger."""
USUALLY_DEALT, OF_SO_MANY = 0.3, 2.0
"""What share of them deals out one queue where none is seen, and for how many groups that counts."""
SERVICE_OPEN = (0.3, 0.7)
"""Openness up to which a service is nobody's in particular, and from which it is a company's own."""


@once
def uneven_load(group: GroupEvidence) -> Array:
    """Return the spread of members' daily load: the standard deviation of the log of requests per active day.

    nan where the activity of fewer than five members is known: one is no spread, and a few are even by chance.
    """
    rate = np.log(np.maximum(group.features.requests_per_day, 0.1))
    mean = group.mean(rate)
    square = group.mean(rate * rate)
    spread = np.sqrt(np.maximum(square - mean * mean, 0.0))
    return np.where(_active(group) >= LEAST_LOADS, spread, np.nan)


def _active(group: GroupEvidence) -> Array:
    """Return how many members of each group have activity."""
    active = (group.labels >= 0) & ~np.isnan(group.features.requests_per_day)
    return np.bincount(group.labels[active], minlength=group.n_groups).astype(np.float64)


def _even_load(group: GroupEvidence) -> Array:
    """Return how even the daily load is, in [0, 1]: 1 where a scheduler deals it out; 0 where it is not known."""
    return np.nan_to_num(1.0 - rising(uneven_load(group), *EVEN))


def unexplained_evenness(group: GroupEvidence) -> Array:
    """Return how even the load is where nothing open explains it, in [0, 1], less where one private prompt does.

    A gateway, a class or a company's scheduler spreads load as well, under a name, with a card or at a base; and a
    service does, with a prompt of its own. Nothing is said of members without a known address, who may have an office,
    nor of few accounts, which are even by chance.
    """
    hidden = 1.0 - rising(openness(group), *BARELY_OPEN)
    unexplained = hidden * (1.0 - private_templates(group)) * (1.0 - group.placeless)
    return np.where(_active(group) >= FEW, _even_load(group) * unexplained, 0.0)


def alike_work(group: GroupEvidence) -> Array:
    """Return how much likelier it is that one queue is dealt to all members than that they are people, in nats.

    Members whose work is alike may be dealt one queue; half as much where nothing else is in common, since who was
    found by prompts has like work by being found. nan where the ledger does not say what they ask for.

    Of farms a share h deals one queue, and the others (relays of people's prompts) look like anybody, so the ratio is
    that of a mixture, and never below 1 − h. The groups that hide in this ledger tell how many do.
    """
    alike = np.where(group.alike_work > 0.0, group.alike_work * beside_other_ties(group), group.alike_work)
    hiding = (concealment(group) >= HIDING) & (group.size >= FEW) & ~np.isnan(alike)
    n_dealt = rising(alike[hiding], *DEALT).sum()
    share = (n_dealt + USUALLY_DEALT * OF_SO_MANY) / (hiding.sum() + OF_SO_MANY)
    return np.asarray(np.log1p(share * np.expm1(NATS_A_SCALE * alike - NATS_OF_PEOPLE)))


@once
def colleagues(group: GroupEvidence) -> Array:
    """Return how far members may be colleagues, a class or a household, being of one country, in [0, 1].

    Half of that where they were suspended in bursts or one after another, or started in waves: that is no colleagues'.
    """
    banned = joint_suspension(group) / BANNED[0] + scattered_suspension(group) / BANNED[1]
    otherwise = np.minimum(banned + np.nan_to_num(hidden_waves(group)) / MANY_IN_WAVES, 1.0)
    return one_country(group) * (1.0 - 0.5 * otherwise)


def one_service(group: GroupEvidence) -> Array:
    """Return how far members are a company's own service, in [0, 1]: openly one, even, with a prompt of its own.

    Its scheduler deals out the load, as a farm's does.
    """
    return _even_load(group) * private_templates(group) * rising(openness(group), *SERVICE_OPEN)


def deviation_of(name: str) -> Callable[[GroupEvidence], Array]:
    """Return the signal that is the mean deviation of a feature from like accounts, in robust scales within ± 3."""

    def measure(group: GroupEvidence) -> Array:
        return group.mean(group.deviations[name])

    return measure


def unexplained_limits(group: GroupEvidence) -> Array:
    """Return how much more often members meet rate limits than like accounts, less where one private prompt runs.

    In robust scales within ± 3. A service of its own, with a prompt of its own, meets limits as well, and so do a
    gateway's clients: at one place it is half explained.
    """
    explained = any_of(private_templates(group), 0.5 * possible_base(group))
    return deviation_of("limited_share")(group) * (1.0 - explained)


def own_card_one_mind(group: GroupEvidence) -> Array:
    """Return how far members pay apart and undeclared, yet send one private prompt, in [0, 1].

    Nothing is said where the ledger records no names: they may have declared one.
    """
    apart = 1.0 - np.maximum(one_card(group), one_organisation(group))
    return np.minimum(private_templates(group), apart) * (1.0 - group.unnamed)


def disposable_mail(group: GroupEvidence) -> Array:
    """Return the share of members under shared mail domains that serve several countries and no organisation.

    Less where they work at one place, and half where nothing else is in common: strangers have mail of the world. So a
    domain with more than ten times their accounts says less: it is a provider's, of which no list need know.
    """
    theirs = pl.min_horizontal(1.0, PROVIDER_TIMES * pl.col("n_inside") / (pl.col("n_inside") + pl.col("n_outside")))
    table = (
        group.used.filter((pl.col("kind") == "email_domain") & (pl.col("n_inside") >= 2))
        .group_by("group")
        .agg((pl.col("n_inside") * theirs).sum().alias("n"))
    )
    shared = np.minimum(group.per_group(table, "n") / group.size, 1.0)
    spread = np.minimum(country_bits(group), 1.0)
    unnamed = (1.0 - one_organisation(group)) * (1.0 - one_mail_domain(group))
    return shared * spread * unnamed * (1.0 - possible_base(group)) * beside_other_ties(group)


def hidden_addresses(group: GroupEvidence) -> Array:
    """Return the share of members tied a few at a time by private addresses, in [0, 1].

    Less where a name ties them, and half where nothing else does.
    """
    return scattered_addresses(group) * nameless(group) * beside_other_ties(group)


def hidden_payments(group: GroupEvidence) -> Array:
    """Return the share of members tied a few at a time by private cards, where no name ties them, in [0, 1].

    Clients of one gateway pay in teams as well: behind its machine, or at its place without machines in common, it is
    half explained.
    """
    gateway = np.maximum(one_machine(group), possible_base(group) * (1.0 - shared_devices(group)))
    return cards_beside_other_ties(group) * (1.0 - one_organisation(group)) * (1.0 - 0.5 * gateway)


def hidden_contacts(group: GroupEvidence) -> Array:
    """Return the share of members tied a few at a time by private mailboxes or numbers, less if declared, in [0, 1].

    Colleagues have a number each; whoever signs up dozens of accounts has a few for all of them, under any mail domain.
    Of a small group they may be one person's, or a family's: that says nothing.
    """
    many = group.size >= FEW_ACCOUNTS
    return np.where(many, scattered_contacts(group) * (1.0 - one_organisation(group)), 0.0)


def hidden_waves(group: GroupEvidence) -> Array:
    """Return the share of starts that came in waves, in [0, 1], half where nothing else is in common.

    Nothing where half of the traffic comes from one place: classes have lessons there, services their machines. A
    twelfth is much, and more says no more: people who heard of one event start together whenever they start.
    """
    elsewhere = np.maximum(1.0 - 2.0 * possible_base(group), 0.0)
    return np.minimum(group.starts_in_waves * elsewhere, MANY_IN_WAVES) * beside_other_ties(group)


def nothing_open(group: GroupEvidence) -> Array:
    """Return how far nothing open ties the group, in [0, 1], half where nothing else is in common.

    Strangers have no office and no card in common either; who shares machines, cards or sessions should have. That a
    base is missing counts as far as the group is not openly one by something else. Nothing is said of members without a
    known address, who may have an office.
    """
    baseless = np.maximum(1.0 - 2.0 * one_base(group), 0.0) * (1.0 - openness(group))
    apart = np.maximum(1.0 - 2.0 * openness(group), 0.0) + baseless
    return 0.5 * apart * beside_other_ties(group) * (1.0 - group.placeless)


def few_accounts(group: GroupEvidence) -> Array:
    """Return 1 for a group of fewer than ten accounts, 3 for one of fewer than seven, else 0.

    One person's five accounts are alike in much by being one person's.
    """
    return (group.size < FEW).astype(np.float64) + 2.0 * (group.size < VERY_FEW)


def one_place(group: GroupEvidence) -> Array:
    """Return how far one base explains the group, in [0, 1], from half of its traffic on.

    A gateway, a class or a café works at one place. Under a name it is two fifths of that: `openness` has the name
    already, and a farm that puts up a mail domain has a data centre as well.
    """
    beside_a_name = UNDER_A_NAME + (1.0 - UNDER_A_NAME) * nameless(group)
    return np.maximum(2.0 * one_base(group) - 1.0, 0.0) * beside_a_name


def own_places(group: GroupEvidence) -> Array:
    """Return how far members have lasting addresses of their own, in [0, 1]: the share that has; nan for unknown.

    Colleagues have homes, and so have students and the people of a marketplace; accounts behind rented exits that
    rotate, or in one data centre, have none. As far as a group is openly one, its office or its machines explain that,
    and it says nothing; and a few of whom it is known say little. An exit that a farm keeps for each account looks like
    a home.
    """
    own = group.features.own_place
    known = group.share_of_members(~np.isnan(own)) * group.size
    away = (group.mean(own) - AT_HOME) * known / (known + AT_HOME_MEMBERS)
    return AT_HOME + away * np.where(away < 0.0, 1.0 - openness(group), 1.0)


def split_cards(group: GroupEvidence) -> Array:
    """Return the share of members on shared machines whose cards are shared by a few members each, in [0, 1].

    Who shares machines openly pays with one card, or each with an own one; a farm splits its cards over accounts.
    Behind one machine at one place are clients of a gateway, in teams.
    """
    return payment_clumps(group) * shared_devices(group) * (1.0 - one_machine(group))


def concealment(group: GroupEvidence) -> Array:
    """Return the contrast, in [0, 1]: tied by what is hard to keep apart, and apart in what one shares openly.

    Members without a known address count as open as one base would make them, and so do all where the ledger records no
    names. A part is taken off where they may be colleagues.
    """
    known = (1.0 - AS_ONE_BASE * group.placeless) * (1.0 - AS_ONE_BASE * group.unnamed)
    return hard_ties(group) * (1.0 - openness(group)) * known * (1.0 - OF_ONE_COUNTRY * colleagues(group))
