"""How well a new account fits the campaigns of a run, before it is part of any.

The evidence is that of expansion (`linkage.communities.affinity`), and so is what a share of use says: for a campaign
C and an identifier i, the share of members that use it against the smoothed share of all others::

    fit_k = Σ_i w(i) · ln(λ · p_C(i) / p_out(i) + 1 − λ)        w(i): how surely i is a habit of the account

It attaches where ln(m / N), its fits (kinds of one family once) and capped context add up to `EVEN_NATS` or more, so
that it belongs at least as likely as not, and a family speaks for it that a stranger does not meet by moving about.
Detection keeps a member of a grown group from less: there, unlike here, all that its accounts do was looked at. m is
the prior's, as in `linkage.communities.membership`: 20 members where there are so many, or all that share the account's
commonest habit, however many. Approximated, since a run keeps who uses what and not the mixtures it learned: λ is the
part of members that use, of a kind, what the campaign relies on, members count and not their traffic, a whole campaign
stands for each of its pools, and neither timing nor how accounts work nor the bound by outsiders is known, nor what a
habit is worth beside an account's others. Of hubs only what a campaign relies on counts: of the others nobody knows
whose the users are. `linkage evaluate --daily` measures how many attach, to which, and which strangers do.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from linkage.communities.ground import CONTEXT_MAX_NATS, FAMILY_NATS, SHARED_HABIT
from linkage.communities.habits import saturated
from linkage.communities.membership import PRIOR_MEMBERS
from linkage.identifiers.kinds import KINDS

MOST_HABIT: Final = 0.9
"""Most of an account's uses of a kind that is taken to be the campaign's own habit."""
ABSENCE_NATS: Final = -0.7
"""Least nats of a kind: a new account has not shown yet all that it will use."""
EVEN_NATS: Final = 0.0
"""Log-odds from which an account attaches: as likely as not."""
PSEUDO_ACCOUNTS: Final = 0.5
PLACES: Final = ("net", "context")
"""Families that tie nobody by themselves: strangers share places by moving about, and context by being many."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One identifier that the new account uses, as a campaign knows it."""

    kind: str
    share: float
    """Part of the account's uses of that kind, in (0, 1]; for an artifact it does not matter."""
    n_inside: int
    """Members that use it."""
    n_users: int
    """All accounts that use it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How an account fits a campaign."""

    families: dict[str, float]
    """Nats by family, and of `context`."""
    posterior_nats: float
    attaches: bool


def fit_of(sightings: Iterable[Sighting], habits: Mapping[str, float], n_members: int, n_accounts: int) -> Fit:
    """Return how an account that uses these identifiers fits a campaign of `n_members` in a ledger of `n_accounts`.

    `habits` says, by kind, what part of the members uses what the campaign shares (`habits_of`); other kinds say
    nothing, neither for the account nor against it.
    """
    by_kind: dict[str, list[Sighting]] = {}
    for one in sightings:
        by_kind.setdefault(one.kind, []).append(one)
    most = math.log(max(n_accounts, 2))
    families: dict[str, float] = {}
    sharers = 0
    for kind, seen in by_kind.items():
        family = KINDS[kind].family
        if (mixture := min(habits.get(kind, 0.0), MOST_HABIT)) == 0.0:
            continue
        said = _said(kind, seen, mixture, n_members, n_accounts)
        nats = min(max(sum(nats for _, nats in said), ABSENCE_NATS), most)
        if family not in PLACES:
            for one, (habit, value) in zip(seen, said, strict=True):
                if habit >= SHARED_HABIT and value > 0.0:
                    sharers = max(sharers, one.n_inside)
        if family == "context":
            families[family] = families.get(family, 0.0) + nats
        else:
            families[family] = max(families.get(family, -math.inf), nats)
    if "context" in families:
        families["context"] = min(max(families["context"], -CONTEXT_MAX_NATS), CONTEXT_MAX_NATS)
    counted = max(min(max(n_members, 1), PRIOR_MEMBERS), min(sharers, n_members))
    posterior = math.log(counted / max(n_accounts, 1)) + sum(families.values())
    is_tied = any(nats >= FAMILY_NATS for name, nats in families.items() if name not in PLACES)
    return Fit(families, posterior, posterior >= EVEN_NATS and is_tied)


def habits_of(relied_on: Iterable[tuple[str, int]], n_members: int) -> dict[str, float]:
    """Return, by kind, the part of members that uses one or more of these (kind, members), were uses independent."""
    without: dict[str, float] = {}
    for kind, n_inside in relied_on:
        without[kind] = without.get(kind, 1.0) * (1.0 - min(n_inside / max(n_members, 1), 1.0))
    return {kind: 1.0 - part for kind, part in without.items()}


def _said(
    kind: str, seen: list[Sighting], mixture: float, n_members: int, n_accounts: int
) -> list[tuple[float, float]]:
    """Return of each identifier of a kind how surely it is a habit of the account, and what that says in nats."""
    shares = np.array([1.0 if kind == "artifact" else one.share for one in seen], dtype=np.float32)
    n_others = max(n_accounts - n_members, 1)
    said = []
    for one, habit in zip(seen, saturated(shares).tolist(), strict=True):
        inside = one.n_inside / max(n_members, 1)
        outside = (max(one.n_users - one.n_inside, 0) + PSEUDO_ACCOUNTS) / n_others
        said.append((habit, habit * math.log(mixture * inside / outside + 1.0 - mixture)))
    return said


def fits_of(
    used: Mapping[tuple[str, str], float],
    users: Mapping[tuple[str, str], Mapping[str, int]],
    n_users: Mapping[tuple[str, str], int],
    sizes: Mapping[str, int],
    habits: Mapping[str, Mapping[str, float]],
    n_accounts: int,
    hubs: Collection[tuple[str, str]] = (),
) -> dict[str, Fit]:
    """Return how an account fits every campaign that it shares an identifier with, by campaign id.

    Args:
        used: share of each identifier (kind, key) that the account uses.
        users: of each of them, members that use it by campaign; what nobody counted is left out.
        n_users: of each of them, all accounts that use it.
        sizes: members of each campaign.
        habits: of each campaign, what `habits_of` says.
        n_accounts: accounts of the ledger.
        hubs: those of which `users` knows only the campaigns that rely on them; to others they say nothing.
    """
    campaigns = sorted({name for place in used for name in users.get(place, {})})
    return {
        name: fit_of(
            [
                Sighting(place[0], share, users[place].get(name, 0), n_users.get(place, 0))
                for place, share in used.items()
                if place in users and (place not in hubs or name in users[place])
            ],
            habits.get(name, {}),
            sizes[name],
            n_accounts,
        )
        for name in campaigns
    }
