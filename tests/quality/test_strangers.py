"""Strangers who present what somebody published, or run their jobs on one image, are not accused of being one party."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pytest

from linkage.detection import detect
from linkage.evaluation.worlds import read_world
from linkage.export import members
from linkage.settings import Settings
from linkage.simulation import simulate

DAY: Final = 86_400
Rows = list[dict[str, object]]


def published(rng: np.random.Generator, account: str, home: str, days: list[int]) -> Rows:
    """A tutorial's prompt, which comes with three artifacts and a device id."""
    return [row | {"device_id": "lesson-device"} for row in taken(rng, account, home, days, 3)]


def exported(rng: np.random.Generator, account: str, home: str, days: list[int]) -> Rows:
    """A chat that somebody shared, gone on with: its prompt, and one of forty artifacts."""
    return taken(rng, account, home, days, 40)


def taken(rng: np.random.Generator, account: str, home: str, days: list[int], n_artifacts: int) -> Rows:
    """One prompt, sent a few times from one's own place, each time with one of its artifacts."""
    at = rng.choice(days, rng.integers(4, 15)) + rng.integers(8 * 3600, 23 * 3600)
    same = {"account_id": account, "ip": home, "template_id": "published"}
    return [same | {"at": int(moment), "reasoning_artifact": f"blob-{rng.integers(n_artifacts)}"} for moment in at]


def on_an_image(rng: np.random.Generator, account: str, home: str, days: list[int]) -> Rows:
    """A job of one's own every night, as large as anybody's, on a device that one image of the runners brings along."""
    return [row | {"device_id": "image"} for row in nightly(rng, account, days)]


def built(rng: np.random.Generator, account: str, home: str, days: list[int]) -> Rows:
    """Tests of a fork of an open program, wherever a runner is free: they send one prompt, and half replay one blob."""
    blobs = ("recorded", None)
    same = {"template_id": "tests", "requests": 1}
    return [row | same | {"reasoning_artifact": blobs[rng.integers(2)]} for row in nightly(rng, account, days)]


def nightly(rng: np.random.Generator, account: str, days: list[int]) -> Rows:
    """A job of one's own every night, wherever a runner is free."""
    minute = int(rng.integers(24 * 60)) * 60
    same = {"account_id": account, "template_id": f"job-{account}", "user_agent": "runner/1", "requests": 150}
    places = [f"198.18.{rng.integers(8)}.{rng.integers(256)}" for _ in days]
    return [same | {"at": day + minute, "ip": ip} for day, ip in zip(days, places, strict=True)]


@pytest.mark.parametrize(
    ("work", "n_accounts"),
    [(published, 90), (exported, 60), (on_an_image, 26), (built, 80)],
    ids=["published", "exported", "on an image", "built"],
)
def test_strangers_are_not_accused(
    tmp_path: Path, work: Callable[[np.random.Generator, str, str, list[int]], Rows], n_accounts: int
):
    """Individuals of a world without farms do something besides what they do; others share the runners' addresses."""
    rng = np.random.default_rng(17)
    simulate(tmp_path, accounts=6000, days=30, seed=917, scenario="null")
    people = pl.read_parquet(tmp_path / "truth" / "accounts.parquet").filter(honest_class="individual")["account_id"]
    chosen, others = people.sample(n_accounts, seed=17), people.sample(300, seed=18)
    activity = pl.read_parquet(tmp_path / "activity.parquet")
    first = int(activity["at"].min().timestamp()) // DAY  # type: ignore[union-attr]
    days = [(first + day) * DAY for day in range(1, 29)]
    homes = activity.group_by("account_id").agg(pl.col("ip").drop_nulls().mode().min())
    told = pl.DataFrame({"account_id": chosen}).join(homes, on="account_id")
    rows = [row for account, home in told.iter_rows() for row in work(rng, account, home, days)]
    rows += [row for account in others for row in nightly(rng, account, days)]
    more = pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.from_epoch("at").dt.replace_time_zone("UTC"))
    both = pl.concat([activity, more.cast({name: activity.schema[name] for name in more.columns})], how="diagonal")
    both.with_columns(pl.col("requests").fill_null(1)).write_parquet(tmp_path / "activity.parquet")
    settings = Settings()
    findings, _, _ = detect(read_world(tmp_path, settings.load), settings)
    grouped = findings.members.filter(pl.col("account_id").is_in(chosen.implode()))
    assert grouped.height > 0.5 * n_accounts, "what they have in common is seen"
    assert members(findings).filter(pl.col("account_id").is_in(chosen.implode())).is_empty()
