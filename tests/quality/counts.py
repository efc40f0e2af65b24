"""How many of what a made world holds."""

import polars as pl


def counts_of(truth: pl.DataFrame, activity: pl.DataFrame) -> dict[str, int]:
    """Return the numbers of accounts, rows, farm accounts, campaigns and pools of a world, from its tables."""
    return {
        "n_accounts": truth.height,
        "n_rows": activity.height,
        "n_farm_accounts": int(truth["is_farm"].sum()),
        "n_campaigns": truth["campaign_id"].drop_nulls().n_unique(),
        "n_pools": truth["pool_id"].drop_nulls().n_unique(),
    }
