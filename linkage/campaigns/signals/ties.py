"""What ties a group and is hard to keep apart: devices, artifacts, moments, address leftovers, private prompts."""

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.evidence import Array, GroupEvidence, once
from linkage.campaigns.signals.shape import any_of, rising, share_using, top_share
from linkage.communities.ground import FAMILY_NATS
from linkage.links.incidence import COLUMNS

BEYOND_CONTENT = (0.15, 0.5)
"""Share of members that something besides prompts and artifacts ties, as a few of any crowd, and as a party's are."""
ANYBODYS_MACHINES = (0.5, 0.9)
"""Share of members whom machines alone tie up to which they may be one party's, and from which they are not."""
ONE_ARTIFACT = (0.5, 0.8)
"""Share of members with one artifact from which it may have been published, and from which it was."""
FEW_MEMBERS = 8
"""Members below which one artifact of most of them is no sign of a crowd: three of five may as well be a farm's."""
ONE_DEVICE = (0.6, 1.0)
"""Share of members on one device from which it may have been published with the rest, and from which it was."""
CARDS_ALONE = 0.25
"""What cards of a few members say where nothing else of the group's own ties it, beside what they say otherwise."""
SCATTERED_SHARE = 0.34
"""An identifier used by at most this part of a group ties a few of its members, not all of them."""
SCATTERED_ROOT = 2.3
"""And by at most so many times the root of the group's size: a third of a company is a site, with a card of its own."""


@once
def private_share(group: GroupEvidence, kind: str) -> Array:
    """Return the share of members' traffic of a kind on identifiers that only this group shares, in [0, 1]."""
    table = (
        group.used.filter((pl.col("kind") == kind) & pl.col("private"))
        .group_by("group")
        .agg(pl.col("share_inside").sum().alias("private"))
    )
    return group.per_group(table, "private") / group.size


def private_addresses(group: GroupEvidence) -> Array:
    """Return the share of traffic on addresses that only this group shares, in [0, 1]."""
    return private_share(group, "ip")


def private_templates(group: GroupEvidence) -> Array:
    """Return the share of requests made from templates that only this group shares, in [0, 1]."""
    return private_share(group, "template")


def fit(group: GroupEvidence) -> Array:
    """Return the mean fit of members with their group, all families but context, in nats."""
    hard = group.fit_nats.sum(axis=1) - group.fit_nats[:, COLUMNS.index("context")]
    return group.mean(hard.astype(np.float64))


def families(group: GroupEvidence) -> Array:
    """Return the mean number of families in which a member fits its group by 0.7 nats or more, in [0, 7]."""
    hard = np.delete(group.fit_nats, COLUMNS.index("context"), axis=1)
    return group.mean((hard >= FAMILY_NATS).sum(axis=1).astype(np.float64))


def fitting_by(group: GroupEvidence, *families: str) -> npt.NDArray[np.bool_]:
    """Return which accounts one of these families ties to their group: bool[n_accounts]."""
    columns = [COLUMNS.index(family) for family in families]
    return np.asarray((group.fit_nats[:, columns] >= FAMILY_NATS).any(axis=1))


@once
def shared_devices(group: GroupEvidence) -> Array:
    """Return the share of members tied to the group by devices, in [0, 1]."""
    return group.share_of_members(fitting_by(group, "device"))


@once
def machines_alone(group: GroupEvidence) -> Array:
    """Return the share of members whom machines tie to the group and nothing else but addresses, in [0, 1].

    Strangers meet at a café's machine, and run their jobs on the same image of a runner; each does work of their own
    there. Nothing is said of members whose prompts are not known.
    """
    otherwise = fitting_by(group, "payment", "template", "artifact", "contact", "time")
    return group.share_of_members(fitting_by(group, "device") & ~otherwise & group.prompted)


@once
def beyond_content(group: GroupEvidence) -> Array:
    """Return how far something besides prompts and artifacts ties the group, in [0, 1].

    A lesson, a data set, a plugin and a chat that somebody published come with prompts, artifacts and now and then a
    device of their own, and strangers present all of them. One device of all is no tie; nor is it said that there is
    none of members without a known address.
    """
    elsewhere = group.share_of_members(fitting_by(group, "net", "payment", "contact", "time"))
    machines = shared_devices(group) * (1.0 - rising(top_share(group, "device", "n_inside"), *ONE_DEVICE))
    return any_of(rising(any_of(elsewhere, machines), *BEYOND_CONTENT), group.placeless)


