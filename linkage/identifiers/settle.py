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

_SCHEMA: Final = {"value": pl.String(), "normal": pl.String(), "code": pl.String(), "message": pl.String()}
_SAMPLE_ROWS: Final = 2_000
_WORTH_SHARE: Final = 0.2
"""With fewer distinct values than this share of all, it pays to look at distinct values alone."""


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

    Values that are in order cost no more than the kind's expressions, and each odd value is looked at once.
    """
    faults = pl.DataFrame(schema={"index": pl.UInt32(), "code": pl.String(), "message": pl.String()})
    unchanged = Settled(values, faults, faults.drop("message"))
    if values.null_count() == len(values):
        return unchanged
    distinct = values.unique() if _repeats(values) else values
    judged = _judged(kind, distinct, max_bytes)
    same_nulls = judged["normal"].null_count() == distinct.null_count()
    if same_nulls and not (judged["normal"] != distinct).any():
        return unchanged
    if distinct is not values:
        rows = values.alias("value").to_frame()
        judged = rows.join(judged, on="value", how="left", nulls_equal=True, maintain_order="left")
    told = judged.select("code", "message").with_row_index("index").filter(pl.col("code").is_not_null())
    return Settled(
        judged["normal"].alias(values.name),
        told.filter(pl.col("message").is_not_null()),
        told.filter(pl.col("message").is_null()).drop("message"),
    )


def _repeats(values: pl.Series) -> bool:
    # Of n draws from u equally likely values about n² / 2u repeat an earlier one, which tells u from few rows.
    sample = values.head(_SAMPLE_ROWS)
    repeats = len(sample) - sample.n_unique()
    return repeats > 0 and len(sample) ** 2 / (2 * repeats) < _WORTH_SHARE * len(values)


def _judged(kind: str, values: pl.Series, max_bytes: int) -> pl.DataFrame:
    """Return `_SCHEMA`, a row per value: its normal form, or a code and, when it is at fault, a message."""
    module = MODULES[kind]
    normal = values.to_frame("value").select(module.quick(pl.col("value"), max_bytes)).to_series()
    odd = _left(normal, values)
    if len(odd) and kind == "ip":
        spelled = values.gather(odd).to_frame("value").select(ip.less_quick(pl.col("value"))).to_series()
        normal = normal.scatter(odd, spelled)
        odd = _left(normal, values)
    code, message = (pl.repeat(None, len(values), dtype=pl.String, eager=True) for _ in range(2))
    if len(odd):
        given = values.gather(odd).alias("value").to_frame()
        outcomes = _outcomes(module.clean, given["value"].unique(), max_bytes)
        found = given.join(outcomes, on="value", how="left", maintain_order="left")
        normal = normal.scatter(odd, found["normal"])
        code, message = code.scatter(odd, found["code"]), message.scatter(odd, found["message"])
    columns = {"value": values, "normal": normal, "code": code, "message": message}
    return pl.DataFrame(columns, schema=_SCHEMA)


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
