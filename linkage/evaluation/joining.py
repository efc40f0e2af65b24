"""New accounts between two runs: after how many events does one show to belong to a campaign that is known?

Accounts that a run never saw are told to it event by event, as `POST /v1/assess` would be: what they have used so far
is held against the campaigns of that run. Farm accounts count whose campaign the run asserts already; honest ones are
drawn at random.
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from linkage import ledger
from linkage.campaigns.attachment import fits_of, habits_of
from linkage.detection import detect
from linkage.evaluation.counts import SEED, Count
from linkage.evaluation.groups import owners
from linkage.evaluation.truth import GREY, Truth
from linkage.evaluation.worlds import read_until, span_of, table_of
from linkage.findings import Findings
from linkage.settings import Settings

EVENTS: Final = 20
"""Events of a new account that are told."""
HONEST: Final = 300
"""Honest accounts that are kept back."""
KEPT_BACK: Final = 5
"""One account in so many of each campaign is kept back."""
KNOWN_PART: Final = 0.8
HUB: Final = 1000
"""Accounts of an identifier above which only campaigns that rely on it are known."""

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A run, as new accounts are held against it."""

    users: dict[Place, dict[str, int]]
    n_users: dict[Place, int]
    sizes: dict[str, int]
    habits: dict[str, dict[str, float]]
    n_accounts: int
    hubs: set[Place]

    def best(self, used: dict[Place, float]) -> str | None:
        """Return the asserted campaign that an account with these identifiers attaches to; None for none."""
        fits = fits_of(used, self.users, self.n_users, self.sizes, self.habits, self.n_accounts, self.hubs)
        found = [(fit.posterior_nats, name) for name, fit in fits.items() if fit.attaches]
        return max(found)[1] if found else None


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of a new account within its first events."""

    account_id: str
    is_farm: bool
    events: int | None
    """Events after which it attached to the right campaign; None when it did not."""
    wrong: bool
    """Whether it ever attached to a campaign that is not its own."""


def known_of(findings: Findings, places: pl.DataFrame) -> Known:
    """Return what a run knows of the identifiers in a table `kind, key`, and of its asserted campaigns."""
    members = findings.asserted_members()
    users = (
        findings.uses.join(places.unique(), on=["kind", "key"], how="semi")
        .join(members, on="account_id", how="left")
        .group_by("kind", "key", "campaign_id")
        .len("n")
        .sort("kind", "key", "campaign_id")
    )
    by_place: defaultdict[Place, dict[str, int]] = defaultdict(dict)
    n_users: defaultdict[Place, int] = defaultdict(int)
    for kind, key, campaign, n in users.iter_rows():
        n_users[kind, key] += n
        if campaign is not None:
            by_place[kind, key][campaign] = n
    counted = {place: dict(by_place.get(place, {})) for place in n_users if n_users[place] <= HUB}
    for kind, key in places.unique().iter_rows():
        if (kind, key) not in n_users:
            counted[kind, key] = {}
    sizes = dict(members.group_by("campaign_id").len().iter_rows())
    hubs = {place for place in n_users if n_users[place] > HUB}
    for name, kind, key, n in findings.relies_on.select("campaign_id", "kind", "key", "n_accounts").iter_rows():
        if (kind, key) in hubs and name in sizes:
            counted.setdefault((kind, key), {})[name] = n
    relied = findings.relies_on.group_by("campaign_id", maintain_order=True).agg("kind", "n_accounts")
    habits = {
        name: habits_of(zip(kinds, counts, strict=True), sizes[name])
        for name, kinds, counts in relied.iter_rows()
        if name in sizes
    }
    return Known(counted, dict(n_users), sizes, habits, findings.accounts.height, hubs)


def joined(folder: Path, truth: Truth, settings: Settings, *, plain: bool) -> list[Joined]:
    """Return what becomes of accounts that a run has never seen, told event by event after it, by account.

    A fifth of the accounts of each campaign, and of honest ones `HONEST` at most, are kept from a run on what was
    known when `KNOWN_PART` of the time had passed; from then on they come as if they were new. `plain` is what
    `is_plain` says of the world.
    """
    activity = table_of(folder, "activity")
    span = span_of(activity)
    if span is None:
        return []
    first, last = span
    moment = first + int(KNOWN_PART * (last - first))
    later = activity.filter(pl.col("at") >= moment)
    seen = truth.accounts.join(later.select("account_id").unique().collect(), on="account_id", how="semi")
    farm = seen.filter("is_farm").sort("campaign_id", "account_id")
    farm = farm.filter(pl.int_range(pl.len()).over("campaign_id") % KEPT_BACK == 0)
    honest = seen.filter(~pl.col("is_farm") & ~pl.col("honest_class").is_in(GREY).fill_null(False)).sort("account_id")
    probes = pl.concat([farm, honest.sample(min(HONEST, honest.height // KEPT_BACK), seed=SEED)])
    snapshot = read_until(folder, moment, settings.load, plain=plain, without=probes["account_id"])
    findings, _, _ = detect(snapshot, settings)
    owner = owners(findings.asserted_members(), truth.accounts)
    probes = probes.filter(~pl.col("is_farm") | pl.col("campaign_id").is_in(list(set(owner.values()))))
    told = _told(folder, later, probes)
    places = [place for each in told for used in each.values() for place in used]
    known = known_of(findings, pl.DataFrame(places, schema={"kind": pl.String, "key": pl.String}, orient="row"))
    return [
        _followed(name, campaign, owner, known, [used.get(name, {}) for used in told])
        for name, campaign in probes.select("account_id", "campaign_id").sort("account_id").iter_rows()
    ]


def _told(folder: Path, activity: pl.LazyFrame, probes: pl.DataFrame) -> list[dict[str, dict[Place, float]]]:
    """Return what each account has used after its first event, its first two, and so on."""
    mine = probes.lazy().select("account_id")
    rows = (
        activity.join(mine, on="account_id", how="semi")
        .sort("account_id", "at", maintain_order=True)
        .with_columns(event=pl.int_range(pl.len()).over("account_id"))
        .filter(pl.col("event") < EVENTS)
        .collect()
    )
    accounts = table_of(folder, "accounts").join(mine, on="account_id", how="semi")
    return [_used(accounts, rows.filter(pl.col("event") < n)) for n in range(1, EVENTS + 1)]


def _used(accounts: pl.LazyFrame, rows: pl.DataFrame) -> dict[str, dict[Place, float]]:
    """Return the share of each published identifier by account."""
    snapshot = ledger.build_snapshot(accounts=accounts, activity=rows.drop("event"))
    ids, kinds, keys = (
        snapshot.accounts["account_id"], snapshot.identifiers["kind"], snapshot.identifiers["key"],
    )  # fmt: skip
    found: defaultdict[str, dict[Place, float]] = defaultdict(dict)
    for account, identifier, share in snapshot.uses.select("account", "identifier", "share").iter_rows():
        if kinds[identifier] != "network":
            found[ids[account]][kinds[identifier], keys[identifier]] = share
    return dict(found)


def _followed(
    name: str, campaign: str | None, owner: dict[str, str], known: Known, steps: list[dict[Place, float]]
) -> Joined:
    events, wrong = None, False
    for n, used in enumerate(steps, 1):
        best = known.best(used)
        if best is None:
            continue
        if campaign is not None and owner.get(best) == campaign:
            events = n
            break
        wrong = True
    return Joined(name, campaign is not None, events, wrong)


def joining_figures(all_joined: list[Joined]) -> dict[str, float | None]:
    """Return how many new farm accounts attach within `EVENTS`, after how many events, and who attaches wrongly."""
    farm = [one for one in all_joined if one.is_farm]
    honest = [one for one in all_joined if not one.is_farm]
    events = pl.Series([one.events for one in farm if one.events is not None], dtype=pl.Float64)
    return {
        "n_joining": float(len(farm)),
        "attached": Count(len(farm), events.len()).rate,
        "events_to_attachment": events.median(),  # type: ignore[dict-item]
        "attached_elsewhere": Count(len(farm), sum(one.wrong for one in farm)).rate,
        "wrongly_attached": Count(len(honest), sum(one.wrong for one in honest)).rate,
    }
