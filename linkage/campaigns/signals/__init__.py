"""What speaks for, and against, a group: every signal a small pure function, all of them in one table.

`ties` holds what is hard to keep apart, `openness` what an honest organisation shares openly, `conduct` what
accounts do. A signal's value has a unit and a range; its weight has a forced sign and a cap, so that no single
signal decides, and signals that tell of one fact have a ceiling in common, so that no fact decides by being told
three times. It stops being true for an organisation unlike all that the weights were fitted on; so the capped weights
are small and round, and what is missing counts as not enough evidence.
"""

from linkage.campaigns.signals.table import CAPPED, CEILINGS, PRIOR_NATS, SIGNALS, Side, Signal, under_ceilings

__all__ = ["CAPPED", "CEILINGS", "PRIOR_NATS", "SIGNALS", "Side", "Signal", "under_ceilings"]
