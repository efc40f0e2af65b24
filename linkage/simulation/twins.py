"""The clean twin of a world: its farm accounts live on as independent strangers who behave the same.

Each keeps its plan, country, volume, tokens, models and addresses' kind, but gets its own device, card, prompt, mail,
and its jobs at its own times; what the pool shared is gone. A detector that flags twins judges conduct alone.
"""

import numpy as np

from linkage.simulation.classes import HONEST_NAMES
from linkage.simulation.draft import Draft, Floats, Ints
from linkage.simulation.people import N_DISPOSABLE, N_FREEMAIL, N_HARNESS
from linkage.simulation.places import home_addresses
from linkage.simulation.priors import Parameters
from linkage.simulation.rhythm import DAY


def replace_by_twins(draft: Draft, p: Parameters) -> None:
    """Turn every farm account of the draft into an independent stranger with the same habits."""
    rng = p.stream("twins")
    a, h = draft.accounts.frozen(), draft.habits.frozen()
    farm = np.flatnonzero(a["campaign"] >= 0)
    is_farm = a["campaign"] >= 0
    n = len(farm)
    pool_of_habit = a["pool"][h["account"]].copy()
    _own_times(draft, rng, pool_of_habit)
    for kind in ("device", "payment", "template", "artifact"):
        _own_things(draft, kind, is_farm[h["account"]], h["account"])
    _own_nets(draft, rng, is_farm[h["account"]], h["account"], a["country"].astype(np.int64))
    shift = (rng.uniform(-9, 9, n) * DAY).astype(np.int64)
    start = np.maximum(a["created"][farm] + shift, p.start - 400 * DAY)
    a["created"][farm] = np.minimum(start, p.end - DAY)
    fell = a["status"][farm] == 1
    a["status_at"][farm] = np.where(fell, np.clip(a["status_at"][farm] + shift, p.start, p.end), -1)
    owned = a["domain"] >= N_FREEMAIL + N_DISPOSABLE
    swap = np.flatnonzero(is_farm & owned)
    a["domain"][swap] = rng.integers(0, N_FREEMAIL, len(swap))
    a["party"][farm] = draft.new("party", n)
    a["overlays"][farm] = 0
    a["honest_class"][farm] = HONEST_NAMES.index("twin")
    for column in ("campaign", "pool", "archetype", "rung", "organisation"):
        a[column][farm] = -1
    draft.evidence.clear()
    draft.pools.clear()


def _own_times(draft: Draft, rng: np.random.Generator, pool_of_habit: Ints) -> None:
    """Give each planned session of a pool the time of another of its sessions, hours off."""
    moved: list[tuple[Ints, Ints, Ints]] = []
    for habits, times, rows in draft.sessions:
        at = times
        farm = pool_of_habit[habits] >= 0 if len(habits) else np.zeros(0, bool)
        if farm.any():
            jitter: Floats = rng.normal(0, 3 * 3600, len(at))
            at = np.where(farm, rng.choice(at, len(at)) + jitter.astype(np.int64), at)
        moved.append((habits, at, rows))
    draft.sessions[:] = moved


def _own_things(draft: Draft, kind: str, is_farm: Ints, account: Ints) -> None:
    """Replace what farm habits use by a copy of each account's own; popular templates stay."""
    blocks: list[tuple[Ints, Ints, Floats]] = []
    for habits, before, weights in draft.uses[kind]:
        values = before
        mine = is_farm[habits].astype(bool) & (values >= (N_HARNESS if kind == "template" else 0))
        if mine.any():
            pair = account[habits[mine]] * (1 << 24) + values[mine] % (1 << 24)
            _, inverse = np.unique(pair, return_inverse=True)
            values = values.copy()
            values[mine] = draft.new(kind, int(inverse.max()) + 1)[inverse]
        blocks.append((habits, values, weights))
    draft.uses[kind] = blocks


def _own_nets(draft: Draft, rng: np.random.Generator, is_farm: Ints, account: Ints, country: Ints) -> None:
    """Replace pools' own servers by a line of each account's own, and rented slices by the whole network."""
    nets = draft.nets.frozen()
    blocks: list[tuple[Ints, Ints, Floats]] = []
    for habits, before, weights in draft.uses["net"]:
        values = before
        size, scattered = nets["size"][values], nets["scattered"][values]
        own = (
            is_farm[habits].astype(bool)
            & ~scattered
            & (size <= 400)
            & (nets["lease"][values] == 0)
            & (nets["skew"][values] == 0)
        )
        if own.any():
            fresh = draft.nets.add(
                int(own.sum()), lo=home_addresses(rng, country[account[habits[own]]]), size=np.minimum(size[own], 8)
            )
            values = values.copy()
            values[own] = fresh
        blocks.append((habits, values, weights))
    draft.uses["net"] = blocks
    whole = draft.nets.frozen()
    providers = np.flatnonzero(whole["scattered"] & (whole["lease"] == 0) & (whole["first"] == 0))
    reach = {int(whole["key"][i]): int(whole["size"][i]) for i in providers.tolist()}
    for i in np.flatnonzero(whole["scattered"] & (whole["first"] > 0)).tolist():
        whole["first"][i], whole["size"][i] = 0, reach.get(int(whole["key"][i]), int(whole["size"][i]))
