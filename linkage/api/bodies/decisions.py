"""What people decide."""

from pydantic import ConfigDict, Field

from linkage.api.bodies.base import Body, Id, Moment, Name, RequestBody
from linkage.graph.deciding import MAX_AUTHOR, MAX_NOTE
from linkage.graph.interface import Judgement, Subject


class Decision(Body):
    """What a person said."""

    subject: Subject
    id: str
    verdict: Judgement
    note: str
    author: str
    at: Moment


class Decided(Decision):
    """A decision as it was written down."""

    remark: str | None = Field(
        None,
        description="That it matches nothing now, and whether it was taken as a hash; left out where it may match.",
    )


class NewDecision(RequestBody):
    """What a person says."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "subject": "campaign",
                    "id": "c-7f3a",
                    "verdict": "confirmed",
                    "note": "Same card, same prompts; accounts closed.",
                    "author": "ana",
                }
            ]
        }
    )
    subject: Subject
    id: Id = Field(
        description="Campaign id, account id, organisation id, or `kind:key` with the key or the raw value; "
        "`ip:198.51.100.0/24` is a range, of a /8 at most (IPv6: /19)."
    )
    verdict: Judgement = Field(
        description="`allowed` is for accounts, identifiers and organisations; a campaign is `rejected`. What was "
        "allowed is so until it is `rejected` or `confirmed`; a `note` changes nothing."
    )
    note: str = Field("", max_length=MAX_NOTE)
    author: Name = Field(
        max_length=MAX_AUTHOR,
        description="Who says so, on one line, without control characters and those that turn the direction of text; "
        "blanks around it are left out.",
    )


class Decisions(Body):
    """Decisions, oldest first."""

    items: list[Decision]
