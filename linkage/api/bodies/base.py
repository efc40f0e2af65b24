"""What all bodies share: their model, moments, ids."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from linkage.graph.deciding import MAX_ID, NOT_ONE_LINE, is_one_line
from linkage.identifiers.kinds import PUBLISHED_KINDS


def _moment(value: object) -> object:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID, pattern=r"^[^\x00]+$")]
Band = Literal["none", "low", "medium", "high"]
Verdict = Literal["campaign", "organisation", "insufficient"]
Kind = Literal["ip", "device", "payment", "template", "artifact", "email", "phone", "email_domain", "client"]
assert set(PUBLISHED_KINDS) == set(Kind.__args__)  # type: ignore[attr-defined]


def _on_one_line(name: str) -> str:
    if not is_one_line(name):
        raise ValueError(NOT_ONE_LINE)
    return name


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_on_one_line)]
"""A name that a person goes by, which must not be read as another's where it is shown."""


class Body(BaseModel):
    """Read from the values of the graph; a later version may send more names, so that clients must not forbid them."""

    model_config = ConfigDict(from_attributes=True, hide_input_in_errors=True)


class RequestBody(BaseModel):
    """What a client sends; unknown names are errors."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Lost(Body):
    """One piece of evidence that would have to go."""

    code: str
    text: str
    weight: float = Field(description="What it gives, in nats.")
    identifiers: list[str] = Field(description="Some that it is made of, as `kind:key`.")


class Counterfactual(Body):
    """The least evidence without which a score would be in a lower band, all else as it is."""

    below: Band
    without: list[Lost]
    score: float = Field(description="What the score would be, 0 to 100.")


class Reason(Body):
    """One reason of a score; the weights of one score add up to its log-odds, in nats."""

    code: str
    text: str
    weight: float
    evidence: dict[str, object]
