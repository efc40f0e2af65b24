"""Small ledgers and graphs that tests of links and communities share."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import polars as pl

from linkage.identifiers.kinds import KINDS
from linkage.links.incidence import COLUMNS, Incidence, Links, from_uses

Use = tuple[int, str, int, float]
"""(account, kind, key, share)"""


def incidence_of(n_accounts: int, uses: Iterable[Use]) -> Incidence:
    """The incidence of uses; identifiers are numbered by (kind in the order of the registry, key)."""
    names = tuple(KINDS)
    once = {(account, kind, key): share for account, kind, key, share in uses}
    identifiers = sorted({(names.index(kind), key) for _, kind, key in once})
    number = {identifier: i for i, identifier in enumerate(identifiers)}
    rows = sorted((account, number[names.index(kind), key], share) for (account, kind, key), share in once.items())
    return from_uses(
        n_accounts,
        names,
        np.array([kind for kind, _ in identifiers], dtype=np.int8),
        np.array([row[0] for row in rows], dtype=np.int32),
        np.array([row[1] for row in rows], dtype=np.int32),
        np.array([row[2] for row in rows], dtype=np.float32),
    )


def random_uses(rng: np.random.Generator, n_accounts: int, kinds: dict[str, tuple[int, int]]) -> list[Use]:
    """Uses of random identifiers: per kind (identifiers there are, uses per account); shares of a kind add to 1."""
    uses: list[Use] = []
    for kind, (n_keys, per_account) in kinds.items():
        for account in range(n_accounts):
            keys = np.unique(rng.integers(0, n_keys, per_account))
            shares = rng.dirichlet(np.ones(len(keys)))
            uses += [(account, kind, int(key), float(share)) for key, share in zip(keys, shares, strict=True)]
    return uses


def links_of(n_accounts: int, edges: dict[tuple[int, int], float]) -> Links:
    """Links with these weights, all of them in the first column."""
    pairs = sorted(edges)
    weight = np.array([edges[pair] for pair in pairs], dtype=np.float32)
    bits = np.zeros((len(pairs), len(COLUMNS)), dtype=np.float32)
    bits[:, 0] = weight
    return Links(
        n_accounts=n_accounts,
        a=np.array([a for a, _ in pairs], dtype=np.int32),
        b=np.array([b for _, b in pairs], dtype=np.int32),
        bits=bits,
        weight_bits=weight,
        threshold_bits=0.0,
        null_rate=0.0,
        proof=np.zeros(len(pairs), dtype=np.bool_),
        rule="two families or proof",
    )


def ring_of_cliques(n_cliques: int, size: int, inside: float = 5.0, between: float = 0.5) -> Links:
    """Cliques in a ring, each tied to the next by one weak link: the one best answer is the cliques."""
    edges: dict[tuple[int, int], float] = {}
    for clique in range(n_cliques):
        first = clique * size
        edges |= dict.fromkeys(combinations(range(first, first + size), 2), inside)
        following = (clique + 1) % n_cliques * size
        edges[min(first, following), max(first, following)] = between
    return links_of(n_cliques * size, edges)


def incidence_of_frame(accounts: list[str], observations: pl.DataFrame) -> Incidence:
    """The incidence of observations (account_id, kind, value, count) of sorted accounts; shares are within the kind."""
    names = tuple(KINDS)
    uses = observations.with_columns(
        kind_number=pl.col("kind").replace_strict({name: i for i, name in enumerate(names)}, return_dtype=pl.Int8),
        share=(pl.col("count") / pl.col("count").sum().over("account_id", "kind")).cast(pl.Float32),
    )
    identifiers = uses.select("kind_number", "value").unique().sort("kind_number", "value").with_row_index("identifier")
    numbered = (
        uses.join(identifiers, on=["kind_number", "value"])
        .join(pl.DataFrame({"account_id": accounts}).with_row_index("account"), on="account_id")
        .sort("account", "identifier")
    )
    return from_uses(
        len(accounts),
        names,
        identifiers["kind_number"].to_numpy(),
        numbered["account"].cast(pl.Int32).to_numpy(),
        numbered["identifier"].cast(pl.Int32).to_numpy(),
        numbered["share"].to_numpy(),
    )
