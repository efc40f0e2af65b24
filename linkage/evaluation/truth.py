"""What is true of a world, as tables; read here alone, never by load or detect."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from linkage.errors import MissingColumn, UnreadableFile
from linkage.evaluation.plain import in_normal_form
from linkage.identifiers.kinds import KINDS
from linkage.records.cells import are_whole

ACCOUNTS: Final[dict[str, pl.DataType]] = {
    "account_id": pl.String(),
    "party_id": pl.String(),
    "campaign_id": pl.String(),
    "pool_id": pl.String(),
    "is_farm": pl.Boolean(),
    "honest_class": pl.String(),
    "archetype": pl.String(),
    "rung": pl.String(),
    "overlays": pl.List(pl.String()),
}
_FLAGS: Final = {
    **dict.fromkeys(("true", "yes", "1", "1.0"), True),
    **dict.fromkeys(("false", "no", "0", "0.0"), False),
    **dict.fromkeys(("", "nan"), None),
}
"""How a truth's `is_farm` is written, in small letters."""
POOLS: Final[dict[str, pl.DataType]] = {"pool_id": pl.String(), "campaign_id": pl.String(), "successor_of": pl.String()}
EVIDENCE: Final[dict[str, pl.DataType]] = dict.fromkeys(("campaign_id", "pool_id", "kind", "key"), pl.String())

GREY: Final = ("carpool",)
"""Classes that are neither farm nor plainly honest: scored apart."""
RARE: Final = 0.003
"""Part of farm accounts below which a world is one of few farms, and scored apart: a handful decides its figures."""
TWIN: Final = "twin"
"""The class of independent accounts that behave like a farm's."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Who runs each account, and what was planted."""

    accounts: pl.DataFrame
    """`ACCOUNTS`, by account_id; an account without a stated party is its own."""
    pools: pl.DataFrame
    """`POOLS`; empty when nothing is known of them."""
    evidence: pl.DataFrame
    """`EVIDENCE`: identifiers that a campaign was made to share; likewise."""

    @property
    def world(self) -> str:
        """Return its sort: `mixed`, `rare` with few farms, `null` without, `twin` with look-alikes in their place."""
        part = self.accounts["is_farm"].mean()
        if isinstance(part, float) and part > 0:
            return "mixed" if part >= RARE else "rare"
        return "twin" if (self.accounts["honest_class"] == TWIN).any() else "null"


def read_truth(path: Path) -> Truth:
    """Return the truth of a world's folder, of its `truth` folder, or of one file of accounts (Parquet or CSV).

    A file needs `account_id` and `campaign_id` (empty for honest accounts); the rest of `ACCOUNTS` is optional.

    Raises:
        UnreadableFile: nothing there is a truth.
        MissingColumn: a required column is not there.
    """
    folder = path / "truth" if (path / "truth").is_dir() else path
    file = folder / "accounts.parquet" if folder.is_dir() else path
    table = read_table(file) if file.exists() else None
    # A folder to load has accounts as well, and they tell nothing of who runs them.
    if table is None or (folder == path and folder.is_dir() and "campaign_id" not in table.columns):
        raise UnreadableFile(f"{path} holds no truth of a world; `linkage simulate DIR` writes a world with its truth.")
    extra = folder if folder.is_dir() else None
    return Truth(
        accounts=accounts_of(with_whole_ids(table)),
        pools=_optional(extra, "pools", POOLS),
        evidence=_in_normal_form(_optional(extra, "evidence", EVIDENCE)),
    )


