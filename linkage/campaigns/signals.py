"""What speaks for, and against, a group: every signal a small function, all of them in one table.

LINK asks whether these accounts share what strangers do not share; CONDUCT asks whether they behave like
one party that hides being one, rather than like an honest organisation. Neither makes up for the other.
A signal's value has a unit and a range; its weight per unit has a forced sign and a capped size, so that
no single signal decides. Weights are round numbers chosen by the fit in `scripts/fit_weights`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl

from linkage.campaigns.evidence import Array, GroupEvidence
from linkage.links.incidence import COLUMNS

Side = Literal["link", "conduct"]


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal: what it measures, and how much a unit of it weighs."""

    code: str
    side: Side
    measure: Callable[[GroupEvidence], Array]
    unit: str
    weight: float
    """Nats per unit of (value − neutral); its sign is forced by what the signal means."""
    neutral: float
    """The value at which the signal says nothing."""
    cap: float
    """Most nats it may give, either way."""
    text: str
    """The reason in words; `{value}` is the value in its unit."""


def _top_share(group: GroupEvidence, kind: str, column: str) -> Array:
    """Return the largest share that one identifier of a kind has of a group, in members or in traffic."""
    table = (
        group.used.filter((pl.col("kind") == kind) & (pl.col("n_inside") >= 2))
        .group_by("group")
        .agg(pl.col(column).max().cast(pl.Float64).alias("top"))
    )
    return group.per_group(table, "top") / group.size


def _private_share(group: GroupEvidence, kind: str) -> Array:
    """Return the share of members' traffic of a kind on identifiers that only this group shares."""
    table = (
        group.used.filter((pl.col("kind") == kind) & pl.col("private"))
        .group_by("group")
        .agg(pl.col("share_inside").sum().alias("private"))
    )
    return group.per_group(table, "private") / group.size


def private_addresses(group: GroupEvidence) -> Array:
    """Return the share of traffic on addresses that only this group shares, in [0, 1]."""
    return _private_share(group, "ip")


def private_templates(group: GroupEvidence) -> Array:
    """Return the share of requests made from templates that only this group shares, in [0, 1]."""
    return _private_share(group, "template")


def fit(group: GroupEvidence) -> Array:
    """Return the mean fit of members with their group, all families but context, in nats."""
    hard = group.fit_nats.sum(axis=1) - group.fit_nats[:, COLUMNS.index("context")]
    return group.mean(hard.astype(np.float64))


def families(group: GroupEvidence) -> Array:
    """Return the mean number of families in which a member fits its group by 0.7 nats or more."""
    hard = np.delete(group.fit_nats, COLUMNS.index("context"), axis=1)
    return group.mean((hard >= 0.7).sum(axis=1).astype(np.float64))


def _share_fitting(group: GroupEvidence, column: str) -> Array:
    return group.share_of_members(group.fit_nats[:, COLUMNS.index(column)] >= 0.7)


def shared_devices(group: GroupEvidence) -> Array:
    """Return the share of members tied to the group by devices, in [0, 1]."""
    return _share_fitting(group, "device")


def replayed_artifacts(group: GroupEvidence) -> Array:
    """Return the share of members that presented a reasoning artifact another member presented, in [0, 1]."""
    return _share_fitting(group, "artifact")


def joint_onsets(group: GroupEvidence) -> Array:
    """Return the share of members that wake together with another member, beyond chance, in [0, 1]."""
    return group.share_of_members(group.timing_partners > 0)


def overdispersion(group: GroupEvidence) -> Array:
    """Return the log of how much more the number of active members varies than its rhythm explains."""
    return np.nan_to_num(np.log(np.maximum(group.overdispersion, 0.5)))


def payment_clumps(group: GroupEvidence) -> Array:
    """Return the share of members that share a payment method with a few others, not with most, in [0, 1]."""
    sizes = pl.DataFrame({"group": np.arange(group.n_groups, dtype=np.int32), "size": group.size})
    table = (
        group.used.filter((pl.col("kind") == "payment") & pl.col("private"))
        .join(sizes, on="group")
        .filter(pl.col("n_inside") <= 0.5 * pl.col("size"))
        .group_by("group")
        .agg(pl.col("n_inside").sum().alias("clumped"))
    )
    return np.minimum(group.per_group(table, "clumped") / group.size, 1.0)


