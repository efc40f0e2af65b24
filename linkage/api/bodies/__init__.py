"""What the API sends and takes, as models: the values of `graph.interface`, with dates for epoch seconds.

The models are only shapes: they are read from the values by attribute, forbid unknown names in requests alone, and
give the OpenAPI description its examples.
"""

from linkage.api.bodies.accounts import Account, Explanation, Hit, Hits, Ready, Risk, RiskQuery, Risks, Run, User, Users
from linkage.api.bodies.assess import Assessment, NewAccount
from linkage.api.bodies.base import Band, Counterfactual, Kind, Verdict
from linkage.api.bodies.campaigns import Campaign, Campaigns, Day, Members, Subgraph, Timeline
from linkage.api.bodies.decisions import Decided, Decision, Decisions, NewDecision

__all__ = [
    "Account",
    "Assessment",
    "Band",
    "Campaign",
    "Campaigns",
    "Counterfactual",
    "Day",
    "Decided",
    "Decision",
    "Decisions",
    "Explanation",
    "Hit",
    "Hits",
    "Kind",
    "Members",
    "NewAccount",
    "NewDecision",
    "Ready",
    "Risk",
    "RiskQuery",
    "Risks",
    "Run",
    "Subgraph",
    "Timeline",
    "User",
    "Users",
    "Verdict",
]