def accounts_of(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table of accounts with all columns of `ACCOUNTS`, what is not stated filled in.

    Text is read as what a column holds: `is_farm` as true or false, yes or no, 1 or 0; `overlays` as joined by `;`.

    Raises:
        MissingColumn: `account_id` or `campaign_id` is not there.
        UnreadableFile: a column cannot hold what it should, or rows contradict each other or themselves.
    """
    for name in ("account_id", "campaign_id"):
        if name not in table.columns:
            raise MissingColumn(f"The truth has no column {name}; it needs account_id and campaign_id.")
    table = _with_flags(table)
    given = [pl.col("overlays").replace("", None).str.split(";")] if table.schema.get("overlays") == pl.String else []
    typed = [pl.col(name).cast(dtype) for name, dtype in ACCOUNTS.items() if name in table.columns]
    try:
        table = table.with_columns(given).with_columns(typed)
    except pl.exceptions.PolarsError as error:
        raise UnreadableFile(f"The truth has a column of another type ({str(error).splitlines()[0]}).") from None
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in ACCOUNTS.items() if name not in table.columns]
    texts = [pl.col(name).replace("", None) for name in ("account_id", "campaign_id")]
    accounts = (
        table.with_columns(*texts, *missing)
        .with_columns(
            pl.coalesce("party_id", "campaign_id", "account_id").alias("party_id"),
            pl.coalesce("pool_id", "campaign_id").alias("pool_id"),
            pl.coalesce("is_farm", pl.col("campaign_id").is_not_null()).alias("is_farm"),
        )
        .select(*ACCOUNTS)
        .with_columns(pl.col("overlays").list.sort())
        .unique(maintain_order=True)
    )
    _refuse_contradictions(accounts)
    return accounts.sort("account_id")


def _with_flags(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with `is_farm` as true or false, where it is a text or a number. Raises UnreadableFile."""
    dtype = table.schema.get("is_farm")
    if dtype is None or not (dtype == pl.String or dtype.is_numeric()):
        return table
    words = table["is_farm"].cast(pl.String).str.strip_chars().str.to_lowercase()
    odd = table["is_farm"].filter(~words.is_in(list(_FLAGS)))
    if odd.len():
        raise UnreadableFile(
            f"The truth has {str(odd[0])!r} in is_farm; write true or false, yes or no, 1 or 0, or nothing."
        )
    return table.with_columns(words.replace_strict(_FLAGS, return_dtype=pl.Boolean))


def _refuse_contradictions(accounts: pl.DataFrame) -> None:
    """Refuse rows of which one does not go with another, or with itself: no figure could be right.

    Raises:
        UnreadableFile: there are such; the message names the first.
    """
    refuse_nameless(accounts, "The truth")
    twice = accounts.filter(~pl.col("account_id").is_first_distinct())["account_id"]
    if twice.len():
        raise UnreadableFile(
            f"The truth has rows of account {twice[0]!r} that contradict each other; keep one of them."
        )
    for account, campaign in (
        accounts.filter(~pl.col("is_farm")).drop_nulls("campaign_id").select("account_id", "campaign_id").iter_rows()
    ):
        raise UnreadableFile(
            f"The truth says of account {account!r} that it is no farm's, and that it is of campaign {campaign!r}; "
            "empty its campaign_id, or mend its is_farm."
        )


def refuse_nameless(table: pl.DataFrame, what: str) -> None:
    """Refuse rows without an `account_id`: whoever wrote them means somebody.

    Raises:
        UnreadableFile: there is one.
    """
    nameless = table["account_id"].is_null() | (table["account_id"].cast(pl.String) == "")
    if n := int(nameless.sum()):
        raise UnreadableFile(
            f"{what} has {n:,} of {table.height:,} rows without an account_id; fill it in, or leave them out."
        )


def with_whole_ids(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with the integers that floats of `account_id` and `campaign_id` were before a null came in.

    NaN is null.

    Raises:
        UnreadableFile: one is not whole, or so large that floats tell it from no neighbour.
    """
    for name in ("account_id", "campaign_id"):
        if name not in table.columns or not table[name].dtype.is_float():
            continue
        ids = table[name].cast(pl.Float64).fill_nan(None)
        if not are_whole(ids).all():
            raise UnreadableFile(f"A number in {name} is not whole, or beyond 2^53; write ids as texts or integers.")
        table = table.with_columns(ids.cast(pl.Int64))
    return table


def read_table(file: Path) -> pl.DataFrame:
    """Return a Parquet or CSV file; ids in CSV stay texts.

    Raises:
        UnreadableFile: it is not there, or is neither.
    """
    try:
        if file.suffix.lower() != ".csv":
            return pl.read_parquet(file)
        rows = pl.read_csv(file, infer_schema=False)
        return rows.filter(~pl.all_horizontal(pl.all().is_null()))  # empty lines
    except (OSError, pl.exceptions.PolarsError):
        raise UnreadableFile(f"{file} cannot be read as a table; name a Parquet or CSV file.") from None


def _in_normal_form(evidence: pl.DataFrame) -> pl.DataFrame:
    """Return the evidence with the keys that a ledger has: of an IPv6 address, its network. Other kinds stay."""
    parts = [
        part.with_columns(in_normal_form(kind, part["key"])) if kind in KINDS and not KINDS[kind].derived else part
        for (kind,), part in evidence.group_by("kind")
    ]
    return pl.concat(parts).unique().sort(pl.all()) if parts else evidence


def _optional(folder: Path | None, name: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    if folder is None or not (folder / f"{name}.parquet").exists():
        return pl.DataFrame(schema=schema)
    return read_table(folder / f"{name}.parquet").select(pl.col(column).cast(dtype) for column, dtype in schema.items())
