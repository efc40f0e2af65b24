"""What may be shown of a template: the words that many accounts sent, with a mark where others stood."""

from typing import Final

import polars as pl

MIN_ACCOUNTS: Final = 5
"""Accounts that must have sent a token in prompts of a template for it to be shown."""
GAP: Final = "…"
DIGITS: Final = "#"
"""Stands for any token with a digit."""
_EXAMPLES: Final = 200
_TOKENS: Final = 200
_WORD: Final = r"[\p{Han}\p{Hiragana}\p{Katakana}]|[\p{L}\p{M}\p{N}]+"


def skeletons(examples: pl.DataFrame, *, min_accounts: int = MIN_ACCOUNTS) -> pl.DataFrame:
    """Return `key`, `skeleton` of the templates of which enough accounts are among the examples.

    A skeleton is the example with most tokens of which `min_accounts` accounts sent each, with a gap mark for every
    run of other tokens; so no rare token is in it.

    Args:
        examples: `template`, `account_id`, `prompt` (key), `text`; any order.
        min_accounts: accounts that make a token common.
    """
    tokens = (
        examples.sort("template", "prompt", "account_id", "text")
        .group_by("template", maintain_order=True)
        .head(_EXAMPLES)
        .with_row_index("example")
        .select(
            "template",
            "account_id",
            "example",
            pl.col("text").str.to_lowercase().str.extract_all(_WORD).list.head(_TOKENS).alias("token"),
        )
        .filter(pl.col("token").list.len() > 0)
        .explode("token")
        .with_columns(
            pl.when(pl.col("token").str.contains(r"\p{N}")).then(pl.lit(DIGITS)).otherwise("token").alias("token")
        )
    )
    common = pl.col("account_id").n_unique().over("template", "token") >= min_accounts
    tokens = tokens.with_columns(common.alias("common"))
    chosen = (
        tokens.group_by("template", "example")
        .agg(pl.col("common").sum().alias("n"))
        .filter(pl.col("n") > 0)
        .sort("template", -pl.col("n").cast(pl.Int64), "example")
        .unique("template", keep="first", maintain_order=True)
    )
    shown = tokens.join(chosen.select("template", "example"), on=["template", "example"], maintain_order="left")
    shown = shown.with_columns(pl.when("common").then("token").otherwise(pl.lit(GAP)).alias("token"))
    again = (pl.col("token") == GAP) & (pl.col("token").shift(1).over("template") == GAP).fill_null(False)
    return (
        shown.filter(~again)
        .group_by("template", maintain_order=True)
        .agg(pl.col("token").str.join(" ").alias("skeleton"))
        .select(pl.col("template").alias("key"), "skeleton")
        .sort("key")
    )
