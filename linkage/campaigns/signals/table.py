"""The table of signals: what each measures and how much a unit of it weighs.

Weights are round numbers beside a fit with forced signs on worlds of five unrelated generators
(`python -m benchmarks.weights` makes the worlds and prints both, each generator held out in turn). A fit on one
generator alone accuses companies of the others: that is why none may decide. Most weights are near the joint fit.
`concealment` and `unexplained_limits` are nearer to what single generators ask for, since the joint fit shares between
like signals what is rare in some; `one_place`, `few_accounts`, `one_service` and most of `one_country` speak for
gateways, households and undeclared organisations that the five hold too few of; `hidden_waves` weighs less than three
of them ask for alone, since the others have people who start in waves as well; `own_places` is what all ask for,
whichever is left out; `hidden_contacts` weighs half, since somebody may sign up a team with a few numbers;
`split_cards` has a low bound and `hidden_payments` a low weight, since teams have a card each. `replayed_work` has a
bound that leaves gateways which replay as much, openly, below the band. `uneven_load` says much for a party and little
against one: not every farm has a scheduler that deals evenly, and the load of people is seldom even.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from linkage.campaigns.evidence import Array, GroupEvidence
from linkage.campaigns.signals import bans, conduct, facts, openness, replay, ties
from linkage.campaigns.signals.shape import rising

Side = Literal["link", "conduct"]
Unit = Literal["share", "nats", "kinds", "log units", "steps", "scales"]


_UNITS: Final[dict[Unit, str]] = {"scales": "of the usual spread"}
"""How units are told where the word is none that readers know."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal: what it measures, and how much a unit of it weighs."""

    code: str
    side: Side
    measure: Callable[[GroupEvidence], Array]
    unit: Unit
    neutral: float
    """The value at which the signal says nothing."""
    weight: float
    """Nats per unit of (value − neutral); its sign is forced by what the signal means."""
    least: float
    """Fewest nats it may give."""
    most: float
    """Most nats it may give."""
    text: str
    """The reason in words: `{said}` is the fact, `{size}` how far it is from what is usual, `{sense}` one of `senses`,
    `{points}` and `{strength}` the fact and the value as so many of 100, `{factor}` a fact in log units undone."""
    senses: tuple[str, str] = ("", "")
    """Words for a fact from what is usual up, and one for a fact below."""
    fact: Callable[[GroupEvidence], Array] | None = None
    """What the words say, where the value is not what an analyst would count; None where it is."""
    counts_less: str = ""
    """Where the value is a part of the fact: why it may be less, or another, in words that hold for any group."""
    usual: float | None = None
    """The fact that is usual, where that is not `neutral`."""

    def says(self, value: float, fact: float | None = None) -> str:
        """Return the reason in words: what can be counted, and what it counts as where the value is another."""
        said = value if fact is None else fact
        beyond = said - (self.neutral if self.usual is None else self.usual)
        words = self.text.format(
            said=said,
            size=abs(beyond),
            sense=self.senses[beyond < 0],
            neutral=self.neutral,
            points=100 * said,
            factor=math.exp(said) if self.unit == "log units" else math.nan,
            strength=100 * value,
        )
        counts = self._shown(value)
        if not self.counts_less or counts == self._shown(said):
            return words
        return f"{words} (counts as {counts}: {self.counts_less})"

    def _shown(self, value: float) -> str:
        return f"{value:.0%}" if self.unit == "share" else f"{value:.1f} {_UNITS.get(self.unit, self.unit)}"

    def nats(self, value: Array) -> Array:
        """Return what the values give, in nats: weight · (value − neutral), within [least, most]; 0 where unknown."""
        return np.nan_to_num(np.clip(self.weight * (value - self.neutral), self.least, self.most), nan=0.0)


PRIOR_NATS: Final[dict[Side, float]] = {"link": 1.5, "conduct": -4.0}
"""What each side starts from, in nats: before any evidence a group is one party's, and that a company, a class or a
household."""

