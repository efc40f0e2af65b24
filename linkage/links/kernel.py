"""The links kernel: evidence of all pairs, thresholded inside the accumulator.

For each account a, the members b > a of each of its identifiers gain that identifier's bits in a dense
row of accumulators; only pairs that clear the rule leave the kernel, so memory is that of the output plus
one row of accumulators per account and thread. Time is the number of (pair, identifier) coincidences under
the degree cap. Sums run in the order of identifiers, so neither threads nor labels of accounts change a bit.
"""

from typing import Any, Final

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.int8]

IP: Final = 0
NETWORK: Final = 1
DEVICE: Final = 2
PAYMENT: Final = 3
TEMPLATE: Final = 4
ARTIFACT: Final = 5
CONTACT: Final = 6
N_SLOTS: Final = 8
"""Accumulators per account; one is idle so that a row is 32 bytes, half a cache line."""
CONTEXT: Final = -1
"""The slot of kinds that are added only to pairs that hold without them."""

SLOTS: Final[dict[str, int]] = {
    "ip": IP,
    "network": NETWORK,
    "device": DEVICE,
    "payment": PAYMENT,
    "template": TEMPLATE,
    "artifact": ARTIFACT,
    "email": CONTACT,
    "phone": CONTACT,
    "email_domain": CONTEXT,
    "client": CONTEXT,
}
"""Where the bits of each kind are gathered."""

N_COLUMNS: Final = 8
PROOF: Final = 1
FAMILIES: Final = 2
"""Bits of the reason why a pair was kept."""


@numba.njit(nogil=True, cache=True)
def work_per_account(
    account_ptr: Longs, identifier: Ints, after: Longs, identifier_ptr: Longs, rarity: Floats
) -> Longs:
    """Return how many coincidences the kernel walks for each account: int64[n_accounts]."""
    work = np.zeros(len(account_ptr) - 1, dtype=np.int64)
    for a in range(len(work)):
        for k in range(account_ptr[a], account_ptr[a + 1]):
            i = identifier[k]
            if rarity[i] > 0:
                work[a] += identifier_ptr[i + 1] - after[k]
    return work


@numba.njit(nogil=True, cache=True)
def _context(a: int, b: int, ptr: Longs, identifier: Ints, root: Floats, rarity: Floats, slot: Bytes) -> np.float32:
    """Return the bits of the context identifiers that a and b share, by merging their sorted uses."""
    bits = np.float32(0.0)
    i = ptr[a]
    j = ptr[b]
    while i < ptr[a + 1] and j < ptr[b + 1]:
        if identifier[i] < identifier[j]:
            i += 1
        elif identifier[i] > identifier[j]:
            j += 1
        else:
            if slot[identifier[i]] == CONTEXT:
                bits += rarity[identifier[i]] * (root[i] * root[j])
            i += 1
            j += 1
    return bits


