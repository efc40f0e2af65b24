"""Accounts that a group only visited, and accounts that have nothing of its own, are left out of it.

Whoever steals a key works through it for a while, on its own machines and with its own prompts; the account has a
life before and after that has nothing of this. A farm's account lives on what the farm shares from its first day to
its last, or, where it drips slowly, shows it once or twice, on the machine that it uses all its life. So a member that
used what is private to its group within a part of its own life, and on another machine than it uses at other times, is
a visitor: it was used, and is nobody's accomplice. So is one whose own machines, of every kind that is known, were in
use two days before it came to what only the group has, a machine among it, and go on two days beside that, however
long it lasts. It stops being true for a farm that buys accounts with a past, for keys stolen on their first day, and
for thieves with the program of their victims.

Keys are stolen of few. Where more than that of a group's members send its own prompts in a part of their lives only,
that is how it works: a session for the farm, and else the life of anybody.

A member that uses nothing private to the group, does not wake with it and does not work as it does shares only what the
world has as well: it came by the exits of a VPN and a popular prompt, and is a stranger. Where most are like that, the
group as a whole borrows what it uses, and is left as it is.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.evidence import used_identifiers, uses_inside
from linkage.communities.ground import CONTEXT, CONTEXT_MAX_NATS, FAMILY_NATS, TIME
from linkage.communities.stage import Groups
from linkage.ledger.snapshot import Snapshot

LEAST_LIFE_SECONDS = 2 * 86_400
"""Shortest life of which a part can be told."""
VISIT_SHARE = 0.4
"""Largest part of its life that a visitor spends on what the group shares."""
SHORT_VISIT_SHARE = 0.2
"""The same where no machine is known that would tell a visitor from a member."""
SAME_MOMENT_SECONDS = 60
"""How far before or after a visit what came with it may be seen."""
MOST_LEFT_OUT = 1 / 2
"""Largest part of a group that can be visitors, or strangers; beyond, the group itself is like that."""
MOST_STOLEN = 0.001
"""Share of all accounts of which one party has the keys stolen, at most: as many as are stolen of by all together."""
FEW_STOLEN = 20
"""The same in a small ledger, in accounts."""
MACHINES = ("device", "client")
"""Kinds that tell a machine from another."""
OWN_KINDS = ("ip", "device", "payment", "template", "artifact")
"""Kinds whose times are those of requests; others are known from an account's own record, for all its life."""


def private_uses(snapshot: Snapshot, labels: npt.NDArray[np.int32]) -> pl.DataFrame:
    """Return `account, kind, first_seen, last_seen` of every use by a member of what is private to its group."""
    private = used_identifiers(snapshot, labels).filter(pl.col("private")).select("group", "identifier", "kind")
    uses = uses_inside(snapshot.uses, labels, private)
    return uses.select("account", "kind", "first_seen", "last_seen").collect()


def strangers(private: pl.DataFrame, groups: Groups) -> npt.NDArray[np.bool_]:
    """Return which members use nothing that is private to their group and do neither wake nor work as it does.

    bool[n_accounts]. From all that context may say, a member works just as its group.
    """
    out = (groups.labels >= 0) & (groups.fit_nats[:, TIME] < FAMILY_NATS)
    out &= groups.fit_nats[:, CONTEXT] < CONTEXT_MAX_NATS
    out[private["account"].to_numpy()] = False
    return _few(out, groups.labels)


