"""Links of two origins as one: a pair in both has the bits of both, family by family the larger."""

import numpy as np

from linkage.links.incidence import Links
from linkage.links.rows import pair_ends, pair_numbers, union_of_sorted


def united(left: Links, right: Links) -> Links:
    """Return the links of either; thresholds and rule are those of `left`."""
    n = left.n_accounts
    of_left, of_right = pair_numbers(left.a, left.b, n), pair_numbers(right.a, right.b, n)
    keys = union_of_sorted(of_left, of_right)
    bits = np.zeros((keys.size, left.bits.shape[1]), dtype=np.float32)
    proof = np.zeros(keys.size, dtype=np.bool_)
    for pairs, links in ((of_left, left), (of_right, right)):
        at = np.searchsorted(keys, pairs)
        bits[at] = np.maximum(bits[at], links.bits)
        proof[at] |= links.proof
    a, b = pair_ends(keys, n)
    return Links(
        n_accounts=n,
        a=a,
        b=b,
        bits=bits,
        weight_bits=bits.sum(axis=1, dtype=np.float32),
        threshold_bits=left.threshold_bits,
        null_rate=left.null_rate,
        proof=proof,
        rule=left.rule,
    )
