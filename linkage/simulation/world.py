"""The whole simulation on one page: parameters, places, people, organisations, farms, files."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from linkage.errors import UsageError, WorkspaceError
from linkage.simulation.asking import parameters_of
from linkage.simulation.automation import add_backlogs, add_routers
from linkage.simulation.classes import HONEST_NAMES
from linkage.simulation.classrooms import add_bootcamps, add_campus, add_hackathons
from linkage.simulation.draft import Draft
from linkage.simulation.farms import accounts_needed, n_farm_accounts
from linkage.simulation.individuals import (
    add_app_users,
    add_carpools,
    add_households,
    add_individuals,
    add_multi_account,
    add_proxy_homes,
    add_vpn_users,
)
from linkage.simulation.names import Names, first_domains, name_everything
from linkage.simulation.organisations import add_gateways, add_offices, add_remote, add_startups
from linkage.simulation.people import N_HARNESS, PLANS, PROGRAMMES, Scene
from linkage.simulation.places import COUNTRIES, build_places
from linkage.simulation.pools import add_farms
from linkage.simulation.priors import Parameters
from linkage.simulation.services import add_labs, add_reinstated, add_scheduled
from linkage.simulation.sublets import add_sublets
from linkage.simulation.traffic import draw_activity, set_stage
from linkage.simulation.truth import clear_truth, write_truth
from linkage.simulation.twins import replace_by_twins

POPULATIONS: Final[dict[str, Callable[[Scene, int], None]]] = {
    "individual": add_individuals,
    "app_user": add_app_users,
    "multi_account": add_multi_account,
    "vpn": add_vpn_users,
    "company_office": add_offices,
    "company_remote": add_remote,
    "company_scheduled": add_scheduled,
    "company_reinstated": add_reinstated,
    "gateway": add_gateways,
    "startup": add_startups,
    "lab": add_labs,
    "data_lab": lambda scene, n: add_scheduled(scene, n, "data_lab"),
    "campus": add_campus,
    "bootcamp": add_bootcamps,
    "hackathon": add_hackathons,
    "household": add_households,
    "carpool": add_carpools,
    "proxy_home": add_proxy_homes,
}
"""Who adds the accounts of each honest class."""

CHUNK: Final = 25_000
"""Accounts whose activity is drawn at a time: one part of the output each."""


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """What was written."""

    folder: Path
    n_accounts: int
    n_rows: int
    n_requests: int
    n_farm_accounts: int
    n_campaigns: int
    n_pools: int
    prevalence: float
    parts: tuple[str, ...]
    accounts_needed: int | None = None
    """From how many accounts on a campaign would fit, where farms were wanted and none fits."""


def simulate(
    out: Path, *, accounts: int, days: int, seed: int, scenario: str = "mixed", prevalence: float | None = None,
    rungs: Sequence[str] | None = None, null: bool = False, twin: bool = False,
    sample: float = 1.0, campaign_accounts: int | None = None, over: bool = True,
) -> SimulationReport:  # fmt: skip
    """Return what was written to `out`: a loadable world, and its truth apart in `out/truth`.

    Args:
        out: folder of `accounts.parquet`, `activity.parquet` (or `activity-000.parquet` and on) and `truth/`.
        accounts: accounts of the world, farms included.
        days: days of activity.
        seed: equal seeds and arguments give equal bytes.
        scenario: `mixed`, `demo`, `null` (or `A0`), or one campaign type `A1` to `A10`.
        prevalence: part of accounts that farms run; drawn by the seed when None.
        rungs: rungs of evasion to use; all of them when None.
        null: as the scenario `null`: leave all farms out.
        twin: replace farms by independent accounts that behave alike.
        sample: part of sessions that is kept; 1 gives about 85 rows per account in 30 days.
        campaign_accounts: accounts of each campaign, of the last with what is left over; drawn for its kind when None.
        over: whether a world that lies in `out` already is written over.

    Raises:
        UsageError: a name is unknown, a number out of bounds, two choices exclude each other, or `out` holds tables
            of somebody else's.
        WorkspaceError: `out` is a file, or cannot be written.
    """
    parameters = parameters_of(accounts, days, seed, scenario, prevalence, rungs, null, sample, campaign_accounts)
    if twin and not parameters.prevalence:
        raise UsageError("Twins stand in the place of farms, and a world without farms has none; leave out --twin.")
    with _written(out):
        stale = _of_world_before(out, over)
    draft = draw_world(parameters, twin)
    names = name_everything(draft, seed)
    with _written(out):
        clear_truth(out / "truth")
        for file in stale:
            file.unlink()
        _accounts(draft, names).sort("account_id").write_parquet(out / "accounts.parquet")
        parts, volumes, seen = _write_activity(out, draft, names, parameters)
        write_truth(out / "truth", draft, names, volumes, seen)
    farm = draft.accounts.frozen()["campaign"]
    return SimulationReport(
        folder=out,
        n_accounts=draft.accounts.n,
        n_rows=int(volumes["n_rows"].sum()),
        n_requests=int(volumes["n_requests"].sum()),
        n_farm_accounts=int((farm >= 0).sum()),
        n_campaigns=int(farm.max(initial=-1)) + 1,
        n_pools=len(draft.pools),
        prevalence=float((farm >= 0).mean()),
        parts=parts,
        accounts_needed=accounts_needed(parameters),
    )


@contextmanager
def _written(out: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        if not isinstance(error, OSError) and "os error" not in str(error):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise WorkspaceError(f"{out} cannot be written ({reason}); name another folder.") from None


def _of_world_before(out: Path, over: bool) -> list[Path]:
    """Return the tables that are to make way. Raises UsageError where they may not, WorkspaceError for a file."""
    if out.exists() and not out.is_dir():
        raise WorkspaceError(f"{out} cannot be written (it is a file); name another folder.")
    stale = [*out.glob("accounts.parquet"), *out.glob("activity*.parquet")]
    if stale and not (out / "truth").is_dir():
        raise UsageError(f"{out} holds tables that are no simulated world; name another folder.")
    if stale and not over:
        raise UsageError(f"{out} holds a world already; name another folder, or --force to write over it.")
    return stale


def draw_world(parameters: Parameters, twin: bool = False) -> Draft:
    """Return the draft of a world: honest populations, then farms, last what lies over both."""
    draft = Draft()
    draft.new("template", N_HARNESS)
    draft.new_domains(first_domains(parameters.stream("domains")))
    places = build_places(draft, parameters.stream("places"), parameters.n_accounts)
    scene = Scene(draft, parameters, places)
    n_honest = parameters.n_accounts - n_farm_accounts(parameters)
    counts = np.floor(parameters.class_shares * n_honest).astype(int)
    counts[HONEST_NAMES.index("individual")] += n_honest - counts.sum()
    for name, add in POPULATIONS.items():
        if n := int(counts[HONEST_NAMES.index(name)]):
            add(scene, n)
    add_farms(scene, steal_keys=not twin)
    add_sublets(scene)
    add_routers(scene)
    add_backlogs(scene)
    if twin:
        replace_by_twins(draft, parameters)
    return draft


def _accounts(draft: Draft, names: Names) -> pl.DataFrame:
    """Return the `accounts` table as a provider would export it at the end of the window."""
    a = draft.accounts.frozen()
    moments = {name: pl.Series(np.where(a[name] >= 0, a[name], -1)) for name in ("created", "status_at")}
    fell = moments["status_at"]
    return pl.DataFrame(
        {
            "account_id": names.accounts,
            "created_at": _moment(moments["created"]),
            "organisation_id": names.of("organisation", a["organisation"]),
            "plan": pl.Series(PLANS).gather(a["plan"].astype(np.uint32)),
            "programme": names_or_null(PROGRAMMES, a["programme"].astype(np.int64)),
            "email_domain": names.of("domain", a["domain"]),
            "phone": names.of("phone", a["phone"]),
            "country": pl.Series([c[0] for c in COUNTRIES]).gather(a["country"].astype(np.uint32)),
            "status": pl.Series(["active", "suspended", "closed"]).gather(a["status"].astype(np.uint32)),
            "status_at": _moment(fell),
        }
    )


def names_or_null(names: Sequence[str], codes: "np.typing.NDArray[np.int64]") -> pl.Series:
    """Return names by code; null for negative codes."""
    index = pl.Series(codes)
    return pl.Series(names).gather(index.set(index < 0, None).cast(pl.UInt32))


def _moment(seconds: pl.Series) -> pl.Series:
    return (
        seconds.set(seconds < 0, None)
        .cast(pl.Int64)
        .to_frame("t")
        .select(pl.from_epoch("t", time_unit="s").dt.replace_time_zone("UTC"))
        .to_series()
    )


EVIDENCE_COLUMNS: Final = {
    "ip": "ip",
    "device": "device_id",
    "payment": "payment_id",
    "template": "template_id",
    "artifact": "reasoning_artifact",
}
"""Kinds of planted evidence, and the columns of `activity` that show them."""


def _write_activity(
    out: Path, draft: Draft, names: Names, parameters: Parameters
) -> tuple[tuple[str, ...], pl.DataFrame, pl.DataFrame]:
    """Write activity in parts of `CHUNK` accounts; return their names, accounts' volumes, and what farms showed."""
    stage = set_stage(draft, parameters, names)
    n = draft.accounts.n
    chunk_of = parameters.stream("parts").permutation(n) // CHUNK
    n_chunks = int(chunk_of.max()) + 1
    farm = pl.DataFrame({"account_id": names.accounts.filter(pl.Series(draft.accounts.frozen()["campaign"] >= 0))})
    parts, volumes, seen = [], [], []
    for chunk in range(n_chunks):
        rows = draw_activity(stage, chunk, chunk_of == chunk)
        name = "activity.parquet" if n_chunks == 1 else f"activity-{chunk:03d}.parquet"
        rows.write_parquet(out / name)
        parts.append(name)
        volumes.append(
            rows.group_by("account_id").agg(
                pl.len().cast(pl.Int64).alias("n_rows"),
                pl.col("requests").sum().alias("n_requests"),
                pl.col("at").min().alias("first_at"),
                pl.col("at").max().alias("last_at"),
            )
        )
        mine = rows.join(farm, on="account_id", how="semi")
        for kind, column in EVIDENCE_COLUMNS.items():
            shown = mine.select("account_id", pl.lit(kind).alias("kind"), pl.col(column).alias("key"))
            seen.append(shown.drop_nulls().unique())
    return tuple(parts), pl.concat(volumes), pl.concat(seen)
