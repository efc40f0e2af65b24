"""Large ledgers with heavy-tailed honest hubs and planted farms, as observations.

Not a world to judge detection by (`linkage simulate` makes those): its only claim is the shape that decides speed,
which is how many identifiers an account uses and how popular they are.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.identifiers.kinds import KINDS
from linkage.links import Incidence
from linkage.links.incidence import from_uses

FARM_SHARE = 0.002
FARM_SIZE = 20


@dataclass(frozen=True, slots=True)
class Shape:
    """How accounts use one kind."""

    own: float
    """Mean identifiers per account that nobody else uses."""
    popular: float
    """Mean identifiers per account out of popular ones."""
    n_popular: float
    """Popular identifiers per account of the ledger; their popularity is heavy-tailed (Zipf, exponent 0.8)."""
    farm: int
    """Identifiers that a farm owns."""


SHAPES = {
    "ip": Shape(own=1.8, popular=2.6, n_popular=0.35, farm=12),
    "device": Shape(own=1.1, popular=0.1, n_popular=0.05, farm=6),
    "payment": Shape(own=0.7, popular=0.06, n_popular=0.03, farm=5),
    "template": Shape(own=0.3, popular=1.7, n_popular=0.06, farm=2),
    "artifact": Shape(own=0.3, popular=0.0, n_popular=0.001, farm=2),
    "client": Shape(own=0.0, popular=1.3, n_popular=0.003, farm=1),
}
"""About ten observations per account."""


def world(n_accounts: int, seed: int = 1) -> pl.DataFrame:
    """Return (account, kind, identifier, count): numbered accounts and, within a kind, numbered identifiers."""
    rng = np.random.default_rng(seed)
    # One draw for all kinds: a farm is the same accounts whatever they share.
    n_farmed = int(FARM_SHARE * n_accounts) // FARM_SIZE * FARM_SIZE
    farmed = rng.permutation(n_accounts)[:n_farmed]
    parts = [_of_kind(rng, n_accounts, kind, shape, farmed) for kind, shape in SHAPES.items()]
    return pl.concat(parts).sort("account", "kind", "identifier")


def _of_kind(
    rng: np.random.Generator, n_accounts: int, kind: str, shape: Shape, farmed: npt.NDArray[np.int64]
) -> pl.DataFrame:
    n_popular = max(int(shape.n_popular * n_accounts), 2)
    popularity = np.arange(1, n_popular + 1) ** -0.8
    popular_account = np.repeat(np.arange(n_accounts), rng.poisson(shape.popular, n_accounts))
    ladder = np.cumsum(popularity / popularity.sum())
    popular = np.minimum(np.searchsorted(ladder, rng.random(len(popular_account))), n_popular - 1)
    own_account = np.repeat(np.arange(n_accounts), rng.poisson(shape.own, n_accounts))
    own = n_popular + np.arange(len(own_account))
    n_farmed = farmed.size
    farm_account = np.repeat(farmed, 3)
    farm = np.repeat(np.arange(n_farmed) // FARM_SIZE, 3) * shape.farm + rng.integers(0, shape.farm, 3 * n_farmed)
    account = np.concatenate([popular_account, own_account, farm_account])
    identifier = np.concatenate([popular, own, n_popular + len(own_account) + farm])
    pairs = pl.DataFrame({"account": account.astype(np.uint32), "identifier": identifier.astype(np.uint32)})
    pairs = pairs.unique().sort("account", "identifier")
    counts = rng.geometric(0.05, pairs.height)
    return pairs.select(
        "account", pl.lit(kind).alias("kind"), "identifier", pl.Series("count", counts, dtype=pl.UInt32)
    )


def incidence_of_world(uses: pl.DataFrame, n_accounts: int) -> Incidence:
    """Return the incidence of a world, without the ledger in between."""
    names = tuple(KINDS)
    numbered = uses.with_columns(
        kind=pl.col("kind").replace_strict({name: i for i, name in enumerate(names)}, return_dtype=pl.Int8),
        share=(pl.col("count") / pl.col("count").sum().over("account", "kind")).cast(pl.Float32),
    )
    tops = numbered.group_by("kind").agg(pl.col("identifier").max() + 1).sort("kind")
    offset = dict(zip(tops["kind"], [0, *np.cumsum(tops["identifier"].to_numpy())[:-1].tolist()], strict=True))
    numbered = numbered.with_columns(
        identifier=pl.col("identifier").cast(pl.Int64) + pl.col("kind").replace_strict(offset, return_dtype=pl.Int64)
    ).sort("account", "identifier")
    kind_of = np.repeat(tops["kind"].to_numpy(), tops["identifier"].to_numpy())
    return from_uses(
        n_accounts,
        names,
        kind_of.astype(np.int8),
        numbered["account"].cast(pl.Int32).to_numpy(),
        numbered["identifier"].cast(pl.Int32).to_numpy(),
        numbered["share"].to_numpy(),
    )


def write_observations(n_accounts: int, folder: Path, n_parts: int = 4, seed: int = 1) -> list[Path]:
    """Write the world as observations in Parquet, as `linkage load` takes them; return the files."""
    uses = world(n_accounts, seed)
    number = pl.col("identifier").cast(pl.Int64)
    hexed = number.cast(pl.String)
    address = pl.concat_str(
        pl.lit("10."),
        ((number // 65536) % 256).cast(pl.String),
        pl.lit("."),
        ((number // 256) % 256).cast(pl.String),
        pl.lit("."),
        (number % 256).cast(pl.String),
    )
    text = (
        pl.when((pl.col("kind") == "ip") & (number < 2**24))
        .then(address)
        .when(pl.col("kind") == "ip")
        .then(
            pl.concat_str(pl.lit("2001:db8:"), _hex(number // 65536), pl.lit(":"), _hex(number % 65536), pl.lit("::1"))
        )
        .otherwise(pl.concat_str(pl.col("kind").str.head(3), pl.lit("-"), hexed))
    )
    frame = uses.select(
        account_id=pl.concat_str(pl.lit("acct-"), pl.col("account").cast(pl.String).str.zfill(8)),
        kind="kind",
        value=text,
        count=pl.col("count").cast(pl.Int64),
        first_seen=pl.lit("2026-01-01T00:00:00Z"),
        last_seen=pl.lit("2026-02-01T00:00:00Z"),
    )
    folder.mkdir(parents=True, exist_ok=True)
    edges = np.linspace(0, frame.height, n_parts + 1).astype(int)
    files = []
    for part in range(n_parts):
        file = folder / f"observations-{part}.parquet"
        frame[edges[part] : edges[part + 1]].write_parquet(file)
        files.append(file)
    return files


def _hex(number: pl.Expr) -> pl.Expr:
    """Return the number in hexadecimal digits, as text; below 65,536."""
    digits = pl.lit("0123456789abcdef")
    return pl.concat_str([digits.str.slice((number // 16**place) % 16, 1) for place in (3, 2, 1, 0)])
