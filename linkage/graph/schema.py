"""What the graph in Neo4j is made of: labels, relationship types and their properties.

The statements in `cypher/` and this page are held to each other by a test, both ways. Labels and types of
identifiers come from the registry of kinds.

Accounts, organisations, identifiers and uses are facts: they are shared by all runs and written in place. What linkage
wrote can be told from what others did: accounts, organisations and links carry `run`, uses `share`, identifiers
`accounts`, memberships `strength`. What is no run's any more, and only kept because others drew relationships to it,
has '' in `run`, or no `accounts` but 0. What a run concluded carries its tag in `run`: links, campaigns, and the risk
of an account, of which `previous` keeps what the served run says while the next one is being written. Campaigns of a
run that is not served have other labels than `Campaign`, so that whoever asks for campaigns sees those of one run.
"""

from dataclasses import dataclass
from typing import Final

from linkage.findings import FAMILY_BITS
from linkage.identifiers.kinds import KINDS, PUBLISHED_KINDS

_SUMMARY: Final = (
    "id",
    "name",
    "verdict",
    "resembles",
    "band",
    "score",
    "link_score",
    "conduct_score",
    "q_value",
    "state",
    "accounts",
    "pools",
    "requests",
    "first_seen",
    "last_seen",
)
_CAMPAIGN: Final = (
    *_SUMMARY,
    "run",
    "why",
    "link_reasons",
    "conduct_reasons",
    "relations",
    "joins",
    "timeline_days",
    "timeline_requests",
    "timeline_accounts",
)
_IDENTIFIER: Final = ("kind", "key", "accounts", "first_seen", "last_seen")
_TEMPLATE: Final = (*_IDENTIFIER, "skeleton", "folded")

IDENTIFIER_LABELS: Final[dict[str, str]] = {name: KINDS[name].label for name in PUBLISHED_KINDS}
"""The label of each published kind."""

USE_TYPES: Final[tuple[str, ...]] = tuple(dict.fromkeys(KINDS[name].relationship for name in PUBLISHED_KINDS))
"""The types of relationships from an account to an identifier."""

ELEMENTS_APART: Final = "\x1f"
"""What parts the elements of a list where it is one text; no text of ours holds it."""

LINEAGE: Final = ("SUCCEEDED_BY", "SPLIT_INTO", "MERGED_INTO")
"""The types of relationships from a campaign to what became of it."""

NODES: Final[dict[str, tuple[str, ...]]] = {
    "Account": (
        "id",
        "created_at",
        "plan",
        "programme",
        "country",
        "status",
        "status_at",
        "requests",
        "first_seen",
        "last_seen",
        "risk_score",
        "risk_band",
        "campaign_id",
        "reasons",
        "run",
        "previous",
    ),
    "Identifier": _TEMPLATE,
    **{label: _TEMPLATE if name == "template" else _IDENTIFIER for name, label in IDENTIFIER_LABELS.items()},
    "Organisation": ("id", "run"),
    "Campaign": _CAMPAIGN,
    "StagedCampaign": _CAMPAIGN,
    "RetiredCampaign": _CAMPAIGN,
    "Decision": ("subject", "subject_id", "verdict", "note", "author", "at", "number", "workspace"),
    "DecisionLog": ("id", "decisions"),
    "Run": ("id", "run", "as_of", "model_version", "ledger_digest", "total_accounts", "digest", "complete"),
    "Publication": ("id", "served", "target", "fingerprint", "fresh", "workspace", "folder"),
    "PublishLock": ("id", "publisher"),
    "PublishLane": ("lane", "publisher", "step", "rows"),
}
"""The properties of each label. Nodes of a kind also carry the label Identifier."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One type of relationship."""

    source: tuple[str, ...]
    """Labels that it comes from."""
    target: tuple[str, ...]
    """Labels that it leads to."""
    properties: tuple[str, ...]


_CAMPAIGNS: Final = ("Campaign", "StagedCampaign", "RetiredCampaign")

RELATIONSHIPS: Final[dict[str, Relationship]] = {
    **{
        name: Relationship(
            ("Account",),
            tuple(KINDS[kind].label for kind in PUBLISHED_KINDS if KINDS[kind].relationship == name),
            ("count", "share", "first_seen", "last_seen"),
        )
        for name in USE_TYPES
    },
    "BELONGS_TO": Relationship(("Account",), ("Organisation",), ("run",)),
    "LINKED_TO": Relationship(("Account",), ("Account",), ("run", "weight_bits", "kinds", *FAMILY_BITS)),
    "MEMBER_OF": Relationship(("Account",), _CAMPAIGNS, ("pool", "strength", "since")),
    "RELIES_ON": Relationship(
        _CAMPAIGNS, ("Identifier",), ("accounts", "accounts_outside", "lift", "campaigns_outside", "also_by")
    ),
    **dict.fromkeys(LINEAGE, Relationship(_CAMPAIGNS, _CAMPAIGNS, ("text",))),
}