SIGNALS: Final[tuple[Signal, ...]] = (
    Signal("fit", "link", ties.fit, "nats", 8.0, 0.4, -3.0, 3.0, "what members use fits this group and not others, by {said:.1f} nats"),
    Signal("families", "link", ties.families, "kinds", 1.9, 1.5, -1.5, 1.5, "{said:.1f} independent kinds of evidence tie a member"),
    Signal("private_addresses", "link", ties.private_addresses, "share", 0.05, 2.0, -0.5, 1.5, "a member had on average {said:.0%} of its traffic from addresses that members share and hardly anybody else uses"),
    Signal("private_templates", "link", ties.private_templates, "share", 0.05, 2.0, -0.5, 1.5, "for 100 requests a member sent on average {points:.0f} prompts or system prompts that members share and hardly anybody else has"),
    Signal("shared_devices", "link", ties.shared_devices, "share", 0.05, 2.0, -0.5, 1.5, "devices tie {said:.0%} of members"),
    Signal("machines_alone", "link", ties.machines_alone, "share", 0.5, -6.0, -3.0, 0.0, "machines tie {said:.0%} of members to the group, and neither prompts nor anything else but addresses does"),
    Signal("replayed_artifacts", "link", ties.replayed_artifacts, "share", 0.0, 3.0, 0.0, 2.0, "{said:.0%} of members presented reasoning artifacts that another member presented as well", fact=facts.presenting_shared_artifacts, counts_less="less for what may have been published"),
    Signal("joint_onsets", "link", ties.joint_onsets, "share", 0.05, 2.0, -0.5, 1.5, "{said:.0%} of members wake together with another, beyond chance"),
    Signal("payment_clumps", "link", ties.payment_clumps, "share", 0.0, 2.0, 0.0, 1.5, "{said:.0%} of members pay with methods that a few of them share"),
    Signal("hidden_addresses", "conduct", conduct.hidden_addresses, "share", 0.0, 3.0, 0.0, 1.75, "{said:.0%} of members share, a few at a time, addresses that hardly anybody else uses", fact=ties.scattered_addresses, counts_less="less beside a name, or where nothing else is in common"),
    Signal("hidden_payments", "conduct", conduct.hidden_payments, "share", 0.0, 1.25, 0.0, 1.25, "{said:.0%} of members share, a few at a time, cards that hardly anybody else uses", fact=ties.payment_clumps, counts_less="less beside a name, behind one machine or at one place, or where nothing else is in common"),
    Signal("hidden_contacts", "conduct", conduct.hidden_contacts, "share", 0.0, 6.0, 0.0, 3.5, "{said:.0%} of members share, a few at a time, mailboxes or telephone numbers that hardly anybody else uses", fact=facts.sharing_contacts, counts_less="the commoner of both, less beside a declared organisation"),
    Signal("hidden_waves", "conduct", conduct.hidden_waves, "share", 0.01, 25.0, 0.0, 1.75, "{said:.0%} of starts came in waves, beyond what hour and day explain", fact=facts.starts_in_waves, counts_less=f"{conduct.MANY_IN_WAVES:.0%} at most, less at one place, or where nothing else is in common"),
    Signal("hidden_replay", "conduct", replay.hidden_replay, "share", 0.0, 2.5, 0.0, 2.0, "{said:.0%} of members replayed reasoning that another member presented as well", fact=facts.presenting_shared_artifacts, counts_less="less beside a name, at one place, or for what may have been published"),
    Signal("replayed_work", "conduct", replay.replayed_work, "share", 0.01, 20.0, 0.0, 3.0, "a member replayed, on average in {said:.0%} of its requests, reasoning that other members presented as well", fact=replay.replayed_requests, counts_less="less at one place, or for what may have been published"),
    Signal("openness", "conduct", openness.openness, "share", 0.5, -1.5, -0.75, 0.0, "it is openly one, by an organisation, programme, mail domain, contact, office, base or card (strength {strength:.0f} of 100)"),
    Signal("several_names", "conduct", openness.several_names, "share", 0.0, -4.0, -4.0, 0.0, "members are of several declared organisations, as people are (strength {strength:.0f} of 100)"),
    Signal("one_place", "conduct", conduct.one_place, "share", 0.0, -0.85, -0.85, 0.0, "a member had on average {said:.0%} of its traffic from addresses that a third of the members use", fact=facts.traffic_of_many, counts_less="as one place from half on, less for many addresses, or beside a name"),
    Signal("own_places", "conduct", conduct.own_places, "share", conduct.AT_HOME, -4.0, -2.0, 1.2, "{said:.0%} of the members of whom it is known have a lasting address of their own, as people have homes: {sense} than is usual", ("more", "fewer"), fact=facts.with_a_home, counts_less="nearer to what is usual where few are known, or where it is openly one"),
    Signal("one_country", "conduct", conduct.colleagues, "share", 0.0, -1.5, -1.5, 0.0, "{said:.0%} of the members whose country is known are of one, as colleagues, classes and households mostly are", fact=facts.of_commonest_country, counts_less="beyond chance, less where few are known, or for bans and waves"),
    Signal("one_service", "conduct", conduct.one_service, "share", 0.0, -0.5, -0.5, 0.0, "as far as it is openly one, and sends even load out of prompts of its own, it looks like a company's service (strength {strength:.0f} of 100)"),
    Signal("nothing_open", "conduct", conduct.nothing_open, "share", 0.0, 1.6, 0.0, 1.6, "what it has openly in common, such as a name, card, office or base, comes to {points:.0f} of 100; that so little is open has a strength of {strength:.0f}", fact=openness.openness),
    Signal("few_accounts", "conduct", conduct.few_accounts, "steps", 0.0, -0.6, -1.8, 0.0, "only few accounts: people and households have several"),
    Signal("split_cards", "conduct", conduct.split_cards, "share", 0.0, 3.0, 0.0, 1.7, "members sit on shared machines and pay with cards of a few members each (strength {strength:.0f} of 100)"),
    Signal("uneven_load", "conduct", conduct.uneven_load, "log units", 0.75, -6.0, -1.0, 3.0, "members' daily loads differ by a factor of {factor:.1f}, typically"),
    Signal("unexplained_evenness", "conduct", conduct.unexplained_evenness, "share", 0.0, 3.0, 0.0, 3.0, "members carry even load, and no name, card, office, base or prompt explains all of it (strength {strength:.0f} of 100)"),
    Signal("alike_work", "conduct", conduct.alike_work, "nats", 0.0, 1.0, -1.0, 2.4, "what members ask for (models, capabilities, lengths) is {sense} alike than is usual in a group, by {size:.1f} of the usual spread", ("more", "less"), fact=facts.alike_work, counts_less="how much likelier so is work dealt out of one queue than people's"),
    Signal("joint_suspension", "conduct", bans.joint_suspension, "share", 0.0, 12.0, 0.0, 3.75, "{said:.0%} of members were suspended in bursts of 12 hours that missed others", fact=bans.suspended_in_bursts, counts_less="less where one took nearly all, or of what is openly one"),
    Signal("scattered_suspension", "conduct", bans.scattered_suspension, "share", 0.0, 20.0, 0.0, 2.5, "{said:.0%} of members were suspended a few at a time, outside bursts of 12 hours", fact=bans.suspended_apart, counts_less="beyond what is usual"),
    Signal("succession", "conduct", bans.succession, "share", 0.0, 10.0, 0.0, 2.0, "{said:.0%} of members began within two days after others were suspended in a burst", fact=bans.began_after_bursts, counts_less="beyond what is usual"),
    Signal("disposable_mail", "conduct", conduct.disposable_mail, "share", 0.0, 1.5, 0.0, 0.7, "{said:.0%} of members have mail domains in common, with accounts in several countries", fact=facts.sharing_mail_domains, counts_less="less beside a name, at one place, for few countries, for a provider's domain, or where nothing else is in common"),
    Signal("own_card_one_mind", "conduct", conduct.own_card_one_mind, "share", 0.15, 1.5, -0.2, 1.05, "for 100 requests a member sent on average {points:.0f} prompts or system prompts of the group's own, which counts as far as members pay apart", fact=ties.private_templates, counts_less="at most as far as they do, and declare no organisation in common"),
    Signal("concealment", "conduct", conduct.concealment, "share", 0.1, 4.0, -0.4, 3.5, "{sense} (strength {strength:.0f} of 100)", ("what is hard to keep apart is shared, what others share openly is kept apart", "little is shared that is hard to keep apart, or it is shared openly")),
    Signal("hours_per_day", "conduct", conduct.deviation_of("hours_per_day"), "scales", 0.0, 0.3, -0.3, 0.2, "members are active {sense} a day than is usual for such accounts, by {size:.1f} of the usual spread", ("longer", "shorter")),
    Signal("quiet_share", "conduct", conduct.deviation_of("quiet_share"), "scales", 0.6, 0.1, -0.1, 0.25, "members are {sense} than is usual for such accounts, by {size:.1f} of the usual spread (less quiet by {neutral:.1f} would say nothing)", ("less quiet at night", "more quiet at night"), usual=0.0),
    Signal("output_tokens", "conduct", conduct.deviation_of("output_tokens"), "scales", 0.4, 0.7, -0.5, 0.6, "members draw {sense} per request than is usual for such accounts, by {size:.1f} of the usual spread (more by {neutral:.1f} would say nothing)", ("more output", "less output"), usual=0.0),
    Signal("unexplained_limits", "conduct", conduct.unexplained_limits, "scales", 0.5, 1.5, -0.2, 1.5, "members meet rate limits {sense} than is usual for such accounts, by {size:.1f} of the usual spread (more often by {neutral:.1f} would say nothing)", ("more often", "less often"), fact=conduct.deviation_of("limited_share"), counts_less="less for prompts of their own, or at one place", usual=0.0),
    Signal("release_share", "conduct", conduct.deviation_of("release_share"), "scales", 0.5, 1.1, -0.6, 1.4, "members moved to new models {sense} than is usual for such accounts, by {size:.1f} of the usual spread (faster by {neutral:.1f} would say nothing)", ("faster", "slower"), usual=0.0),
    Signal("hard_share", "conduct", conduct.deviation_of("hard_share"), "scales", 0.3, 0.5, -0.4, 0.6, "members ask for reasoning, code and tools {sense} than is usual for such accounts, by {size:.1f} of the usual spread (more by {neutral:.1f} would say nothing)", ("more", "less"), usual=0.0),
)  # fmt: skip
"""All signals, in the order in which reasons are listed."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What signals that tell of one fact may give together."""

    codes: frozenset[str]
    most: float
    """Most nats, over those of them that speak for it."""
    hidden: float = 0.0
    """How many more, where nothing open ties the group and could explain them."""


