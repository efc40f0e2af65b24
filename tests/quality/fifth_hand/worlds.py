"""From a seed to files: accounts, what they did, and who runs them."""

from pathlib import Path

import numpy as np
import polars as pl

from tests.quality.counts import counts_of

from .population import fates, lives, populate
from .requests import Rows, sent
from .tables import BROWSERS, CAPS, COUNTRIES, MODELS, SDKS, START
from .texts import addresses, chosen, domain, named, tokens
from .values import Array, mix64
from .world import World


def make_world(
    folder: Path | str, n_accounts: int, n_days: int, seed: int, prevalence: float | None = None
) -> dict[str, int]:
    """Write a world of accounts, activity and truth into a folder, and return how many of what it holds.

    Args:
        folder: where `accounts.parquet`, `activity.parquet` and `truth/` are written.
        n_accounts: how many accounts, farms included.
        n_days: length of what is observed; a fortnight or more.
        seed: draws the world's hidden parameters and everything else.
        prevalence: part of accounts that farms have; drawn between .005 and .05 if none is given.
    """
    root = Path(folder)
    (root / "truth").mkdir(parents=True, exist_ok=True)
    w = World(n_accounts, n_days, seed)
    populate(w, prevalence)
    A = fates(w)
    rows = sent(w, A, lives(w, A))
    aid = w.r.permutation(np.unique(w.r.integers(36**9, 36**10, w.na + 64)))[: w.na]
    names = pl.Series(["acc_" + np.base_repr(int(x), 36).lower() for x in aid])
    activity = _activity(w, rows, names)
    accounts = _accounts(w, A, names)
    truth = _truth(w, A, names)
    order = w.r.permutation(w.na).astype(np.uint32)
    accounts[order].write_parquet(root / "accounts.parquet")
    activity.write_parquet(root / "activity.parquet")
    truth[order].write_parquet(root / "truth" / "accounts.parquet")
    return counts_of(truth, activity)


def _activity(w: World, rows: Rows, anames: pl.Series) -> pl.DataFrame:
    r = w.r
    at = pl.Series(np.floor(rows.at * 86400).astype(np.int64) * 1000 + int(START.timestamp() * 1000)).cast(
        pl.Datetime("ms", "UTC")
    )
    keyn = rows.account.astype(np.int64) * 4 + (mix64(rows.persona, 71) * 2.3).astype(int)
    fams = BROWSERS + SDKS
    return pl.DataFrame(
        {
            "account_id": anames.gather(rows.account.astype(np.uint32)),
            "at": at,
            "requests": rows.requests.astype(np.int32),
            "ip": addresses(w, rows.values["ip"], rows.persona, rows.values["device"], rows.api),
            "device_id": named(r, rows.values["device"], tokens("dv")),
            "tls_fingerprint": named(r, rows.tls, tokens("t13d")),
            "user_agent": named(r, rows.client, lambda c, x: fams[c // 1000].format(v=c % 1000)),
            "payment_id": named(r, rows.card, tokens("pf_")),
            "api_key_id": named(r, keyn, tokens("key_")),
            "reasoning_artifact": named(r, rows.artifact, tokens("rs_")),
            "template_id": named(r, rows.values["template"], tokens("tp_")),
            "model": chosen(MODELS, rows.model),
            "operation": chosen(["chat", "responses", "batch", "embeddings"], rows.operation),
            "capability": chosen(CAPS, rows.capability),
            "input_tokens": rows.tokens_in.astype(np.int64),
            "output_tokens": rows.tokens_out.astype(np.int64),
            "status": chosen(["ok", "error", "refused", "rate_limited"], rows.status),
        }
    )


def _moments(days: Array) -> Array:
    """Return milliseconds of days since the start, to the second."""
    return (START.timestamp() * 1000 + np.floor(days * 86400) * 1000).astype(np.int64)


def _accounts(w: World, A: dict[str, Array], anames: pl.Series) -> pl.DataFrame:
    stat = A["status"]
    sat = pl.Series(_moments(np.where(A["status"] > 0, A["status_at"], 0))).cast(pl.Datetime("ms", "UTC"))
    return pl.DataFrame(
        {
            "account_id": anames,
            "created_at": pl.Series(_moments(A["created"])).cast(pl.Datetime("ms", "UTC")),
            "organisation_id": named(w.r, A["org"], tokens("org_")),
            "plan": pl.Series(A["plan"].astype(str)),
            "programme": pl.Series([x or None for x in A["programme"].tolist()], dtype=pl.String),
            "email_domain": named(w.r, A["dom"], domain),
            "country": chosen([c[0] for c in COUNTRIES], A["country"]),
            "status": chosen(["active", "suspended", "closed"], stat),
            "status_at": sat.set(pl.Series(stat == 0), None),
        }
    )


def _truth(w: World, A: dict[str, Array], names: pl.Series) -> pl.DataFrame:
    """Return who runs each account; somebody who is alone is their own party."""
    tags: list[list[str]] = [[] for _ in names]
    for account in w.automated:
        tags[account].append("automation")
    for account in w.taken:
        tags[account].append("stolen_key")
    farm = A["campaign"] != ""
    groups = zip(names, A["party"].tolist(), A["campaign"].tolist(), strict=True)
    return pl.DataFrame(
        {
            "account_id": names,
            "party_id": [campaign or (f"h{party}" if party >= 0 else name) for name, party, campaign in groups],
            "campaign_id": _texts(A["campaign"]),
            "pool_id": _texts(A["pool"]),
            "is_farm": farm,
            "honest_class": _texts(np.where(farm, "", A["cls"])),
            "archetype": _texts(A["arch"]),
            "rung": pl.Series([f"E{rung}" if rung >= 0 else None for rung in A["rung"].tolist()], dtype=pl.String),
            "overlays": pl.Series([each or None for each in tags], dtype=pl.List(pl.String())),
        }
    )


def _texts(values: Array) -> pl.Series:
    return pl.Series([value or None for value in values.tolist()], dtype=pl.String)
