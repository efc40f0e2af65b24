"""The links kernel: evidence of all pairs, thresholded while it is gathered.

For each account a, the members b > a of each of its identifiers gain a sign of that identifier's family, one byte
per account, so that the signs of a million accounts stay in the processor's cache. Nearly all pairs show one family
and go no further; the few others are weighed by merging their uses, and only those that clear the rule leave the
kernel. So memory is that of the output and five bytes per account and thread. Time is the number of (pair, identifier)
coincidences under the degree cap. Bits are summed in the order of identifiers, so threads change none. The names of
accounts may change a last digit, since identifiers of sensitive kinds are in the order of the accounts that use them.
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
Octets = npt.NDArray[np.uint8]

IP: Final = 0
NETWORK: Final = 1
DEVICE: Final = 2
PAYMENT: Final = 3
TEMPLATE: Final = 4
ARTIFACT: Final = 5
CONTACT: Final = 6
N_SLOTS: Final = 7
CONTEXT: Final = 7
"""The slot of kinds that are weighed only for pairs that hold without them."""

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

ALL_FAMILIES: Final = np.uint8(0b0011_1111)
PROVEN: Final = np.uint8(0b0100_0000)
TWICE: Final = np.uint8(0b1000_0000)
"""Signs of a pair while it is gathered: a bit per family, one for a likely proof, one for a second identifier."""
NEARLY: Final = 0.999

N_COLUMNS: Final = 8
MIN_SHARED: Final = 2
"""Identifiers, context aside, that a pair without proof must share."""
PROOF: Final = 1
FAMILIES: Final = 2
"""Bits of the reason why a pair was kept."""


@numba.njit(nogil=True, cache=True)
def work_per_account(account_ptr: Longs, identifier: Ints, after: Longs, identifier_ptr: Longs, walked: Bools) -> Longs:
    """Return how many coincidences the kernel walks for each account: int64[n_accounts]."""
    work = np.zeros(len(account_ptr) - 1, dtype=np.int64)
    for a in range(len(work)):
        for k in range(account_ptr[a], account_ptr[a + 1]):
            i = identifier[k]
            if walked[i]:
                work[a] += identifier_ptr[i + 1] - after[k]
    return work


@numba.njit(nogil=True, cache=True)
def _weigh(
    a: int,
    b: int,
    ptr: Longs,
    identifier: Ints,
    root: Floats,
    rarity: Floats,
    slot: Bytes,
    proof: Bools,
    proof_min: float,
    sums: Floats,
) -> tuple[int, bool]:
    """Fill `sums` (float32[N_SLOTS + 1], context last) for one pair by merging its sorted uses.

    Return how many identifiers it shares, context aside, and whether one is proof. An address comes with its prefix:
    of these two kinds that one counts of which more are shared.
    """
    sums[:] = 0.0
    n_shared = n_addresses = n_prefixes = 0
    proven = False
    i = ptr[a]
    j = ptr[b]
    while i < ptr[a + 1] and j < ptr[b + 1]:
        if identifier[i] < identifier[j]:
            i += 1
        elif identifier[i] > identifier[j]:
            j += 1
        else:
            which = identifier[i]
            if rarity[which] > 0:
                bits = rarity[which] * (root[i] * root[j])
                s = slot[which]
                n_addresses += s == IP
                n_prefixes += s == NETWORK
                n_shared += NETWORK < s < CONTEXT
                proven |= proof[which] and bits >= proof_min
                if s == ARTIFACT:
                    sums[s] = max(sums[s], bits)
                else:
                    sums[s] += bits
            i += 1
            j += 1
    return n_shared + max(n_addresses, n_prefixes), proven


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
    walked: Bools,
    slot: Bytes,
    proof: Bools,
    family_min: float,
    threshold: float,
    proof_min: float,
    context_max: float,
    min_families: int,
    seen: Octets,
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
        walked: bool[n_identifiers], whose members are walked to find pairs; none may be a hub.
        slot: int8[n_identifiers].
        proof: bool[n_identifiers].
        family_min: bits that make a family count.
        threshold: least total of a pair without proof.
        proof_min: bits from which a `proof` identifier is one.
        context_max: most bits of context.
        min_families: families that must count, 1 or 2.
        seen: uint8[n_accounts] scratch, zero on entry and on return.
        touched: int32[n_accounts + 1] scratch.
    """
    room = 1024
    out_a = np.empty(room, dtype=np.int32)
    out_b = np.empty(room, dtype=np.int32)
    out_bits = np.empty((room, N_COLUMNS), dtype=np.float32)
    out_why = np.empty(room, dtype=np.int8)
    n_out = 0
    sums = np.zeros(N_SLOTS + 1, dtype=np.float32)
    for a in range(first, last):
        n_touched = 0
        for k in range(account_ptr[a], account_ptr[a + 1]):
            i = identifier[k]
            s = slot[i]
            if not walked[i]:
                continue
            family = np.uint8(1 << max(s - NETWORK, 0))
            if proof[i]:
                enough = proof_min / (rarity[i] * root[k])
                for m in range(after[k], identifier_ptr[i + 1]):
                    b = member[m]
                    touched[n_touched] = b
                    before = seen[b]
                    n_touched += before == 0
                    # A hair generous: the exact test is made when the pair is weighed.
                    sign = PROVEN if member_root[m] >= enough * NEARLY else np.uint8(0)
                    seen[b] = before | family | sign | (TWICE if before != 0 else np.uint8(0))
            else:
                for m in range(after[k], identifier_ptr[i + 1]):
                    b = member[m]
                    touched[n_touched] = b
                    before = seen[b]
                    n_touched += before == 0
                    seen[b] = before | family | (TWICE if before != 0 else np.uint8(0))
        start = n_out
        for t in range(n_touched):
            b = touched[t]
            signs = seen[b]
            seen[b] = 0
            families_seen = signs & ALL_FAMILIES
            several = families_seen & (families_seen - 1) if min_families > 1 else signs & TWICE
            if several == 0 and signs & PROVEN == 0:
                continue
            n_shared, proven = _weigh(a, b, account_ptr, identifier, root, rarity, slot, proof, proof_min, sums)
            net = max(sums[IP], sums[NETWORK])
            families = int(net >= family_min)
            total = net
            for s in range(DEVICE, CONTACT + 1):
                families += int(sums[s] >= family_min)
                total += sums[s]
            support = min(np.float32(context_max), sums[CONTEXT])
            by_rule = families >= min_families and n_shared >= MIN_SHARED and total + support >= threshold
            if not (proven or by_rule):
                continue
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
                out_bits[n_out, s - 1] = sums[s]
            out_bits[n_out, 6] = 0.0
            out_bits[n_out, 7] = support
            out_why[n_out] = (PROOF if proven else 0) | (FAMILIES if by_rule else 0)
            n_out += 1
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
