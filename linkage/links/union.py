"""Links of two origins as one: a pair in both has the bits of both, family by family the larger."""

import numpy as np

from linkage.links.incidence import Links
from linkage.links.rows import pair_ends, pair_numbers


def united(left: Links, right: Links) -> Links:
    """Return the links of either; thresholds and rule are those of `left`."""
    n = left.n_accounts
    a = np.concatenate([left.a, right.a])
    b = np.concatenate([left.b, right.b])
    keys, inverse = np.unique(pair_numbers(a, b, n), return_inverse=True)
    bits = np.zeros((keys.size, left.bits.shape[1]), dtype=np.float32)
    np.maximum.at(bits, inverse, np.concatenate([left.bits, right.bits]))
    proof = np.zeros(keys.size, dtype=np.bool_)
    np.logical_or.at(proof, inverse, np.concatenate([left.proof, right.proof]))
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
