"""How much evidence there is that two accounts belong to one party.

Every identifier that two accounts share is worth log2(N / d) · sqrt(share_a · share_b) bits: the rarer it is,
and the more of both accounts' traffic went through it, the more. Bits add within a kind; kinds fall into
families that count once. A link needs two independent families and enough bits in all, where a permutation
null says what is enough, or one near-proof: a kind whose meaning is one party, unless its users have nothing else in
common and thereby take that meaning away (`proofs`). It stops being true where one family is all that the ledger has
(then repeated coincidence must do, and `Links.rule` says so), and for one popular identifier that many honest
accounts share for a reason: no shuffle can tell a company's card from a farm's.
"""

from linkage.links.incidence import COLUMNS, Incidence, Links, incidence
from linkage.links.stage import by_chance, run
from linkage.links.union import united
from linkage.links.weights import identifier_bits

__all__ = [
    "COLUMNS",
    "Incidence",
    "Links",
    "by_chance",
    "identifier_bits",
    "incidence",
    "run",
    "united",
]