@numba.njit(nogil=True, cache=True)
def pairs(
    first: int,
    last: int,
    account_ptr: Longs,
    identifier: Ints,
    root: Floats,
    after: Longs,
    identifier_ptr: Longs,
    member: Ints,
    member_root: Floats,
    rarity: Floats,
    slot: Bytes,
    proof: Bools,
    family_min: float,
    threshold: float,
    proof_min: float,
    context_max: float,
    min_families: int,
    min_shared: int,
    sums: Floats,
    seen: Ints,
    touched: Ints,
) -> tuple[Ints, Ints, Floats, Bytes]:
    """Return the pairs (a, b, bits, why) with first <= a < last that clear the rule, in order of (a, b).

    Args:
        first: account to start at.
        last: account to stop before.
        account_ptr: int64[n_accounts + 1], with `identifier` and `root` (square roots of shares) [n_uses].
        identifier: int32[n_uses].
        root: float32[n_uses].
        after: int64[n_uses], place in `member` just after this use.
        identifier_ptr: int64[n_identifiers + 1], with `member` and `member_root` [n_uses].
        member: int32[n_uses].
        member_root: float32[n_uses].
        rarity: float32[n_identifiers], bits when shared in full; 0 leaves the identifier out.
        slot: int8[n_identifiers].
        proof: bool[n_identifiers].
        family_min: bits that make a family count.
        threshold: least total of a pair without proof.
        proof_min: bits from which a `proof` identifier is one.
        context_max: most bits of context.
        min_families: families that must count.
        min_shared: identifiers that must be shared, context aside.
        sums: float32[n_accounts, N_SLOTS] scratch, zero on entry and on return.
        seen: int32[n_accounts] scratch, zero on entry and on return; twice the identifiers shared, plus proof.
        touched: int32[n_accounts] scratch.
    """
    room = 1024
    out_a = np.empty(room, dtype=np.int32)
    out_b = np.empty(room, dtype=np.int32)
    out_bits = np.empty((room, N_COLUMNS), dtype=np.float32)
    out_why = np.empty(room, dtype=np.int8)
    n_out = 0
    for a in range(first, last):
        n_touched = 0
        for k in range(account_ptr[a], account_ptr[a + 1]):
            i = identifier[k]
            s = slot[i]
            if s == CONTEXT or rarity[i] <= 0:
                continue
            weight = rarity[i]
            mine = root[k]
            can_prove = proof[i]
            for m in range(after[k], identifier_ptr[i + 1]):
                b = member[m]
                bits = weight * (mine * member_root[m])
                if seen[b] == 0:
                    touched[n_touched] = b
                    n_touched += 1
                seen[b] += 2
                if s == ARTIFACT:
                    sums[b, s] = max(sums[b, s], bits)
                else:
                    sums[b, s] += bits
                if can_prove and bits >= proof_min:
                    seen[b] |= 1
        start = n_out
        for t in range(n_touched):
            b = touched[t]
            net = max(sums[b, IP], sums[b, NETWORK])
            families = int(net >= family_min)
            total = net
            for s in range(DEVICE, CONTACT + 1):
                families += int(sums[b, s] >= family_min)
                total += sums[b, s]
            proven = (seen[b] & 1) == 1
            enough = families >= min_families and (seen[b] >> 1) >= min_shared
            if proven or (enough and total >= threshold - context_max):
                support = min(np.float32(context_max), _context(a, b, account_ptr, identifier, root, rarity, slot))
                enough = enough and total + support >= threshold
                if proven or enough:
                    if n_out == room:
                        room *= 2
                        out_a = _grown(out_a, room)
                        out_b = _grown(out_b, room)
                        out_why = _grown(out_why, room)
                        wider = np.empty((room, N_COLUMNS), dtype=np.float32)
                        wider[:n_out] = out_bits
                        out_bits = wider
                    out_a[n_out] = a
                    out_b[n_out] = b
                    out_bits[n_out, 0] = net
                    for s in range(DEVICE, CONTACT + 1):
                        out_bits[n_out, s - 1] = sums[b, s]
                    out_bits[n_out, 6] = 0.0
                    out_bits[n_out, 7] = support
                    out_why[n_out] = (PROOF if proven else 0) | (FAMILIES if enough else 0)
                    n_out += 1
            seen[b] = 0
            sums[b, :] = 0.0
        if n_out - start > 1:
            order = np.argsort(out_b[start:n_out])
            out_b[start:n_out] = out_b[start:n_out][order]
            out_bits[start:n_out] = out_bits[start:n_out][order]
            out_why[start:n_out] = out_why[start:n_out][order]
    return out_a[:n_out].copy(), out_b[:n_out].copy(), out_bits[:n_out].copy(), out_why[:n_out].copy()


@numba.njit(nogil=True, cache=True)
def _grown(array: npt.NDArray[Any], room: int) -> npt.NDArray[Any]:
    """Return a copy of the array with room for more."""
    wider = np.empty(room, dtype=array.dtype)
    wider[: len(array)] = array
    return wider
