"""Habits become rows of `activity`: sessions by rhythm, plan and occasion, their requests, and what outages do."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.simulation.draft import USE_KINDS, Chooser, Draft, Ints, counted
from linkage.simulation.names import Names, hex_names
from linkage.simulation.occasions import Occasions
from linkage.simulation.outages import Outages, draw_outages, strike
from linkage.simulation.people import CAPABILITIES, CAPABILITY_MIXES
from linkage.simulation.places import address_text, draw_addresses, scramble
from linkage.simulation.priors import Parameters
from linkage.simulation.rhythm import DAY, draw_hours

MODELS = ("atlas-2-small", "atlas-2-large", "atlas-3-small", "atlas-3-large", "atlas-4-small", "atlas-4-large")
STATUSES = ("ok", "error", "refused", "rate_limited")
EXTRA: Final = 1 << 40
"""Number of the first session of extra habits; those of all others are smaller."""
_MIX_EDGE = (
    np.arange(len(CAPABILITY_MIXES))[:, None]
    + np.cumsum(CAPABILITY_MIXES, axis=1) / CAPABILITY_MIXES.sum(axis=1, keepdims=True)
).ravel()


@dataclass(frozen=True, slots=True)
class Stage:
    """A finished draft, in the form that traffic is drawn from."""

    parameters: Parameters
    habits: dict[str, npt.NDArray[Any]]
    nets: dict[str, npt.NDArray[Any]]
    choosers: dict[str, Chooser]
    planned: tuple[Ints, Ints, Ints]
    occasions: Occasions
    outages: Outages
    names: Names


def set_stage(draft: Draft, parameters: Parameters, names: Names) -> Stage:
    """Return the stage of a finished draft; nobody acts before their account is registered."""
    habits = draft.habits.frozen()
    registered = draft.accounts.frozen()["created"][habits["account"]]
    habits["start"] = np.maximum(habits["start"], registered)
    planned = tuple(
        np.concatenate([np.asarray(s[i], np.int64) for s in draft.sessions])
        if draft.sessions
        else np.zeros(0, np.int64)
        for i in range(3)
    )
    return Stage(
        parameters,
        habits,
        draft.nets.frozen(),
        {kind: Chooser.of(draft.uses[kind]) for kind in USE_KINDS},
        (planned[0], planned[1], planned[2]),
        Occasions.of(draft),
        draw_outages(parameters),
        names,
    )


def draw_activity(stage: Stage, chunk: int, in_chunk: npt.NDArray[np.bool_]) -> pl.DataFrame:
    """Return the activity rows, by time, of the accounts for which `in_chunk` (bool[n_accounts]) holds."""
    mine, extra = in_chunk[stage.habits["account"]], stage.habits["extra"]
    rows = pl.concat(
        [
            _drawn(stage, stage.parameters.stream("traffic", chunk), chunk, 0, mine & ~extra),
            _drawn(stage, stage.parameters.stream("extra traffic", chunk), chunk, EXTRA, mine & extra),
        ]
    )
    return rows.sort("at", "account_id", maintain_order=True).with_columns(
        pl.from_epoch("at", time_unit="s").dt.replace_time_zone("UTC")
    )


def _drawn(
    stage: Stage, rng: np.random.Generator, chunk: int, first: int, wanted: npt.NDArray[np.bool_]
) -> pl.DataFrame:
    """Return the rows of the wanted habits (bool[n_habits]), whose sessions are numbered from `first` on."""
    habit, at, n_rows = _sessions(stage, rng, wanted)
    session = _session_columns(stage, rng, chunk, first, habit, at)
    return _rows(stage, rng, habit, at, n_rows, session)


def _sessions(stage: Stage, rng: np.random.Generator, wanted: npt.NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Return habit, start and number of rows of each session."""
    p, all_habits = stage.parameters, stage.habits
    mine = np.flatnonzero(wanted & (all_habits["sessions"] > 0))
    h = {name: column[mine] for name, column in all_habits.items()}
    day = np.arange(p.n_days)
    chance = np.where((day % 7 < 5)[None, :], h["weekday"][:, None], h["weekend"][:, None])
    first, last = (h["start"] - p.start) // DAY - 1, (h["end"] - p.start) // DAY + 1
    active = (rng.random((len(mine), p.n_days)) < chance) & (day >= first[:, None]) & (day <= last[:, None])
    who, when = np.nonzero(active)
    mood = rng.gamma(1.3, 1 / 1.3, len(who))
    counts = np.minimum(1 + rng.poisson(np.maximum(h["sessions"][who] * mood - 0.5, 0.02)), 60)
    who, when = np.repeat(who, counts), np.repeat(when, counts)
    hour = draw_hours(h["profile"][who].astype(np.int64), rng.random(len(who)), rng.random(len(who))) - h["zone"][who]
    at = p.start + when * DAY + (hour * 3600).astype(np.int64)
    n_rows = 1 + rng.poisson(np.maximum(h["rows"][who] - 1, 0.05))
    planned = wanted[stage.planned[0]]
    called, called_at = stage.occasions.attended(rng, wanted)
    habit = np.r_[mine[who], stage.planned[0][planned], called]
    at = np.r_[at, stage.planned[1][planned], called_at]
    more = 1 + rng.poisson(np.maximum(all_habits["rows"][called] - 1, 0.05))
    n_rows = np.r_[n_rows, stage.planned[2][planned], more]
    keep = (at >= np.maximum(all_habits["start"][habit], p.start)) & (at < np.minimum(all_habits["end"][habit], p.end))
    if p.sample < 1:
        keep &= rng.random(len(at)) < p.sample
    order = np.argsort(at[keep], kind="stable")
    return habit[keep][order], at[keep][order], n_rows[keep][order]


