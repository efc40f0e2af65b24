"""How right detection is, on worlds whose truth is known, and what a user without it would get.

Member precision, recall and the false-positive rate are taken over accounts that are *flagged*: members of campaigns
that we stand by (band medium and above). Linkage is scored apart from the verdict, over all groups. Every figure is
one pure function of two tables, what was found and what is true, so that any system's output can be scored alike.
Rates come with exact binomial bounds (Clopper-Pearson), means over worlds with a bootstrap interval. The bounds take
accounts to be independent, which colleagues of one company are not: read them beside the number of organisations.
And a simulated world speaks of its simulator: orderings carry over, values may not.
"""

from linkage.evaluation.counts import Count
from linkage.evaluation.truth import read_truth

__all__ = ["Count", "read_truth"]