CEILINGS: Final[tuple[Ceiling, ...]] = (
    Ceiling(frozenset({"hidden_payments", "split_cards", "concealment"}), 2.5, hidden=2.0),
    Ceiling(frozenset({"hidden_payments", "split_cards", "hidden_contacts", "concealment"}), 3.5, hidden=2.0),
    Ceiling(frozenset({"uneven_load", "own_card_one_mind", "concealment"}), 3.5, hidden=2.0),
    Ceiling(frozenset({"joint_suspension", "succession"}), 4.5),
    Ceiling(frozenset({"hidden_replay", "replayed_work"}), 3.5),
)
"""Cards of a few members are one fact, whichever signals read it, and with numbers of a few they are how teams within
an organisation share; an even load out of a prompt of their own is how a company's service looks as well. Each excuses
less where nothing open ties the group: then it can hardly be an organisation's.
Who comes after a ban was missed by it. Who replays, and how much of it, is one fact as well."""

CAPPED: Final[frozenset[str]] = frozenset[str]().union(*(ceiling.codes for ceiling in CEILINGS))
"""Codes of the signals that have a ceiling."""


def under_ceilings(nats: Mapping[str, Array], open_share: Array) -> dict[str, Array]:
    """Return what signals give beside one another: each at most what those before it in the table leave of a ceiling.

    `concealment` stands after the others, since it is drawn from all of them; so no signal more ever gives less in all.

    Args:
        nats: by code, what the signal gives to each group alone, in nats; not every code must be there.
        open_share: how openly each group is one, in [0, 1].
    """
    beside = dict(nats)
    hidden = 1.0 - rising(np.asarray(open_share), *conduct.BARELY_OPEN)
    left = {ceiling: ceiling.most + ceiling.hidden * hidden for ceiling in CEILINGS}
    for code in (signal.code for signal in SIGNALS if signal.code in nats):
        for ceiling in (mine := [one for one in CEILINGS if code in one.codes]):
            beside[code] = np.minimum(beside[code], left[ceiling])
        left |= {ceiling: left[ceiling] - np.maximum(beside[code], 0.0) for ceiling in mine}
    return beside
