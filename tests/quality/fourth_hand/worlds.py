"""From a seed to files: accounts, what they did, who runs them, and what honest ones have in common."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from tests.quality.counts import counts_of

from .activity import activity
from .contents import contents
from .countries import CODES
from .draws import Floats
from .population import populate
from .requests import joined, requests
from .texts import chosen, phones, tokens
from .world import World

PLANS = ["free", "pro", "team", "enterprise", "trial"]
STATUSES = ["active", "suspended", "closed"]


def make_world(folder: Path | str, n_accounts: int, n_days: int, seed: int) -> dict[str, int]:
    """Write a world of accounts, activity and truth into a folder, and return how many of what it holds.

    Beside the truth of accounts, `truth/groups.parquet` names the class, company or pool that an account is of.

    Args:
        folder: where `accounts.parquet`, `activity.parquet` and `truth/` are written.
        n_accounts: about how many accounts, farms included, which are two in a hundred.
        n_days: length of what is observed; a fortnight or more.
        seed: draws the world's hidden parameters and everything else.
    """
    root = Path(folder)
    (root / "truth").mkdir(parents=True, exist_ok=True)
    w = World(n_accounts, n_days, seed)
    populate(w)
    sessions = joined(w)
    w.sessions.clear()
    rows = requests(w, sessions)
    said = contents(w, sessions, rows)
    names = pl.Series([f"acct_{number:07d}" for number in w.rng.permutation(w.accounts.n)])
    sent = activity(w, sessions, rows, said, names)
    sent.write_parquet(root / "activity.parquet")
    _accounts(w, names).write_parquet(root / "accounts.parquet")
    truth = _truth(w, names)
    truth.write_parquet(root / "truth" / "accounts.parquet")
    _groups(w, names).write_parquet(root / "truth" / "groups.parquet")
    return counts_of(truth, sent)


def _accounts(w: World, names: pl.Series) -> pl.DataFrame:
    accounts, n = w.accounts, w.accounts.n
    return pl.DataFrame(
        {
            "account_id": names,
            "created_at": _moments(w, accounts.created[:n]),
            "organisation_id": tokens(w, "org", accounts.organisation[:n]),
            "plan": chosen(PLANS, accounts.plan[:n]),
            "programme": tokens(w, "prog", accounts.programme[:n]),
            "email_domain": chosen(w.names.domains, accounts.domain[:n]),
            "phone": phones(w, accounts.phone[:n]),
            "country": chosen(CODES, accounts.country[:n]),
            "status": chosen(STATUSES, accounts.status[:n]),
            "status_at": _moments(w, accounts.status_at[:n]),
        }
    ).sort("account_id")


def _moments(w: World, seconds: Floats) -> pl.Series:
    """Return times, to the second; none where there is no number."""
    moments: list[datetime | None] = [
        w.start + timedelta(seconds=int(second)) if np.isfinite(second) else None for second in seconds
    ]
    return pl.Series(moments, dtype=pl.Datetime("us", "UTC"))


def _truth(w: World, names: pl.Series) -> pl.DataFrame:
    accounts, n = w.accounts, w.accounts.n
    return pl.DataFrame(
        {
            "account_id": names,
            "party_id": accounts.party[:n],
            "campaign_id": pl.Series(accounts.campaign[:n], dtype=pl.String),
            "pool_id": pl.Series(accounts.pool[:n], dtype=pl.String),
            "is_farm": [pool is not None for pool in accounts.pool[:n]],
            "honest_class": pl.Series(accounts.klass[:n], dtype=pl.String),
            "archetype": pl.Series(accounts.archetype[:n], dtype=pl.String),
            "rung": pl.Series(accounts.rung[:n], dtype=pl.String),
            "overlays": pl.Series([tags or None for tags in accounts.overlays[:n]], dtype=pl.List(pl.String())),
        }
    ).sort("account_id")


def _groups(w: World, names: pl.Series) -> pl.DataFrame:
    groups = pl.Series(w.accounts.group[: w.accounts.n], dtype=pl.String)
    return pl.DataFrame({"account_id": names, "group_id": groups}).drop_nulls().sort("account_id")
