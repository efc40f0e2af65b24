"""Who uses what, as arrays in both directions: what every kernel walks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from linkage.identifiers.kinds import KINDS
from linkage.ledger.snapshot import Snapshot
from linkage.links.rows import pointers, transpose


@dataclass(frozen=True, slots=True)
class Incidence:
    """Accounts × identifiers in compressed rows, and the same transposed.

    Arrays are int32/int64/float32 and C-contiguous; identifiers of one kind are consecutive.
    """

    n_accounts: int
    n_identifiers: int
    kind_names: tuple[str, ...]
    """Kinds in the order of the registry; `kind_of` indexes it."""
    kind_of: npt.NDArray[np.int8]
    """[n_identifiers]"""
    account_ptr: npt.NDArray[np.int64]
    """[n_accounts + 1]: the uses of account i are account_ptr[i]:account_ptr[i + 1]."""
    account_identifier: npt.NDArray[np.int32]
    """[n_uses], ascending within an account."""
    account_share: npt.NDArray[np.float32]
    """[n_uses], in (0, 1]."""
    identifier_ptr: npt.NDArray[np.int64]
    """[n_identifiers + 1]"""
    identifier_account: npt.NDArray[np.int32]
    """[n_uses], ascending within an identifier."""
    identifier_share: npt.NDArray[np.float32]
    """[n_uses]"""

    def degrees(self) -> npt.NDArray[np.int64]:
        """Return how many accounts use each identifier: int64[n_identifiers]."""
        return np.diff(self.identifier_ptr)

    def by_kind(self, told: Callable[[str], object], dtype: npt.DTypeLike | None = None) -> npt.NDArray[Any]:
        """Return of each identifier what is told of its kind: [n_identifiers]."""
        return np.array([told(kind) for kind in self.kind_names], dtype=dtype)[self.kind_of]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the identifiers of a ledger may say."""

    rarity: npt.NDArray[np.float32]
    """[n_identifiers]: bits when shared in full; 0 for those that say nothing."""
    proof: npt.NDArray[np.bool_]
    """[n_identifiers]: whether sharing it can be proof by itself."""


@dataclass(frozen=True, slots=True)
class Links:
    """Linked pairs of accounts, a < b, sorted by (a, b), with the bits of each family."""

    n_accounts: int
    a: npt.NDArray[np.int32]
    """[n_links]"""
    b: npt.NDArray[np.int32]
    """[n_links]"""
    bits: npt.NDArray[np.float32]
    """[n_links, len(COLUMNS)]: bits by family, the last column context; a row sums to the weight."""
    weight_bits: npt.NDArray[np.float32]
    """[n_links]"""
    threshold_bits: float
    """The least two-family weight that was kept, from the permutation null."""
    null_rate: float
    """Share of kept two-family links that chance makes, as the null measured it."""
    proof: npt.NDArray[np.bool_]
    """[n_links]: whether a near-proof stands behind the link, so that it needs no second family."""
    rule: str
    """Which rule was used: `two families or proof`, or `repeated or proof` where one family is all there is."""
    evidence: Evidence | None = None
    """What each identifier was allowed to say; None for links that are not made of shared identifiers."""


COLUMNS = ("net", "device", "payment", "template", "artifact", "contact", "time", "context")
"""Columns of `Links.bits`."""


def column_of(kind: str) -> int:
    """Return the place in `COLUMNS` of the family that a kind speaks for."""
    return COLUMNS.index(KINDS[kind].family)


def incidence(snapshot: Snapshot) -> Incidence:
    """Return the uses of a snapshot as compressed rows in both directions; its ids stay.

    The share of an artifact is 1: to hold it at all is the evidence, however little traffic it saw.
    """
    n_accounts = snapshot.accounts.height
    names = tuple(KINDS)
    number = {name: i for i, name in enumerate(names)}
    kind_of = np.array([number[kind] for kind in snapshot.identifiers["kind"].to_list()], dtype=np.int8)
    account = snapshot.uses["account"].to_numpy().astype(np.int32)
    identifier = snapshot.uses["identifier"].to_numpy().astype(np.int32)
    share = snapshot.uses["share"].to_numpy().astype(np.float32)
    if len(share):
        share[kind_of[identifier] == number["artifact"]] = 1.0
    return from_uses(n_accounts, names, kind_of, account, identifier, share)


def from_uses(
    n_accounts: int,
    kind_names: tuple[str, ...],
    kind_of: npt.NDArray[np.int8],
    account: npt.NDArray[np.int32],
    identifier: npt.NDArray[np.int32],
    share: npt.NDArray[np.float32],
) -> Incidence:
    """Return the incidence of uses that are sorted by (account, identifier) and distinct; arrays are [n_uses]."""
    account_ptr = pointers(account, n_accounts)
    identifier_ptr, identifier_account, identifier_share = transpose(account_ptr, identifier, share, len(kind_of))
    return Incidence(
        n_accounts=n_accounts,
        n_identifiers=len(kind_of),
        kind_names=kind_names,
        kind_of=kind_of,
        account_ptr=account_ptr,
        account_identifier=identifier,
        account_share=share,
        identifier_ptr=identifier_ptr,
        identifier_account=identifier_account,
        identifier_share=identifier_share,
    )
