"""A new account and what it attaches to."""

from pydantic import ConfigDict, Field

from linkage.api.bodies.accounts import Risk
from linkage.api.bodies.base import Band, Body, Id, Kind, Moment, RequestBody, Verdict


class UsedIdentifier(RequestBody):
    """An identifier that a new account uses."""

    kind: Kind
    value: Id
    share: float | None = Field(
        None, gt=0, le=1, description="Part of the account's uses of that kind; left out, all of a kind are alike."
    )


class NewAccount(RequestBody):
    """A new account's identifiers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"identifiers": [{"kind": "ip", "value": "198.51.100.7"}, {"kind": "device", "value": "d-41c2"}]}
            ]
        }
    )
    identifiers: list[UsedIdentifier] = Field(min_length=1, max_length=100)


class SeenIdentifier(Body):
    """What is known of an identifier that was asked about."""

    kind: str
    key: str = Field(description="Its normal form; a pseudonym for sensitive kinds.")
    n_accounts: int
    is_hub: bool = Field(
        description="Whether so many use it that only the campaigns that rely on it are asked, and no account."
    )


class SharedEvidence(Body):
    """An identifier that the new account and a known one share."""

    kind: str
    key: str
    n_accounts: int
    share: float
    bits: float


class Attachment(Body):
    """A known account that shares something other than context with the new one."""

    account_id: str
    attaches: bool
    weight_bits: float
    families: dict[str, float]
    why: str
    evidence: list[SharedEvidence]
    risk: Risk


class CampaignAttachment(Body):
    """A campaign that the new account fits, or attaches to members of."""

    campaign_id: str
    name: str
    band: Band
    verdict: Verdict
    score: float
    attaches: bool = Field(
        description="Whether it belongs at least as likely as not (log-odds of 0 or more), and at least one family "
        "other than addresses and context speaks for it."
    )
    posterior_nats: float = Field(description="Log-odds that it belongs, all evidence together.")
    families: dict[str, float] = Field(description="Nats by family, and of context.")
    n_members: int = Field(description="Members that it attaches to one by one.")
    weight_bits: float
    why: str


class Assessment(Body):
    """Which known campaigns and accounts a new account attaches to; nothing is stored."""

    run: str
    as_of: Moment
    identifiers: list[SeenIdentifier]
    campaigns: list[CampaignAttachment]
    accounts: list[Attachment]
    cut: str | None
