"""Puts a whole column into the normal form of its kind: expressions for what is plain, Python for the odd rest."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Final

import polars as pl

from linkage.identifiers import (
    artifact,
    client,
    device,
    email,
    email_domain,
    ip,
    payment,
    phone,
    template,
)
from linkage.identifiers.outcome import NotAnIdentifier, Silent

MODULES: Final[dict[str, ModuleType]] = {
    "ip": ip,
    "device": device,
    "payment": payment,
    "template": template,
    "artifact": artifact,
    "email": email,
    "phone": phone,
    "email_domain": email_domain,
    "client": client,
}
"""The module of each kind that a record may carry; it has `clean` and `quick`."""

_SCHEMA: Final = {
    "value": pl.String(),
    "normal": pl.String(),
    "code": pl.String(),
    "message": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """A column in normal form."""

    values: pl.Series
    """String; null where the value was null, is at fault or says nothing."""
    faults: pl.DataFrame
    """`index` (row of the column), `code`, `message`: values that cannot be of their kind."""
    silent: pl.DataFrame
    """`index`, `code`: values that say nothing about who is behind an account."""


def settle(kind: str, values: pl.Series, max_bytes: int) -> Settled:
    """Return the column `values` in the normal form of `kind`.

    Each distinct odd value is looked at once, so that the cost of a column in normal form is that of its expressions.
    """
    nothing = pl.DataFrame(schema={"index": pl.UInt32(), "code": pl.String(), "message": pl.String()})
    if values.null_count() == len(values):
        return Settled(values, nothing, nothing.drop("message"))
    module = MODULES[kind]
    normal = values.to_frame("value").select(module.quick(pl.col("value"), max_bytes)).to_series()
    odd = _left(normal, values)
    if len(odd) and kind == "ip":
        spelled = values.gather(odd).to_frame("value").select(ip.less_quick(pl.col("value"))).to_series()
        normal = normal.scatter(odd, spelled)
        odd = _left(normal, values)
    if not len(odd):
        return Settled(normal.alias(values.name), nothing, nothing.drop("message"))
    given = values.gather(odd)
    found = (
        pl.DataFrame({"index": odd, "value": given})
        .join(_outcomes(module.clean, given.unique(), max_bytes), on="value", how="left", maintain_order="left")
        .drop("value")
    )
    settled = normal.scatter(odd, found["normal"]).alias(values.name)
    bad = found.filter(pl.col("message").is_not_null())
    silent = found.filter(pl.col("message").is_null() & pl.col("code").is_not_null())
    return Settled(settled, bad.select("index", "code", "message"), silent.select("index", "code"))


def _left(normal: pl.Series, values: pl.Series) -> pl.Series:
    if normal.null_count() == values.null_count():
        return pl.Series("", [], pl.UInt32)
    return (normal.is_null() & values.is_not_null()).arg_true()


def _outcomes(clean: Callable[[str, int], str | Silent], values: pl.Series, max_bytes: int) -> pl.DataFrame:
    rows: list[tuple[str, str | None, str | None, str | None]] = []
    for value in values:
        try:
            outcome = clean(value, max_bytes)
        except NotAnIdentifier as fault:
            rows.append((value, None, fault.code, fault.message))
            continue
        if isinstance(outcome, Silent):
            rows.append((value, None, outcome.code, None))
        else:
            rows.append((value, outcome, None, None))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
