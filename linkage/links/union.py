"""Links of two origins as one: a pair in both has the bits of both, family by family the larger."""

import numpy as np

from linkage.links.incidence import Links
from linkage.links.rows import pair_ends, pair_numbers, places_in_both


def united(left: Links, right: Links) -> Links:
    """Return the links of either; thresholds and rule are those of `left`."""
    n = left.n_accounts
    pairs = [pair_numbers(links.a, links.b, n) for links in (left, right)]
    places = places_in_both(*pairs)
    keys = np.empty(places[0].size, dtype=np.int64)
    bits = np.zeros((keys.size, left.bits.shape[1]), dtype=np.float32)
    proof = np.zeros(keys.size, dtype=np.bool_)
    for numbers, at, links in zip(pairs, places, (left, right), strict=True):
        here = at >= 0
        keys[here] = numbers
        bits[here] = np.maximum(bits[here], links.bits)
        proof[here] |= links.proof
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
