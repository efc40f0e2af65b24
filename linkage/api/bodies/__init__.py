"""What the API sends and takes, as models: the values of `graph.interface`, with dates for epoch seconds.

The models are only shapes: they are read from the values by attribute, forbid unknown names in requests, and give the
OpenAPI description its examples.
"""

from linkage.api.bodies.accounts import (
    Account,
    Explanation,
    Hit,
    Hits,
    IdentifierUse,
    Neighbour,
    Risk,
    RiskQuery,
    Risks,
    Run,
    SharedIdentifier,
    Users,
)
from linkage.api.bodies.assess import (
    Assessment,
    Attachment,
    CampaignAttachment,
    NewAccount,
    SeenIdentifier,
    SharedEvidence,
    UsedIdentifier,
)
from linkage.api.bodies.base import Band, Body, Id, Kind, Moment, Reason, Verdict
from linkage.api.bodies.campaigns import (
    Campaign,
    Campaigns,
    CampaignSummary,
    Day,
    Edge,
    Member,
    Members,
    Node,
    Relation,
    ReliedOn,
    Subgraph,
    Timeline,
)
from linkage.api.bodies.decisions import Decision, Decisions, NewDecision

__all__ = [
    "Account",
    "Assessment",
    "Attachment",
    "Band",
    "Body",
    "Campaign",
    "CampaignAttachment",
    "CampaignSummary",
    "Campaigns",
    "Day",
    "Decision",
    "Decisions",
    "Edge",
    "Explanation",
    "Hit",
    "Hits",
    "Id",
    "IdentifierUse",
    "Kind",
    "Member",
    "Members",
    "Moment",
    "Neighbour",
    "NewAccount",
    "NewDecision",
    "Node",
    "Reason",
    "Relation",
    "ReliedOn",
    "Risk",
    "RiskQuery",
    "Risks",
    "Run",
    "SeenIdentifier",
    "SharedEvidence",
    "SharedIdentifier",
    "Subgraph",
    "Timeline",
    "UsedIdentifier",
    "Users",
    "Verdict",
]
