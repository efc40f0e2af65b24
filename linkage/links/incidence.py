"""Who uses what, as arrays in both directions: what every kernel walks."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


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


COLUMNS = ("net", "device", "payment", "template", "artifact", "contact", "time", "context")
"""Columns of `Links.bits`."""
