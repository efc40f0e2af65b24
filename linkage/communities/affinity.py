"""How well an account fits a group: a mixture likelihood per kind, learned from the group itself.

A share of use says how surely an identifier is a habit, w (`habits`). For a group C and an identifier i, q_C(i) is the
mean w of i inside, without the account that is judged, and q_out(i) the smoothed sum of w outside, without that account
as well, over all accounts there are. Members are taken to draw a part λ of their uses of a kind from the group's own
habits and the rest from the world's; the λ that makes the group's own uses most likely tells which kinds matter for
this group, so no kind has a hand-set weight::

    fit_k(a, C) = Σ_i w_a(i) · ln(λ_Ck · q_C(i) / q_out(i) + 1 − λ_Ck)

What only one member shares with the account counts in one family. Where it stops being true: identifiers that
only come in bundles (a carrier's addresses) are counted as if apart; what a kind may say in all (`habits`) and what
outsiders reach bound that, and a fit in addresses alone never makes a member.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linkage.communities.habits import with_habits
from linkage.communities.outsiders import COMMON_DEGREE
from linkage.communities.walk import fits_of
from linkage.links.incidence import Incidence, column_of
from linkage.links.rows import Rows, pointers, starts

LEAST_CLIP_NATS = 10.0
NEAR_NATS = 3.0
"""From so much, all that speaks for it together, an outsider is near a group: less could not make up for the prior."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Some groups of accounts: the members of group g are member[ptr[g]:ptr[g + 1]], ascending."""

    ptr: npt.NDArray[np.int64]
    member: npt.NDArray[np.int32]

    @property
    def n_groups(self) -> int:
        """Return the number of groups."""
        return self.ptr.size - 1

    def sizes(self) -> npt.NDArray[np.int64]:
        """Return the number of members of each group: int64[n_groups]."""
        return np.diff(self.ptr)

    def members(self, g: int) -> npt.NDArray[np.int32]:
        """Return the members of one group, ascending."""
        return self.member[self.ptr[g] : self.ptr[g + 1]]

    def some(self, chosen: npt.ArrayLike) -> "Grouping":
        """Return the groups of these numbers, in their order."""
        parts = [self.members(g) for g in np.asarray(chosen).tolist()]
        sizes = np.array([part.size for part in parts], dtype=np.int64)
        return Grouping(starts(sizes), np.concatenate(parts) if parts else self.member[:0])

    def homes(self, n_accounts: int) -> npt.NDArray[np.int32]:
        """Return the group of each account, -1 for none: int32[n_accounts]. No account may be in two."""
        home = np.full(n_accounts, -1, dtype=np.int32)
        home[self.member] = np.repeat(np.arange(self.n_groups, dtype=np.int32), self.sizes())
        return home


@dataclass(frozen=True, slots=True)
class Fits:
    """How well accounts fit groups: one row per account and group worth a look, by (group, account)."""

    group: npt.NDArray[np.int32]
    account: npt.NDArray[np.int32]
    nats: npt.NDArray[np.float32]
    """[n_fits, 8]: log likelihood ratio by column of `COLUMNS`; kinds of one family count once."""
    sharers: npt.NDArray[np.float32]
    """[n_fits]: how many members share the habit that most of them share with the account, of a kind that can tie.

    Or how many fit as well by a family that can tie, where outsiders bound that and something else holds a large group.
    """
    is_member: npt.NDArray[np.bool_]


def grouping_of(labels: npt.NDArray[np.int32], min_members: int = 2) -> Grouping:
    """Return the groups of a labelling with `min_members` or more, in the order of their labels; -1 marks no group."""
    members = np.flatnonzero(labels >= 0).astype(np.int32)
    order = np.argsort(labels[members], kind="stable")
    members = members[order]
    counts = np.bincount(labels[members]) if members.size else np.zeros(0, dtype=np.int64)
    keep = counts >= min_members
    kept = members[keep[labels[members]]] if members.size else members
    return Grouping(starts(counts[keep]), kept)