def uneven_load(group: GroupEvidence) -> Array:
    """Return the spread of members' daily load: the standard deviation of the log of requests per active day."""
    rate = np.log(np.maximum(group.features.requests_per_day, 0.1))
    mean = group.mean(rate)
    square = group.mean(rate * rate)
    return np.nan_to_num(np.sqrt(np.maximum(square - mean * mean, 0.0)), nan=1.0)


def _deviation(name: str) -> Callable[[GroupEvidence], Array]:
    def measure(group: GroupEvidence) -> Array:
        return np.nan_to_num(group.mean(group.deviations[name]))

    measure.__doc__ = f"Return the mean deviation of `{name}` from like accounts, in robust scales within ± 3."
    return measure


def joint_suspension(group: GroupEvidence) -> Array:
    """Return the share of members suspended within the busiest 12 hours of suspensions, in [0, 1]; two at least."""
    suspended = group.features.suspended_at
    known = (group.labels >= 0) & ~np.isnan(suspended)
    table = (
        pl.DataFrame({"group": group.labels[known], "at": suspended[known].astype(np.int64)})
        .sort("group", "at")
        .with_columns((pl.col("at") // (12 * 3600)).alias("slot"))
        .group_by("group", "slot")
        .agg(pl.len().alias("n"))
        .filter(pl.col("n") >= 2)
        .group_by("group")
        .agg(pl.col("n").max())
    )
    return group.per_group(table, "n") / group.size


def _top_member_share(group: GroupEvidence, column: str) -> Array:
    table = (
        group.members.filter(pl.col(column).is_not_null())
        .group_by("group", column)
        .agg(pl.len().alias("n"))
        .group_by("group")
        .agg(pl.col("n").max().alias("top"))
    )
    return group.per_group(table, "top") / group.size


def one_organisation(group: GroupEvidence) -> Array:
    """Return the share of members that declare the same organisation, in [0, 1]."""
    return _top_member_share(group, "organisation_id")


def one_mail_domain(group: GroupEvidence) -> Array:
    """Return the share of members under one mail domain that is mostly theirs, in [0, 1]."""
    table = (
        group.used.filter((pl.col("kind") == "email_domain") & (pl.col("n_outside") <= pl.col("n_inside")))
        .group_by("group")
        .agg(pl.col("n_inside").max().alias("top"))
    )
    return group.per_group(table, "top") / group.size


def one_office(group: GroupEvidence) -> Array:
    """Return the share of traffic that came from the group's commonest address, in [0, 1]."""
    return _top_share(group, "ip", "share_inside")


def one_card(group: GroupEvidence) -> Array:
    """Return the share of members' payments made with the group's commonest method, in [0, 1]."""
    return _top_share(group, "payment", "share_inside")


def openness(group: GroupEvidence) -> Array:
    """Return how openly the group is one: the largest of one organisation, mail domain, office and card, in [0, 1]."""
    return np.maximum.reduce([one_organisation(group), one_mail_domain(group), one_office(group), one_card(group)])


def many_countries(group: GroupEvidence) -> Array:
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


def own_card_one_mind(group: GroupEvidence) -> Array:
    """Return how far members pay apart and undeclared, yet send one private prompt, in [0, 1]."""
    apart = 1.0 - np.maximum(one_card(group), one_organisation(group))
    return np.minimum(private_templates(group), apart)


def disposable_mail(group: GroupEvidence) -> Array:
    """Return the share of members under shared mail domains that serve several countries and no organisation."""
    sharing = group.used.filter((pl.col("kind") == "email_domain") & (pl.col("n_inside") >= 2))
    table = sharing.group_by("group").agg(pl.col("n_inside").sum().alias("n"))
    undeclared = 1.0 - one_organisation(group)
    spread = np.minimum(many_countries(group), 1.0)
    return (
        np.minimum(group.per_group(table, "n") / group.size, 1.0) * undeclared * spread * (1.0 - one_mail_domain(group))
    )


def concealment(group: GroupEvidence) -> Array:
    """Return the contrast: what is hard to keep apart is shared, what is easy to share openly is kept apart."""
    hard = np.maximum.reduce(
        [
            shared_devices(group),
            replayed_artifacts(group),
            joint_onsets(group),
            np.minimum(2 * private_addresses(group), 1.0),
        ]
    )
    return hard * (1.0 - openness(group))


PRIOR_NATS: Final[dict[Side, float]] = {"link": 0.0, "conduct": -1.0}
"""What each side starts from, in nats."""

SIGNALS: Final[tuple[Signal, ...]] = (
    Signal("fit", "link", fit, "nats", 0.4, 6.0, 3.0, "members fit the group by {value:.1f} nats on average"),
    Signal(
        "families", "link", families, "kinds", 1.5, 1.5, 2.0, "{value:.1f} independent kinds of evidence tie a member"
    ),
    Signal(
        "private_addresses",
        "link",
        private_addresses,
        "share",
        2.0,
        0.1,
        1.5,
        "{value:.0%} of traffic came from addresses that only this group shares",
    ),
    Signal(
        "private_templates",
        "link",
        private_templates,
        "share",
        1.5,
        0.1,
        1.5,
        "{value:.0%} of requests came out of prompts that only this group shares",
    ),
    Signal("shared_devices", "link", shared_devices, "share", 2.0, 0.1, 1.5, "devices tie {value:.0%} of members"),
    Signal(
        "replayed_artifacts",
        "link",
        replayed_artifacts,
        "share",
        3.0,
        0.0,
        2.0,
        "{value:.0%} of members presented reasoning artifacts of one another",
    ),
    Signal(
        "joint_onsets",
        "link",
        joint_onsets,
        "share",
        2.0,
        0.1,
        1.5,
        "{value:.0%} of members wake together with another, beyond chance",
    ),
    Signal(
        "payment_clumps",
        "link",
        payment_clumps,
        "share",
        1.5,
        0.1,
        1.5,
        "{value:.0%} of members pay with methods that a few of them share",
    ),
    Signal(
        "uneven_load",
        "conduct",
        uneven_load,
        "log units",
        -1.5,
        0.8,
        1.5,
        "load differs between members by {value:.2f} log units",
    ),
    Signal(
        "hours_per_day",
        "conduct",
        _deviation("hours_per_day"),
        "scales",
        0.6,
        0.0,
        1.5,
        "members are active {value:+.1f} scales longer a day than like accounts",
    ),
    Signal(
        "quiet_share",
        "conduct",
        _deviation("quiet_share"),
        "scales",
        0.6,
        0.5,
        1.5,
        "members keep {value:+.1f} scales less quiet at night than like accounts",
    ),
    Signal(
        "joint_suspension",
        "conduct",
        joint_suspension,
        "share",
        2.0,
        0.05,
        1.5,
        "{value:.0%} of members were suspended within the same 12 hours",
    ),
    Signal(
        "disposable_mail",
        "conduct",
        disposable_mail,
        "share",
        2.0,
        0.1,
        1.5,
        "{value:.0%} of members use mail domains that serve many countries and no organisation",
    ),
    Signal(
        "own_card_one_mind",
        "conduct",
        own_card_one_mind,
        "share",
        2.0,
        0.2,
        1.5,
        "members pay apart, yet {value:.0%} of what they send is one private prompt",
    ),
    Signal(
        "output_tokens",
        "conduct",
        _deviation("output_tokens"),
        "scales",
        0.4,
        0.3,
        1.0,
        "members draw {value:+.1f} scales more output per request than like accounts",
    ),
    Signal(
        "limited_share",
        "conduct",
        _deviation("limited_share"),
        "scales",
        0.4,
        0.2,
        1.0,
        "members meet rate limits {value:+.1f} scales more often than like accounts",
    ),
    Signal(
        "release_share",
        "conduct",
        _deviation("release_share"),
        "scales",
        0.4,
        0.3,
        1.0,
        "members moved to new models {value:+.1f} scales faster than like accounts",
    ),
    Signal(
        "hard_share",
        "conduct",
        _deviation("hard_share"),
        "scales",
        0.4,
        0.3,
        1.0,
        "members ask for reasoning, code and tools {value:+.1f} scales more than like accounts",
    ),
    Signal(
        "concealment",
        "conduct",
        concealment,
        "share",
        4.0,
        0.25,
        2.5,
        "what is hard to keep apart is shared and what is shared openly elsewhere is kept apart ({value:.0%})",
    ),
    Signal(
        "openness",
        "conduct",
        openness,
        "share",
        -3.0,
        0.3,
        2.5,
        "{value:.0%} of the group is openly one: an organisation, mail domain, office or card",
    ),
)
"""All signals, in the order in which reasons are listed."""
