"""What two accounts can share: each kind's values in one normal form, the sensitive ones pseudonymised.

Two accounts share an identifier when their values are equal, so each kind says what equal means: an IPv6 address is
its /64, a mail address its mailbox, a long artifact its hash. Every kind is a small module with `clean` (one value, in
plain Python: the definition) and `quick` (the same as expressions, for values that are in order already); the tests
hold both together. It stops being true where a kind's form is not known to us: a device id is compared as its system
wrote it, and a national phone number without its country equals only itself.
"""

from linkage.identifiers.kinds import KINDS
from linkage.identifiers.network import network_of
from linkage.identifiers.normalise import normalise
from linkage.identifiers.pseudonyms import Pseudonymiser

__all__ = ["KINDS", "Pseudonymiser", "network_of", "normalise"]