@dataclass(frozen=True, slots=True)
class Affinity:
    """What fits are computed with: the incidence, and what is the same for every group."""

    incidence: Incidence
    """Who uses what, with the weight of each use as a habit."""
    use_share: npt.NDArray[np.float32]
    """[n_uses] the share of each use, in rows by identifier."""
    total_share: npt.NDArray[np.float32]
    kind_share: npt.NDArray[np.float32]
    """[n_accounts, n_kinds] the sum of an account's shares."""
    common: Rows
    """Uses, in rows by account, of identifiers of more than `COMMON_DEGREE` accounts."""
    degree_cap: int
    clip_nats: float
    bounded: bool

    def fits(self, groups: Grouping, kept: npt.NDArray[np.bool_] | None = None, least_nats: float = NEAR_NATS) -> Fits:
        """Return the fit of every account that could join a group by what it shares with it; and of members.

        Addresses alone make no member, so whoever shares nothing else is left out.

        Args:
            groups: the groups; an account may be in several.
            kept: bool[n_accounts], whom not to leave out for sharing nothing but addresses; nobody by default.
            least_nats: from how much, all that speaks for it together but context, an outsider is not left out.
        """
        unmasked = np.full(groups.n_groups, -1, dtype=np.int8)
        nobody = np.zeros(self.incidence.n_accounts, dtype=np.bool_)
        return self._walked(groups, unmasked, nobody if kept is None else kept, least_nats, members_only=False)

    def fits_of_members(self, groups: Grouping, masked_column: npt.NDArray[np.int8]) -> Fits:
        """Return the fits of members alone, without a column of `COLUMNS` each: int8[n_groups].

        They are not bounded by what outsiders reach.
        """
        return self._walked(groups, masked_column, np.zeros(0, dtype=np.bool_), 0.0, members_only=True)

    def _walked(
        self,
        groups: Grouping,
        masked: npt.NDArray[np.int8],
        kept: npt.NDArray[np.bool_],
        least_nats: float,
        *,
        members_only: bool,
    ) -> Fits:
        net = self.incidence
        family_of_kind = np.array([column_of(kind) for kind in net.kind_names], dtype=np.int64)
        counts, account, nats, sharers, is_member = fits_of(
            groups.ptr, groups.member, masked,
            Rows(net.account_ptr, net.account_identifier, net.account_share),
            Rows(net.identifier_ptr, net.identifier_account, net.identifier_share),
            self.common, self.kind_share,
            net.kind_of, family_of_kind, self.total_share,
            self.degree_cap, self.clip_nats, self.bounded, members_only, kept, least_nats,
        )  # fmt: skip
        return Fits(np.repeat(np.arange(groups.n_groups, dtype=np.int32), counts), account, nats, sharers, is_member)


def affinity_of(
    incidence: Incidence,
    *,
    degree_cap: int = 5000,
    bounded: bool = True,
) -> Affinity:
    """Return what fits are computed with.

    Args:
        incidence: who uses what.
        degree_cap: users from which an identifier brings no account near a group, unless many of them are members.
        bounded: whether what a family says is bounded by what outsiders reach.
    """
    use_share = incidence.identifier_share
    incidence = with_habits(incidence)
    owner = np.repeat(np.arange(incidence.n_identifiers), np.diff(incidence.identifier_ptr))
    total = np.bincount(owner, weights=incidence.identifier_share, minlength=incidence.n_identifiers)
    # A likelihood ratio above N says no more than that nobody else is like it.
    clip = max(float(np.log(max(incidence.n_accounts, 2))), LEAST_CLIP_NATS)
    n, n_kinds = incidence.n_accounts, len(incidence.kind_names)
    user = np.repeat(np.arange(n), np.diff(incidence.account_ptr))
    of_kind = user * n_kinds + incidence.kind_of[incidence.account_identifier]
    kind_share = np.bincount(of_kind, weights=incidence.account_share, minlength=n * n_kinds).astype(np.float32)
    common = (incidence.degrees() > COMMON_DEGREE)[incidence.account_identifier]
    return Affinity(
        incidence, use_share, total.astype(np.float32), kind_share.reshape(n, n_kinds),
        Rows(pointers(user[common], n), incidence.account_identifier[common], incidence.account_share[common]),
        degree_cap, clip, bounded,
    )  # fmt: skip
