"""Parameters of saved queries: what each takes, out of the query's header, and its value out of a text.

The header gives an example of each, `bounds` of numbers, and `forms` of texts. What is outside of them is told before
the server is asked: it would answer with an error of its own, or with no rows, as if there were nothing to find.
"""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from linkage.errors import UsageError
from linkage.graph.statements import Statement
from linkage.identifiers.kinds import PUBLISHED_KINDS

Value = str | int | float
Bounds = tuple[float | None, float | None]

_TO_THE_YEAR_9999: Final = (0, 253_402_300_799)
_FORMS: Final = {
    "account": "the id of an account",
    "other account": "the id of another account",
    "campaign": "the id of a campaign",
    "organisation": "the id of an organisation",
    "kind": f"one of {', '.join(PUBLISHED_KINDS)}",
    "range": "a key; of kind ip an address, a range of them such as 192.0.2.0/24, or what stands for one",
    "words": "words to search for, with AND, OR and NOT between them where they are meant so",
}
"""By the form of a text, what it is to be."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a saved query."""

    name: str
    example: Value
    form: str | None = None
    bounds: Bounds = (None, None)

    @property
    def type(self) -> str:
        """What is to be given: `text`, `number`, `whole number`, or `moment` (epoch seconds or ISO 8601)."""
        if self.name == "since" or self.name.endswith("_at"):
            return "moment"
        return {str: "text", float: "number"}.get(type(self.example), "whole number")

    @property
    def takes(self) -> str:
        """What is to be given, with its form or bounds."""
        if self.form is not None:
            return _FORMS[self.form]
        if self.type == "moment":
            return "a moment, such as 2026-02-01T09:00 or epoch seconds"
        least, most = self.bounds
        from_ = "" if least is None else f" from {least:g}"
        return f"a {self.type}{from_}{'' if most is None else f' up to {most:g}'}"


def parameters(found: Statement) -> tuple[Parameter, ...]:
    """Return what a query's header says of its parameters.

    Raises:
        ValueError: the header does not give an example of each, in their order, or names others, or no known form.
    """
    example, forms, bounds = (json.loads(found.notes.get(note, "{}")) for note in ("example", "forms", "bounds"))
    if tuple(example) != found.params:
        raise ValueError(
            f"cypher/{found.name}.cypher: the example does not give {', '.join(found.params)} in this order."
        )
    if not {*forms, *bounds} <= {*found.params} or not {*forms.values()} <= {*_FORMS}:
        raise ValueError(f"cypher/{found.name}.cypher: forms or bounds name what is none.")
    return tuple(Parameter(one, example[one], forms.get(one), _bounds(one, bounds.get(one))) for one in found.params)


def _bounds(name: str, given: list[float | None] | None) -> Bounds:
    if given is not None:
        return given[0], given[1]
    return (1, None) if name == "limit" else (None, None)


def typed(parameter: Parameter, text: str) -> Value:
    """Return a parameter's value out of its text.

    Raises:
        UsageError: the text is not what the parameter takes.
    """
    try:
        if parameter.type == "text":
            return _of_form(parameter.form, text)
        return _within(parameter, _number(parameter, text))
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{parameter.name} is {text!r}; give {parameter.takes}.") from error


def check(parameters: tuple[Parameter, ...], given: Mapping[str, Value]) -> None:
    """Raise UsageError where values do not go together: two accounts that are one, a key that its kind has not."""
    for one in parameters:
        if one.form == "other account" and given[one.name] == given["a"]:
            raise UsageError("An account is always one party with itself; ask about two different accounts.")
        if one.form == "range" and given["kind"] == "ip" and re.search(r"[./:]", str(given[one.name])):
            try:
                ipaddress.ip_network(str(given[one.name]), strict=False)
            except ValueError:
                told = "an address or a range of them, such as 192.0.2.0/24"
                raise UsageError(f"{one.name} is {given[one.name]!r}; of kind ip give {told}.") from None


def _of_form(form: str | None, text: str) -> str:
    if (form == "kind" and text not in PUBLISHED_KINDS) or (form is not None and not text.strip()):
        raise ValueError(text)
    return text


def _number(parameter: Parameter, text: str) -> float:
    if parameter.type == "number":
        return float(text)
    if parameter.type == "moment" and not re.fullmatch(r"-?\d+", text):
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    return int(text)


def _within(parameter: Parameter, number: float) -> float:
    least, most = _TO_THE_YEAR_9999 if parameter.type == "moment" else parameter.bounds
    if number - number != 0 or not -(2**63) <= number < 2**63:
        raise ValueError(number)
    if (least is not None and number < least) or (most is not None and number > most):
        raise ValueError(number)
    return number
