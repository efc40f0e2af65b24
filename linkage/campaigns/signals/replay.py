"""What replayed reasoning tells of a group: artifacts that one account was given, and others present."""

import numpy as np
import polars as pl

from linkage.campaigns.evidence import Array, GroupEvidence, once
from linkage.campaigns.signals.openness import nameless, possible_base
from linkage.campaigns.signals.ties import replayed_artifacts, unpublished


def hidden_replay(group: GroupEvidence) -> Array:
    """Return the share of members that replayed one another's reasoning, where no name ties them, in [0, 1].

    A gateway that stands openly in one place, and serves whom it can, replays too: that is half explained.
    """
    return replayed_artifacts(group) * nameless(group) * (1.0 - 0.5 * possible_base(group))


def replayed_work(group: GroupEvidence) -> Array:
    """Return the share of members' requests that present artifacts which only this group shares, in [0, 1].

    A session goes on under another account now and then; where replaying is the work, a fifth of the requests and more
    are like that. At one place it is half explained, as `hidden_replay` is, and altogether where all that ties the
    group may have been published (`unpublished`). Nothing is said of members of whom no requests are known: theirs
    would be a share of artifacts alone.
    """
    return replayed_requests(group) * unpublished(group) * (1.0 - 0.5 * possible_base(group))


@once
def replayed_requests(group: GroupEvidence) -> Array:
    """Return `replayed_work` as it is, whatever explains it: the mean over members of the share of their requests."""
    private = group.used.filter((pl.col("kind") == "artifact") & pl.col("private"))
    known = group.members.filter(pl.col("n_requests") > 0).select("account")
    uses = (
        group.uses_inside(private)
        .join(known.lazy(), on="account", how="semi")
        .sort("account", "identifier")  # in another order the sum would be another in its last bits
        .collect()
    )
    replayed = np.bincount(uses["group"].to_numpy(), weights=uses["share"].to_numpy(), minlength=group.n_groups)
    return np.minimum(replayed / group.size, 1.0)