@once
def unpublished(group: GroupEvidence) -> Array:
    """Return how far the artifacts that members present are their own, and were not published, in [0, 1].

    They may have been where nothing but content ties the group (`beyond_content`), and where most members present one
    and the same: a recorded session that the tests of an open program replay, wherever it is built. A party has more:
    as far as members present another as well, or have machines, cards or contacts in common, the one says nothing
    against them.
    """
    shared = group.used.filter((pl.col("kind") == "artifact") & (pl.col("n_inside") >= 2))
    others = shared.sort("group", "n_inside", "identifier").filter(pl.col("group") == pl.col("group").shift(-1))
    another = share_using(group, others)
    owned = group.share_of_members(fitting_by(group, "device", "payment", "contact"))
    one = rising(top_share(group, "artifact", "n_inside"), *ONE_ARTIFACT) * (group.size >= FEW_MEMBERS)
    return beyond_content(group) * (1.0 - one * (1.0 - any_of(another, owned)))


@once
def replayed_artifacts(group: GroupEvidence) -> Array:
    """Return the share of members that presented a reasoning artifact another member presented, in [0, 1].

    Those whom nothing else but addresses ties count less the more of the group has one artifact in common: strangers
    present the blobs of a library's examples, and most of them the same. Nobody counts where all that ties the group
    may have been published (`unpublished`).
    """
    replays = fitting_by(group, "artifact")
    otherwise = fitting_by(group, "device", "payment", "template", "contact", "time")
    alone = group.share_of_members(replays & ~otherwise)
    all_in_one = top_share(group, "artifact", "n_inside")
    return (group.share_of_members(replays & otherwise) + alone * (1.0 - all_in_one)) * unpublished(group)


@once
def joint_onsets(group: GroupEvidence) -> Array:
    """Return the share of members that wake together with another member, beyond chance, in [0, 1]."""
    return group.share_of_members(group.timing_partners > 0)


@once
def _scattered(group: GroupEvidence, kind: str) -> Array:
    """Return the share of members that a group's few-member private identifiers of a kind tie, in [0, 1]."""
    return share_using(group, of_few_members(group, kind))


def scattered_addresses(group: GroupEvidence) -> Array:
    """Return the share of members tied, a few at a time, by addresses nobody else uses, in [0, 1].

    An office or a campus shares one address; leftovers of a rotating pool are many, each seen on a few accounts.
    """
    return _scattered(group, "ip")


def payment_clumps(group: GroupEvidence) -> Array:
    """Return the share of members that share a payment method with a few others, not with most, in [0, 1]."""
    return _scattered(group, "payment")


def scattered_contacts(group: GroupEvidence) -> Array:
    """Return the share of members tied, a few at a time, by mail addresses or telephone numbers, in [0, 1]."""
    return np.maximum(_scattered(group, "email"), _scattered(group, "phone"))


def cards_beside_other_ties(group: GroupEvidence) -> Array:
    """Return `payment_clumps`, a quarter of it where neither machines, sessions nor a private prompt are in common.

    Teams that came together for a few days pay with a card each as well.
    """
    beside = any_of(shared_devices(group), private_templates(group), replayed_artifacts(group))
    return payment_clumps(group) * (CARDS_ALONE + (1.0 - CARDS_ALONE) * beside)


@once
def owned_ties(group: GroupEvidence) -> Array:
    """Return how far devices, artifacts and cards tie the group, in [0, 1]: no place and no hour in common does that.

    One device that all of a group has says a quarter of what several say: it may be what an app or an image looks like.
    Machines say nothing where members have nothing else in common: they are anybody's (`machines_alone`).
    """
    machines = shared_devices(group) * (1.0 - rising(machines_alone(group), *ANYBODYS_MACHINES))
    return any_of(
        machines * (1.0 - 0.75 * top_share(group, "device", "share_inside")),
        replayed_artifacts(group),
        0.8 * cards_beside_other_ties(group),
    )


@once
def hard_ties(group: GroupEvidence) -> Array:
    """Return how far the group is tied by what is hard to keep apart, in [0, 1]: any of several, combined."""
    hours = joint_onsets(group) * beside_other_ties(group)
    return any_of(owned_ties(group), hours, 0.7 * scattered_addresses(group))


def beside_other_ties(group: GroupEvidence) -> Array:
    """Return how much an hour or an address in common says, in [0.5, 1]: half where nothing else is in common.

    A lesson, a launch, a bot and a queue of tasks bring strangers together as well.
    """
    return 0.5 + 0.5 * owned_ties(group)


def of_few_members(group: GroupEvidence, kind: str) -> pl.DataFrame:
    """Return `group, identifier` of a kind: those private to a group that a few members have, and not most."""
    of_kind = group.used.filter(pl.col("kind") == kind)
    return of_kind.join(group.sizes(), on="group").filter(ties_few()).select("group", "identifier")


def ties_few() -> pl.Expr:
    """Return whether an identifier is private to a group and a few members have it; of `used` with the `size`."""
    few = pl.min_horizontal(SCATTERED_SHARE * pl.col("size"), SCATTERED_ROOT * pl.col("size").sqrt())
    return pl.col("private") & (pl.col("n_inside") <= pl.max_horizontal(2.0, few))