def visitors(snapshot: Snapshot, private: pl.DataFrame, labels: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Return which members of groups were only visited: bool[n_accounts]."""
    life = snapshot.accounts.with_row_index("account").select(
        pl.col("account").cast(pl.UInt32), (pl.col("last_seen") - pl.col("first_seen")).alias("life")
    )
    visits = (
        private.filter(pl.col("kind").is_in(OWN_KINDS))
        .group_by("account")
        .agg(
            pl.col("first_seen").min().alias("came"),
            pl.col("last_seen").max().alias("left"),
            (pl.col("kind") == "device").any().alias("by_machine"),
            (pl.col("kind") == "template").any().alias("by_prompt"),
        )
        .join(life, on="account")
        .filter(pl.col("life") >= LEAST_LIFE_SECONDS, _lasts_less_than(VISIT_SHARE) | pl.col("by_machine"))
    )
    short = _lasts_less_than(VISIT_SHARE) & pl.coalesce("elsewhere", _lasts_less_than(SHORT_VISIT_SHARE))
    beside = pl.col("by_machine") & pl.col("beside").fill_null(False)
    visits = visits.join(_machines(snapshot, visits), on="account", how="left").filter(short | beside)
    out = np.zeros(labels.size, dtype=np.bool_)
    out[visits["account"].to_numpy()] = True
    out[_sent_out(visits.filter("by_prompt")["account"].to_numpy(), labels)] = False
    return _few(out, labels)


def _sent_out(by_prompt: npt.NDArray[np.uint32], labels: npt.NDArray[np.int32]) -> npt.NDArray[np.uint32]:
    """Return which accounts that a group visited with prompts of its own are too many to be stolen of."""
    group = labels[by_prompt]
    most = max(MOST_STOLEN * labels.size, FEW_STOLEN)
    return by_prompt[(group >= 0) & (np.bincount(group[group >= 0], minlength=1)[group] > most)]


def _lasts_less_than(share: float) -> pl.Expr:
    """Return whether a visit lasts less than a share of the account's life."""
    return pl.col("left") - pl.col("came") < share * pl.col("life")


def _machines(snapshot: Snapshot, visits: pl.DataFrame) -> pl.DataFrame:
    """Return `account, elsewhere, beside`: whether it was visited on a machine that it uses at no other time.

    `elsewhere` is whether of any kind another machine was not; `beside`, whether of every kind one that it had used
    `LEAST_LIFE_SECONDS` before the visit is used so long after it began. Without those of whom no machine is known.
    """
    kinds = snapshot.identifiers.select("kind").with_row_index("identifier").filter(pl.col("kind").is_in(MACHINES))
    during = (pl.col("first_seen") >= pl.col("came") - SAME_MOMENT_SECONDS) & (
        pl.col("last_seen") <= pl.col("left") + SAME_MOMENT_SECONDS
    )
    own = (pl.col("first_seen") <= pl.col("came") - LEAST_LIFE_SECONDS) & (
        pl.col("last_seen") >= pl.col("came") + LEAST_LIFE_SECONDS
    )
    # A mask first: of millions of accounts few are of a group, and a join would hold the uses of all.
    visited = np.zeros(snapshot.accounts.height, dtype=np.bool_)
    visited[visits["account"].to_numpy()] = True
    return (
        snapshot.uses.filter(pl.Series(visited[snapshot.uses["account"].to_numpy()]))
        .join(visits, on="account")
        .join(kinds, on="identifier")
        .group_by("account", "kind")
        .agg((during.any() & (~during).any()).alias("elsewhere"), (during.any() & own.any()).alias("beside"))
        .group_by("account")
        .agg(pl.col("elsewhere").any(), pl.col("beside").all())
    )


def without_visitors(snapshot: Snapshot, groups: Groups) -> Groups:
    """Return the groups without strangers and then without visitors; those are near their group, and in none."""
    # What is private to a group stays so without its strangers, who use none of it.
    private = private_uses(snapshot, groups.labels)
    groups = _without(groups, strangers(private, groups))
    return _without(groups, visitors(snapshot, private, groups.labels))


def _few(chosen: npt.NDArray[np.bool_], labels: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Return the chosen members of groups of which at most `MOST_LEFT_OUT` are chosen."""
    n_groups = int(labels.max(initial=-1)) + 1
    few = np.bincount(labels[chosen], minlength=n_groups) <= MOST_LEFT_OUT * np.bincount(
        labels[labels >= 0], minlength=n_groups
    )
    return np.asarray(chosen & np.append(few, False)[labels])


def _without(groups: Groups, left_out: npt.NDArray[np.bool_]) -> Groups:
    return replace(
        groups,
        labels=np.where(left_out, np.int32(-1), groups.labels),
        fit_nats=np.where(left_out[:, None], np.float32(0.0), groups.fit_nats),
        fits=replace(groups.fits, is_member=groups.fits.is_member & ~left_out[groups.fits.account]),
    )
