"""How well an attribute of accounts alone tells farms from honest ones."""

import polars as pl
from scipy.stats import rankdata

HIDING = ("E2", "E3", "E4", "E5", "E6", "E7", "E8")
"""Rungs at which no attribute may give a farm away."""


def aucs(table: pl.DataFrame) -> dict[str, float]:
    """Return the AUC of each numeric column, hiding farms against honest accounts; columns `is_farm` and `rung` tell.

    A value that is missing counts as 0.
    """
    table = table.filter(~pl.col("is_farm") | pl.col("rung").is_in(HIDING))
    farm = table["is_farm"].to_numpy()
    n = farm.sum()
    found = {}
    for name, kind in table.schema.items():
        if kind.is_numeric():
            ranks = rankdata(table[name].cast(pl.Float64).fill_null(0).fill_nan(0).to_numpy())
            found[name] = float((ranks[farm].sum() - n * (n + 1) / 2) / n / (len(farm) - n))
    return found


def beyond(found: dict[str, float], bound: float) -> dict[str, float]:
    """Return the AUCs that are further from even than a bound, either way."""
    return {name: round(auc, 3) for name, auc in found.items() if max(auc, 1 - auc) > bound}
