"""What every judgement of groups stands on: the columns of evidence, and from where on each of them speaks.

Kernels read these values as they read their own, and numba keeps copies of them in its caches. So they name the digest
of this file, which a test compares: whoever changes a value here changes a line there, and all compile anew.
"""

from linkage.links.incidence import COLUMNS

# compiled with incidence.py, SHA-256 7be6b5fbc554

N_COLUMNS = len(COLUMNS)
CONTEXT = COLUMNS.index("context")
NET = COLUMNS.index("net")
TIME = COLUMNS.index("time")
TYING = tuple(COLUMNS.index(name) for name in ("device", "payment", "template", "artifact", "contact"))
"""Columns of which one alone can make a member: strangers do not share these by moving about."""
FAMILY_NATS = 0.7
"""From so much a family speaks for a member: a bit, which is .693 nats.

The same idea in bits is `family_min_bits` of the settings, 1.0, from which a family counts in a link; there it can be
set, and here not.
"""
CONTEXT_MAX_NATS = 3.0
"""Most that all context together says for or against a member."""
PSEUDO_ACCOUNTS = 0.5
"""Accounts outside that are taken to use everything, so that a share outside is never nothing."""
EM_ROUNDS = 6
"""Rounds in which a mixture's part is learned; it moves by less than .01 after four."""
HELD_SHARE = 0.3
"""Share of a group that something besides prompts must hold for it to be one party's, and not a crowd of strangers."""
LARGE_GROUP = 100
"""Members from which all that fit as well count for the prior: for fewer the twenty that count anyway are enough."""
SHARED_HABIT = 0.5
"""How surely an identifier is a habit from where on it ties an account to all members that use it."""
