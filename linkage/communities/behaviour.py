"""What accounts do, beside what they use: when they wake, and how they work."""

from dataclasses import dataclass

import polars as pl

from linkage.communities.profiles import Profiles, profiles_of
from linkage.communities.waking import Waking, waking_of
from linkage.links.onsets import Onsets


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What groups are held against besides identifiers; each is None where the ledger tells nothing of it."""

    waking: Waking | None
    profiles: Profiles | None


def behaviour_of(woken: Onsets, activity: pl.DataFrame) -> Behaviour:
    """Return what accounts do, from their onsets and the activity of a snapshot."""
    return Behaviour(waking_of(woken), profiles_of(activity, woken.n_accounts))
