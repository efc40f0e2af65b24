"""From a seed to files: accounts, what they did, and who runs them."""

import math
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from tests.quality.counts import counts_of

from . import farms, honest, thefts
from .activity import activity
from .requests import requests
from .world import World

ACCOUNTS = {
    "account_id": pl.String(), "created_at": pl.Datetime("us", "UTC"), "organisation_id": pl.String(),
    "plan": pl.String(), "programme": pl.String(), "email": pl.String(), "email_domain": pl.String(),
    "phone": pl.String(), "country": pl.String(), "status": pl.String(), "status_at": pl.Datetime("us", "UTC"),
}  # fmt: skip


def make_world(folder: Path | str, n_accounts: int, n_days: int, seed: int) -> dict[str, int]:
    """Write a world of accounts, activity and truth into a folder, and return how many of what it holds.

    Args:
        folder: where `accounts.parquet`, `activity.parquet` and `truth/` are written.
        n_accounts: about how many accounts, farms included; small worlds hold more, for campaigns have a least size.
        n_days: length of what is observed.
        seed: draws the world's hidden parameters, how many accounts farms have, and everything else.
    """
    root = Path(folder)
    (root / "truth").mkdir(parents=True, exist_ok=True)
    w = World(n_days, seed)
    prevalence = math.exp(w.rng.uniform(math.log(0.006), math.log(0.038)))
    n_farm = int(n_accounts * prevalence)
    honest.populate(w, n_accounts - n_farm)
    farms.plant(w, n_farm)
    thefts.steal(w)
    rows = requests(w)
    tails = w.prompts.tails()
    names = ["acc_" + "".join(w.rng.choices("abcdefghijklmnopqrstuvwxyz234567", k=14)) for _ in w.accounts]
    keys = [f"key_{w.rng.getrandbits(44):011x}" for _ in w.accounts]
    sent = activity(w, rows, tails, names, keys)
    sent.write_parquet(root / "activity.parquet")
    _accounts(w, names).write_parquet(root / "accounts.parquet")
    truth = _truth(w, names)
    truth.write_parquet(root / "truth" / "accounts.parquet")
    return counts_of(truth, sent)


def _accounts(w: World, names: list[str]) -> pl.DataFrame:
    """Return the table of accounts, in no order; one that was suspended by mistake has two rows."""
    order = list(range(len(w.accounts)))
    w.rng.shuffle(order)
    rows: list[dict[str, object]] = []
    for i in order:
        account = w.accounts[i]
        row: dict[str, object] = {
            "account_id": names[i],
            "created_at": _moment(w, account.created),
            "organisation_id": account.organisation,
            "plan": account.plan,
            "programme": account.programme,
            "email": account.mail if w.rng.random() < w.usual.mail else None,
            "email_domain": account.mail.split("@")[1],
            "phone": account.phone or None,
            "country": account.country,
        }
        states: list[tuple[str, float | None]] = [(account.status, account.status_at)]
        if account.restored:
            states = [("suspended", account.restored[0]), ("active", account.restored[1])]
        rows += [row | {"status": status, "status_at": _moment(w, at)} for status, at in states]
    return pl.DataFrame(rows, schema=ACCOUNTS)


def _moment(w: World, hour: float | None) -> datetime | None:
    return None if hour is None else datetime.fromtimestamp(w.start.timestamp() + round(hour * 3600), UTC)


def _truth(w: World, names: list[str]) -> pl.DataFrame:
    columns = {
        "account_id": names,
        "party_id": [account.party or name for account, name in zip(w.accounts, names, strict=True)],
        "campaign_id": [account.campaign for account in w.accounts],
        "pool_id": [account.pool for account in w.accounts],
        "is_farm": [account.campaign is not None for account in w.accounts],
        "honest_class": [account.klass or None for account in w.accounts],
        "archetype": [account.archetype for account in w.accounts],
        "rung": [account.rung for account in w.accounts],
        "overlays": [sorted(set(account.overlays)) for account in w.accounts],
    }
    return pl.DataFrame(columns, schema_overrides={"overlays": pl.List(pl.String())}).sort("account_id")
