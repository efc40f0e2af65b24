"""Verdicts, links and snapshot, put together as the tables of a run."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.evidence import Array, of_members
from linkage.campaigns.infrastructure import relied_on
from linkage.campaigns.reasons import account_reasons, campaign_reasons, json_objects
from linkage.campaigns.stage import Verdicts
from linkage.campaigns.verdict import bands, logit
from linkage.communities.membership import posterior_nats, stays_from_nats
from linkage.communities.stage import Groups
from linkage.findings import BANDS, MOST_JOINS, SCHEMAS, Findings
from linkage.identifiers.kinds import FAMILIES, PUBLISHED_KINDS
from linkage.ledger.snapshot import Snapshot
from linkage.links.incidence import COLUMNS, Links

BASE_PROBABILITY = 0.001
"""Risk of an account of which nothing is known but that it exists."""
NEAR_STRENGTH = 0.2
"""Strength of an account that fits a group as a member would, yet is in none."""
DAY_SECONDS = 86_400
USES_SPAN = 50_000
"""Accounts whose uses are named at a time."""


def assemble(snapshot: Snapshot, of_ledger: dict[str, pl.DataFrame], verdicts: Verdicts, groups: Groups) -> Findings:
    """Return the findings of a run, each table in its stated columns and order.

    Args:
        snapshot: the ledger.
        of_ledger: the `ledger_tables` of it.
        verdicts: what is thought of the groups.
        groups: the groups, and what is near them.
    """
    with ThreadPoolExecutor(1) as beside:  # reasons are text made in Python, which leaves a core
        timeline = beside.submit(_timeline, snapshot, verdicts)
        tables = {
            "reasons": campaign_reasons(verdicts),
            "accounts": _accounts(snapshot, verdicts, groups),
            "campaigns": _campaigns(snapshot, verdicts),
            "members": _members(snapshot, verdicts),
            "joins": _joins(verdicts),
            "relies_on": relied_on(verdicts.used, verdicts.labels, verdicts.ids, _score(verdicts)),
            "lineage": _lineage(verdicts),
            "timeline": timeline.result(),
            **of_ledger,
        }
    return Findings(**{name: _shaped(table, SCHEMAS[name]) for name, table in tables.items()})


def ledger_tables(snapshot: Snapshot, links: Links) -> dict[str, pl.DataFrame]:
    """Return the tables that tell what was recorded and linked, whatever is thought of it: the large ones."""
    return {
        "identifiers": _identifiers(snapshot),
        "uses": _uses(snapshot),
        "links": _links(snapshot, links),
    }


def _shaped(table: pl.DataFrame, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return table.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def _accounts(snapshot: Snapshot, verdicts: Verdicts, groups: Groups) -> pl.DataFrame:
    n = snapshot.accounts.height
    near, nearest, strength = _near_risks(verdicts, groups)
    members = np.flatnonzero(verdicts.labels >= 0)
    told = np.concatenate([near, members])
    facts = _fits_of_members(groups, members)
    probability = np.full(n, BASE_PROBABILITY)
    probability[told], texts = account_reasons(
        verdicts,
        np.concatenate([nearest, verdicts.labels[members]]),
        np.concatenate([strength, verdicts.strength[members]]),
        facts.clear(near.size).vstack(facts),
    )
    # Nearly all accounts have the same reasons: each text is held once and referred to.
    text_of = np.zeros(n, dtype=np.uint32)
    text_of[told] = np.arange(1, told.size + 1)
    return snapshot.accounts.with_columns(
        pl.Series("risk_score", np.round(100 * probability, 3)),
        pl.Series("risk_band", _account_bands(probability, verdicts)),
        # The last place answers for accounts in no campaign, whose label is -1.
        pl.Series("campaign_id", [*verdicts.ids, None], dtype=pl.String).gather(verdicts.labels),
        pl.concat([pl.Series("reasons", [_base_reasons()], dtype=pl.String), texts]).gather(text_of),
    )


def _fits_of_members(groups: Groups, members: npt.NDArray[np.int64]) -> pl.DataFrame:
    """Return what the strength of each member is made of, and from how much fit on it stays a member, as JSON."""
    fits = groups.fits
    stays_from = np.zeros(groups.labels.size)
    least = stays_from_nats(fits, groups.sizes(), groups.labels.size)
    stays_from[fits.account[fits.is_member]] = np.round(least[fits.is_member], 3)
    nats = pl.DataFrame(np.round(groups.fit_nats[members].astype(np.float64), 3), schema=list(COLUMNS))
    said = {name: pl.when(pl.col(name) != 0).then(pl.col(name).cast(pl.String)) for name in COLUMNS}
    return nats.select(
        json_objects(**said).alias("fit_nats"),
        pl.Series("stays_from_nats", stays_from[members]).cast(pl.String),
    )


def _account_bands(probability: Array, verdicts: Verdicts) -> pl.Series:
    """Return the band of each account: of members never above that of their campaign, of others never above low.

    Nearness is no membership: it is shown, and never asserted.
    """
    band = pl.Enum(BANDS)
    most = pl.Series([*verdicts.outcomes.band, "low"], dtype=band).gather(verdicts.labels)
    own = pl.Series(bands(probability), dtype=band)
    return own.zip_with(own.to_physical() < most.to_physical(), most).cast(pl.String)


def _base_reasons() -> str:
    reason = {
        "code": "base_rate",
        "text": "nothing ties it to a coordinated group",
        "weight": float(logit(np.array(BASE_PROBABILITY))),
        "evidence": {},
    }
    return json.dumps([reason], sort_keys=True)


def _near_risks(verdicts: Verdicts, groups: Groups) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Array]:
    """Return the accounts near a group but in none, the campaign that gives most risk, and how nearly they fit it.

    An account that fits as a member would has a fifth of a member's odds.
    """
    fits = groups.fits
    outside = np.flatnonzero(~fits.is_member & (verdicts.labels[fits.account] < 0))
    campaign = groups.became(verdicts.labels)[fits.group[outside]]
    score = posterior_nats(fits, groups.sizes(), verdicts.labels.size)[outside]
    strength = NEAR_STRENGTH / (1.0 + np.exp(-np.clip(score.astype(np.float64), -30, 30)))
    # The last place answers for groups that were not judged, whose number is -1.
    chance = np.append(verdicts.outcomes.probability, 0.0)[campaign] * strength
    order = np.lexsort((-chance, fits.account[outside]))
    order = order[chance[order] > BASE_PROBABILITY]
    account, first = np.unique(fits.account[outside][order], return_index=True)
    return account, campaign[order][first], strength[order][first]


def _identifiers(snapshot: Snapshot) -> pl.DataFrame:
    return (
        snapshot.identifiers.join(snapshot.skeletons, on="key", how="left", maintain_order="left")
        .filter(pl.col("kind").is_in(PUBLISHED_KINDS))
        .sort("kind", "key")
    )


def _uses(snapshot: Snapshot) -> pl.DataFrame:
    named = snapshot.identifiers.select("kind", "key").with_row_index("identifier")
    published = named.filter(pl.col("kind").is_in(PUBLISHED_KINDS)).sort("kind", "key").with_row_index("rank")
    # Named in spans of accounts: ten million rows of text are never held twice.
    rank = np.full(named.height, -1, dtype=np.int64)
    rank[published["identifier"].to_numpy()] = published["rank"].to_numpy()
    account = snapshot.uses["account"].to_numpy()
    edges = np.searchsorted(account, np.arange(0, snapshot.accounts.height + USES_SPAN, USES_SPAN))
    spans = [snapshot.uses[int(lo) : int(hi)] for lo, hi in pairwise(edges) if hi > lo]
    parts = [
        span.with_columns(pl.Series("rank", rank[span["identifier"].to_numpy()]))
        .filter(pl.col("rank") >= 0)
        .sort("account", "rank")
        .pipe(_named, snapshot.accounts["account_id"], published)
        for span in spans
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=SCHEMAS["uses"])


def _named(uses: pl.DataFrame, account_id: pl.Series, published: pl.DataFrame) -> pl.DataFrame:
    return uses.select(
        account_id.gather(uses["account"]),
        published["kind"].gather(uses["rank"]),
        published["key"].gather(uses["rank"]),
        "count",
        "share",
        "first_seen",
        "last_seen",
    )


def _links(snapshot: Snapshot, links: Links) -> pl.DataFrame:
    ids = snapshot.accounts["account_id"]
    bits = {f"{name}_bits": links.bits[:, column] for column, name in enumerate(COLUMNS)}
    table = pl.DataFrame({"a": ids.gather(links.a), "b": ids.gather(links.b), "weight_bits": links.weight_bits, **bits})
    # Each set of families is listed once and referred to: a list of its own for every pair takes half of the assembly.
    present = np.stack([links.bits[:, COLUMNS.index(name)] > 0 for name in FAMILIES], axis=1)
    sets = [[name for bit, name in enumerate(FAMILIES) if code >> bit & 1] for code in range(1 << len(FAMILIES))]
    kinds = pl.Series("kinds", sets, dtype=pl.List(pl.String())).gather(
        np.packbits(present, axis=1, bitorder="little")[:, 0]
    )
    # Accounts are numbered by their ids, so pairs are in order; sorting them would hold them twice.
    return table.with_columns(kinds)


def _campaigns(snapshot: Snapshot, verdicts: Verdicts) -> pl.DataFrame:
    inside = np.flatnonzero(verdicts.labels >= 0)
    facts = (
        snapshot.accounts[inside]
        .select("n_requests", "first_seen", "last_seen")
        .with_columns(pl.Series("g", verdicts.labels[inside]), pl.Series("pool", verdicts.pools[inside]))
        .group_by("g")
        .agg(
            pl.len().alias("n_accounts"),
            pl.col("pool").n_unique().alias("n_pools"),
            pl.col("n_requests").sum(),
            pl.col("first_seen").min(),
            pl.col("last_seen").max(),
        )
        .sort("g")
    )
    return (
        pl.DataFrame(
            {
                "campaign_id": pl.Series(verdicts.ids, dtype=pl.String),
                "name": pl.Series(verdicts.names, dtype=pl.String),
                "verdict": pl.Series(verdicts.outcomes.verdict, dtype=pl.String),
                "resembles": pl.Series(verdicts.outcomes.resembles, dtype=pl.String),
                "band": pl.Series(verdicts.outcomes.band, dtype=pl.String),
                "score": _score(verdicts),
                "link_score": np.round(100 * verdicts.scores.link_probability(), 3),
                "conduct_score": np.round(100 * verdicts.scores.conduct_probability(), 3),
                "q_value": verdicts.outcomes.q_value,
                "state": pl.Series(verdicts.states, dtype=pl.String),
            }
        )
        .hstack(facts.drop("g"))
        .sort(["score", "campaign_id"], descending=[True, False])
    )


def _score(verdicts: Verdicts) -> Array:
    return np.round(100 * verdicts.outcomes.probability, 3)


def _members(snapshot: Snapshot, verdicts: Verdicts) -> pl.DataFrame:
    inside = np.flatnonzero(verdicts.labels >= 0)
    accounts = snapshot.accounts[inside]
    return pl.DataFrame(
        {
            "campaign_id": pl.Series(verdicts.ids, dtype=pl.String).gather(verdicts.labels[inside]),
            "account_id": accounts["account_id"],
            "pool": verdicts.pools[inside],
            "strength": np.round(verdicts.strength[inside], 6),
            "since": accounts.select(pl.coalesce("first_seen", "created_at")).to_series(),
        }
    ).sort("campaign_id", "account_id")


def _joins(verdicts: Verdicts) -> pl.DataFrame:
    order = ["campaign_id", "from_pool", "to_pool", "code"]
    joins = pl.DataFrame(
        [(verdicts.ids[g], why.older, why.newer, why.code, why.points, why.text) for g, why in verdicts.joints],
        schema=SCHEMAS["joins"],
        orient="row",
    )
    strongest = joins.sort(["points", *order], descending=[True, *(False for _ in order)])
    return strongest.group_by("campaign_id", maintain_order=True).head(MOST_JOINS).sort(order)


def _lineage(verdicts: Verdicts) -> pl.DataFrame:
    return pl.DataFrame(
        [(d.from_campaign, d.relation, d.to_campaign, d.text) for d in verdicts.descents],
        schema=SCHEMAS["lineage"],
        orient="row",
    ).sort("from_campaign", "relation", "to_campaign")


def _timeline(snapshot: Snapshot, verdicts: Verdicts) -> pl.DataFrame:
    ids = pl.Series("campaign_id", verdicts.ids, dtype=pl.String)
    names = pl.DataFrame({"group": np.arange(len(ids), dtype=np.int32), "campaign_id": ids})
    return (
        of_members(snapshot.activity, verdicts.labels)
        .group_by("group", (pl.col("at") // DAY_SECONDS * DAY_SECONDS).alias("day"))
        .agg(pl.col("requests").sum().alias("n_requests"), pl.col("account").n_unique().alias("n_accounts"))
        .collect()
        .join(names, on="group")
        .sort("campaign_id", "day")
    )
