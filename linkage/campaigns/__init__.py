"""Groups → scored, explained campaigns that keep their name over time.

A group of linked accounts may be a farm, a company, a classroom or a household. Two numbers decide, and
neither makes up for the other: LINK (do these accounts share what strangers do not share?) and CONDUCT (do
they behave like one party that hides being one?). The contrast that lasts is concealment: an organisation
shares openly what a farm keeps apart, while a farm shares what is hard to keep apart. Where neither is seen
we say that the evidence is not enough. It stops being true for a farm that lives like a company in everything
recorded, and for a company whose staff hide from it.
"""

from linkage.campaigns.evidence import Array
from linkage.campaigns.signals import PRIOR_NATS
from linkage.campaigns.stage import null_statistic, run
from linkage.campaigns.visitors import without_visitors

__all__ = ["PRIOR_NATS", "Array", "null_statistic", "run", "without_visitors"]