def _session_columns(
    stage: Stage, rng: np.random.Generator, chunk: int, first: int, habit: Ints, at: Ints
) -> dict[str, Any]:
    """Return what stays the same within a session: all names as text, model, and the session's own number."""
    n, names = len(habit), stage.names
    number = scramble(first + np.arange(n), stage.parameters.seed * 1000 + chunk)
    pick = {
        kind: stage.choosers[kind].draw(habit, rng.random(n))
        for kind in ("net", "device", "client", "payment", "template")
    }
    nets = {name: column[np.maximum(pick["net"], 0)] for name, column in stage.nets.items()}
    address = draw_addresses(nets, stage.habits["account"][habit], at, rng.random(n))
    device = names.of("device", pick["device"])
    fresh = pick["device"] == -2
    if fresh.any():
        device = (
            pl.Series(fresh)
            .to_frame("f")
            .select(pl.when("f").then(hex_names("dev_", number + 1)).otherwise(device))
            .to_series()
        )
    return {
        "account": stage.habits["account"][habit],
        "number": number,
        "address": address,
        "ip": address_text(address, scramble(stage.habits["account"][habit], at // (3 * DAY))),
        "device_id": device,
        "tls_fingerprint": names.of("tls", pick["client"]),
        "user_agent": names.of("user_agent", pick["client"]),
        "payment_id": names.of("payment", pick["payment"]),
        "session_id": hex_names("ses_", number),
        "template_id": names.of("template", pick["template"]),
        "model": _models(stage, rng, habit, at),
    }


def _models(stage: Stage, rng: np.random.Generator, habit: Ints, at: Ints) -> pl.Series:
    """Return the model of each session: the newest that its habit has taken up by then, small or large."""
    lag = stage.habits["adoption"][habit]
    generation = np.zeros(len(habit), np.int64)
    for release in stage.parameters.releases:
        taken = (at >= release + lag * DAY) & (rng.random(len(habit)) < 0.85)
        generation += taken
    large = rng.random(len(habit)) < stage.habits["large"][habit]
    return pl.Series(MODELS).gather((generation * 2 + large).astype(np.uint32))


def _rows(
    stage: Stage, rng: np.random.Generator, habit: Ints, at: Ints, n_rows: Ints, session: dict[str, Any]
) -> pl.DataFrame:
    p, h = stage.parameters, stage.habits
    s, step = counted(n_rows)
    own = habit[s]
    gap = rng.lognormal(np.log(110), 0.7, len(habit))
    planned = at[s] + (gap[s] * (step + rng.random(len(s)) * 0.8 * (step > 0))).astype(np.int64)
    struck = strike(stage.outages, rng, at, np.r_[0, np.cumsum(n_rows)], planned, session["address"])
    when = struck.when
    kept = struck.kept & ((when == planned) | (when < h["end"][own]))
    requests = np.maximum(1, rng.poisson(h["requests"][own] * rng.gamma(2.5, 0.4, len(s)))).astype(np.int64)
    mix = h["capability"][own].astype(np.int64)
    capability = np.searchsorted(_MIX_EDGE, mix + rng.random(len(s)) * (1 - 1e-9), side="right") - mix * len(
        CAPABILITIES
    )
    extra = np.array([0.0, 0.7, 0.4, -0.2, -0.4, -0.3, -0.1])[capability]
    tokens_in = np.exp(h["tokens_in"][own] + rng.normal(0, 0.6, len(s))) * requests
    tokens_out = np.exp(h["tokens_out"][own] + extra + rng.normal(0, 0.6, len(s))) * requests
    u = rng.random(len(s))
    status = np.where(
        (u < 0.012) | struck.failed, 1, np.where(u < 0.018, 2, np.where(u < 0.018 + h["limited"][own], 3, 0))
    )
    frame = pl.DataFrame(
        {
            "account_id": stage.names.accounts.gather(session["account"][s].astype(np.uint32)),
            "at": when,
            "requests": requests,
            **{
                name: session[name].gather(s.astype(np.uint32))
                for name in (
                    "ip",
                    "device_id",
                    "tls_fingerprint",
                    "user_agent",
                    "payment_id",
                    "session_id",
                    "template_id",
                    "model",
                )
            },
            "reasoning_artifact": _artifacts(stage, rng, own, session["number"][s], step),
            "capability": pl.Series(CAPABILITIES).gather(capability.astype(np.uint32)),
            "input_tokens": tokens_in.astype(np.int64) + 1,
            "output_tokens": np.where(status == 0, tokens_out.astype(np.int64) + 1, 0),
            "status": pl.Series(STATUSES).gather(status.astype(np.uint32)),
        }
    )
    return frame.filter(pl.Series(kept) & (pl.col("at") < p.end))


def _artifacts(stage: Stage, rng: np.random.Generator, habit: Ints, session: Ints, step: Ints) -> pl.Series:
    """Return the reasoning blob that a request presents: mostly none, its session's own, or one of a farm's stock."""
    shown = rng.random(len(habit)) < stage.habits["artifacts"][habit]
    at = np.flatnonzero(shown)
    stock = stage.choosers["artifact"].draw(habit[at], rng.random(len(at)))
    text = pl.Series([None], dtype=pl.String).new_from_index(0, len(habit)) if not len(at) else None
    if text is not None:
        return text
    own = hex_names("rsn_", session[at] + step[at] // 4)
    chosen = pl.DataFrame({"own": own, "stock": stage.names.of("artifact", stock)}).select(
        pl.coalesce("stock", "own").alias("text")
    )["text"]
    place = np.full(len(habit), -1, np.int64)
    place[at] = np.arange(len(at))
    return chosen.gather(pl.Series(place).replace(-1, None).cast(pl.UInt32))
