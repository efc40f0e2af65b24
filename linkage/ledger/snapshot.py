"""One consistent view of the ledger, in integer ids: what detection starts from."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

ACCOUNTS: Final[dict[str, pl.DataType]] = {
    "account_id": pl.String(),
    "created_at": pl.Int64(),
    "organisation_id": pl.String(),
    "plan": pl.String(),
    "programme": pl.String(),
    "email_domain": pl.String(),
    "country": pl.String(),
    "status": pl.String(),
    "status_at": pl.Int64(),
    "n_requests": pl.Int64(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
}
IDENTIFIERS: Final[dict[str, pl.DataType]] = {
    "kind": pl.String(),
    "key": pl.String(),
    "n_accounts": pl.UInt32(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
}
USES: Final[dict[str, pl.DataType]] = {
    "account": pl.UInt32(),
    "identifier": pl.UInt32(),
    "count": pl.Int64(),
    "share": pl.Float32(),
    "first_seen": pl.Int64(),
    "last_seen": pl.Int64(),
}
ACTIVITY: Final[dict[str, pl.DataType]] = {
    "account": pl.UInt32(),
    "at": pl.Int64(),
    "requests": pl.Int64(),
    "input_tokens": pl.Int64(),
    "output_tokens": pl.Int64(),
    "model": pl.Enum(()),
    "operation": pl.Enum(()),
    "capability": pl.Enum(()),
    "status": pl.Enum(()),
}
"""The last four are enumerations of their own sorted values, so equal facts have equal codes."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The ledger at one moment. Row number is id: row i of `accounts` is account i.

    Ids are dense, and canonical: accounts are sorted by `account_id`, identifiers by kind in the order of the registry,
    then by key, or by who uses them where a kind is sensitive. So the same facts give the same ids, in whatever order
    and into whichever workspace they were loaded.
    """

    accounts: pl.DataFrame
    """`ACCOUNTS`: one row per account that occurs in any table. Times are epoch seconds.

    `n_requests` is 0 and `first_seen`, `last_seen` are null for an account of which nothing was seen.
    """
    identifiers: pl.DataFrame
    """`IDENTIFIERS`: one row per identifier; `key` is the normal form, or the keyed hash when sensitive."""
    uses: pl.DataFrame
    """`USES`, sorted by (account, identifier): which account used which identifier, how often.

    `share` is the part of the account's uses of that *kind* that went to this identifier, in (0, 1];
    for `template` and `artifact` it is the part of all its requests, where those are known.
    Nothing is known of when for identifiers from `accounts` rows: their times are those of the account
    (its creation when it was never seen), their count is 1. An observation without times takes them likewise.
    """
    activity: pl.DataFrame
    """`ACTIVITY`, sorted by (account, at), then by the other columns: every row of `activity`, events counted once.

    May be empty. `requests` is never null; the columns after it are, where a record did not say.
    """
    skeletons: pl.DataFrame
    """`key`, `skeleton`: what may be shown of each learned template."""
    digest: str
    """Hex SHA-256 over the sources that the snapshot holds: names the state of the ledger."""

    def uses_of(self, kind: str) -> npt.NDArray[np.int64]:
        """Return the rows of `uses` whose identifier is of a kind, in order."""
        of_kind = (self.identifiers["kind"] == kind).to_numpy()
        return np.flatnonzero(of_kind[self.uses["identifier"].to_numpy()])

    def with_uses(self, keep: npt.NDArray[np.bool_]) -> "Snapshot":
        """Return the snapshot with only the uses where `keep` (bool[n_uses]) holds, and as many accounts counted.

        Numbers of accounts and identifiers stay.
        """
        used = self.uses["identifier"].to_numpy()[keep]
        counts = np.bincount(used, minlength=self.identifiers.height).astype(np.uint32)
        return replace(
            self,
            identifiers=self.identifiers.with_columns(pl.Series("n_accounts", counts)),
            uses=self.uses.filter(pl.Series(keep, dtype=pl.Boolean)),
        )


def is_one_of(column: pl.Series, values: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Return which entries of a column of names are one of some: bool[n]. A name that is missing is none."""
    # By codes, since the text of millions of rows takes time and room.
    codes = pl.Series(values, dtype=pl.String).cast(column.dtype, strict=False).drop_nulls().to_physical()
    return np.asarray(column.to_physical().is_in(codes.to_list()).fill_null(False).to_numpy())


def commonest(column: pl.Series, most: int) -> npt.NDArray[np.int8]:
    """Return the rank of each name of a column among its commonest ones, -1 for others and -2 for none: int8[n].

    At most 127 are ranked; of names as common as one another the first is the commoner.
    """
    # By codes, which are in the order of names.
    code = column.to_physical()
    counts = code.drop_nulls().value_counts().sort(pl.col("count"), pl.col(code.name), descending=[True, False])
    ranked = counts[code.name][:most].to_numpy()
    rank = np.full(int(code.max() or 0) + 1, -1, dtype=np.int8)  # type: ignore[arg-type]
    rank[ranked] = np.arange(ranked.size, dtype=np.int8)
    return np.asarray(pl.Series(rank).gather(code.cast(pl.UInt32)).fill_null(-2).to_numpy())
