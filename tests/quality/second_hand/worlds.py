"""From habits to files: when people sit down, where they are then, and each request that they send."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from . import farms, honest
from .addresses import DAY, HOME, MOBILE, PROXY, PROXY_STICKY, RUNNER, SERVER, SITE, VPN, Floats, Ints, written
from .honest import N_HARNESS, Columns, World

EPOCH = 1_767_225_600
"""The first day of every world: 2026-01-01."""
CAPABILITIES = np.array(["chat", "reasoning", "coding", "tool_use", "writing", "extraction"])
OPERATIONS = np.array(["chat", "responses", "batch", "embeddings"])
MODELS = np.array(["lyra-1-mini", "lyra-1", "lyra-1-pro", "lyra-2"])
STATUSES = np.array(["ok", "error", "refused", "rate_limited"])
AGENTS = (
    "sdk-python",
    "sdk-node",
    "Mozilla/5.0 (Windows)",
    "Mozilla/5.0 (Macintosh)",
    "cli",
    "okhttp",
    "curl",
    "app-ios",
)
MAX_ROWS = 400
"""Most rows of one session; what goes beyond is counted in `requests`."""


def make_world(folder: Path | str, n_accounts: int, n_days: int, seed: int, prevalence: float) -> dict[str, int]:
    """Write a world of accounts, activity and truth into a folder, and return how many of what it holds.

    Args:
        folder: where `accounts.parquet`, `activity.parquet` and `truth/` are written.
        n_accounts: about how many accounts, farms included.
        n_days: length of what is observed.
        seed: draws the world's hidden parameters and everything else.
        prevalence: share of accounts that are run by farms; 0 gives a world without any.
    """
    root = Path(folder)
    (root / "truth").mkdir(parents=True, exist_ok=True)
    w = World(n_accounts, n_days, seed)
    n_farm = round(prevalence * n_accounts)
    honest.populate(w, n_accounts - n_farm)
    if n_farm >= 5:
        farms.plant(w, n_farm)
    people = {k: np.concatenate([p[k] for p in w.parts]) for k in w.parts[0]}
    sessions = [*w.sessions, sit_downs(w, people), scheduled(w, people), thefts(w, people)]
    s = {k: np.concatenate([np.asarray(part[k]) for part in sessions]) for k in sessions[0]}
    s = _allowed(w, people, s)
    names = _names(w, people)
    rows = _requests(w, people, s, names)
    accounts = _accounts(w, people, names)
    rows.write_parquet(root / "activity.parquet")
    accounts.sample(fraction=1.0, shuffle=True, seed=seed).write_parquet(root / "accounts.parquet")
    return _truth(root / "truth", people, names, rows)


def _any(values: Any) -> list[Any]:
    return [None if v is None else str(v) for v in values]


def sit_downs(w: World, p: Columns) -> Columns:
    """Return the sessions of people: on the days they feel like it, around two hours of the day, some of them long."""
    rng, n, days = w.rng, w.n, w.n_days
    phase = rng.integers(0, 7, n)
    day = np.arange(days)
    local_weekday = (day[None, :] + 3) % 7
    keen = rng.random((n, days // 5 + 2)) < 0.72
    on = np.take_along_axis(keen, ((day[None, :] + phase[:, None]) // 5), axis=1)
    chance = p["active"][:, None] * np.where(local_weekday >= 5, np.minimum(p["weekend"], 1.3)[:, None], 1.0) * on
    there = (day[None, :] >= np.floor(p["begin"] / DAY)[:, None]) & (day[None, :] <= (p["end"] / DAY)[:, None])
    active = (rng.random((n, days)) < chance) & there & p["human"][:, None]
    count = np.where(active, 1 + rng.poisson(np.minimum(p["rate"], 8)[:, None], (n, days)), 0)
    who, which = np.nonzero(count)
    times = count[who, which]
    who, which = np.repeat(who, times), np.repeat(which, times)
    m = len(who)
    peak = np.where(rng.random(m) < p["evening"][who], p["peak2"][who], p["peak"][who])
    hour = peak + rng.normal(0, 1, m) * p["spread"][who] - p["zone"][who]
    at = which * DAY + (hour % 24) * 3600
    size = p["size"][who] * (1 - rng.random(m)) ** (-1 / p["tail"][who])
    local_hour = (hour + p["zone"][who]) % 24
    desk = (local_hour > 7) & (local_hour < 19) & ((which + 3) % 7 < 5) & (p["site"][who] >= 0)
    u = rng.random((5, m))
    place = np.where((p["server"][who] >= 0) & (u[0] < p["p_server"][who]), SERVER, HOME)
    place = np.where(p["functions"][who] & (u[0] < p["p_server"][who]), RUNNER, place)
    place = np.where(u[1] < p["p_mobile"][who], MOBILE, place)
    place = np.where(u[2] < p["p_vpn"][who], VPN, place)
    place = np.where(desk & (u[3] < p["p_site"][who]), SITE, place)
    sticky = rng.random(m) < 0.5
    place = np.where(u[4] < p["p_proxy"][who], np.where(sticky, PROXY, PROXY_STICKY), place)
    where = ("home", "home", "site", "vpn", "server", "home", "vendor", "vendor")
    ref = np.choose(place, [p[k][who] for k in where])
    second = rng.random(m) < np.where(place == MOBILE, 0.9, p["p_device2"][who])
    return {
        "account": who, "at": at, "n": np.minimum(size, 5000).astype(np.int64), "gap": p["gap"][who],
        "place": place, "ref": ref,
        "device": np.where(second, p["device2"][who], p["device"][who]),
        "client": np.where(second, p["client2"][who], p["client"][who]),
        "template": np.full(m, -1), "artifact": np.full(m, -1),
    }  # fmt: skip


def scheduled(w: World, p: Columns) -> Columns:
    """Return the sessions of scheduled jobs: the same minute each night, from a server or a throw-away runner."""
    rng, days = w.rng, w.n_days
    who = np.flatnonzero((p["cron"] >= 0) & p["human"])
    who, day = np.repeat(who, days), np.tile(np.arange(days), len(who))
    at = day * DAY + p["cron"][who] * 3600 + rng.exponential(20, len(who))
    keep = (at >= p["begin"][who]) & (at < p["end"][who]) & (rng.random(len(who)) < 0.8)
    who, at = who[keep], at[keep]
    place = np.where(p["cron_runner"][who], RUNNER, np.where(p["server"][who] >= 0, SERVER, HOME))
    place = np.where((p["site"][who] >= 0) & ~p["cron_runner"][who], SITE, place)
    n = np.maximum(1, p["cron_size"][who] * np.exp(rng.normal(0, 0.2, len(who)))).astype(np.int64)
    return {
        "account": who, "at": at, "n": n, "gap": np.full(len(who), 4.0), "place": place,
        "ref": np.choose(place, [p[k][who] for k in ("home", "home", "site", "vpn", "server", "home")]),
        "device": np.full(len(who), -1), "client": p["client"][who] % 6, "template": np.full(len(who), -1),
        "artifact": np.full(len(who), -1),
    }  # fmt: skip


def thefts(w: World, p: Columns) -> Columns:
    """Return what thieves send with stolen keys: bursts through rented exits, in part with a farm's prompt."""
    rng = w.rng
    victims = np.flatnonzero(p["overlay"] == "stolen_key")
    n = 12 * len(victims)
    who = np.repeat(victims, 12)
    begin = np.repeat(rng.uniform(0, 0.9, len(victims)) * w.n_days * DAY, 12)
    hot = np.array([t for s in w.sessions[-3:] for t in s["template"][:50].tolist() if t >= 0] or [0])
    return {
        "account": who, "at": begin + rng.exponential(0.6 * DAY, n), "n": 2 + (rng.pareto(1.3, n) * 4).astype(np.int64),
        "gap": np.full(n, 6.0), "place": np.full(n, PROXY), "ref": rng.integers(len(w.net.vendor_size), size=n),
        "device": w.devices(1 + n)[: 1 + n // 6].repeat(6)[:n] if n else np.zeros(0, np.int64), "client": w.clients(n),
        "template": np.where(rng.random(n) < 0.5, rng.choice(hot, n), -2), "artifact": np.full(n, -1),
    }  # fmt: skip


def _allowed(w: World, p: Columns, s: Columns) -> Columns:
    """Drop what falls outside of the observed days, or into a suspension."""
    rng = w.rng
    lone = (p["status"] == "suspended") & np.isnan(p["status_at"])
    p["status_at"] = np.where(lone, np.maximum(p["created"], 0) + rng.random(w.n) * w.n_days * DAY, p["status_at"])
    p["status_at"] = np.minimum(p["status_at"], w.n_days * DAY - 1)
    until = np.where(p["status"] == "suspended", p["status_at"], np.inf)
    who, at = s["account"], s["at"]
    keep = (at >= np.maximum(p["created"][who], 0)) & (at < np.minimum(until, w.n_days * DAY)[who])
    keep &= ~((at >= p["mute_from"][who]) & (at < p["mute_to"][who]))
    return {k: v[keep] for k, v in s.items()}


def _names(w: World, p: Columns) -> np.ndarray:
    """Return account ids that say nothing about the order in which accounts were made up."""
    return np.array([f"u{v:07x}" for v in w.rng.choice(1 << 28, w.n, replace=False)])


def _requests(w: World, p: Columns, s: Columns, names: np.ndarray) -> pl.DataFrame:
    rng = w.rng
    shown = np.minimum(s["n"], MAX_ROWS)
    of = np.repeat(np.arange(len(shown)), shown)
    m = len(of)
    first = np.cumsum(shown) - shown
    gaps = rng.exponential(1.0, m) * s["gap"][of]
    gaps[first] = 0
    run = np.cumsum(gaps)
    at = s["at"][of] + run - run[first][of]
    keep = at < w.n_days * DAY
    of, at = of[keep], at[keep]
    m = len(of)
    who = s["account"][of]
    weight = np.maximum(1, s["n"][of] // shown[of])
    code = w.net.resolve(s["place"], s["ref"], s["account"], s["at"])[of]
    each = np.flatnonzero(s["place"][of] == PROXY)
    code[each] = w.net.resolve(s["place"][of[each]], s["ref"][of[each]], who[each], at[each])
    template = _template(w, p, s, of, who)
    card = np.where(
        (p["card2"][who] >= 0) & (at > (0.3 + 0.5 * (who % 97) / 97) * w.n_days * DAY), p["card2"][who], p["card"][who]
    )
    artifact = np.where((s["artifact"][of] >= 0) & (rng.random(m) < 0.5), s["artifact"][of], -1)
    own = (rng.random(len(shown)) < p["artifacts"][s["account"]])[of] & (rng.random(m) < 0.3) & (artifact < 0)
    artifact = np.where(own, 10**12 + of, artifact)
    cut = p["mix"][who]
    capability = (rng.random(m)[:, None] > np.cumsum(w.mixes, 1)[cut]).sum(1).clip(0, 5)
    new = (at > w.release_at + p["adopt"][who]) & ~p["old_model"][who]
    model = np.where(new & (rng.random(m) < 0.7), 3, (who * 7 + (rng.random(m) < 0.15)) % 3)
    u = rng.random(m)
    status = np.where(u < p["limited"][who], 3, np.where(u > 0.985, 1, np.where(u > 0.98, 2, 0)))
    session = s["at"].astype(np.int64) * 31 + s["account"]
    client = s["client"][of]
    frame = pl.DataFrame(
        {
            "account_id": names[who],
            "at": (EPOCH + at).astype(np.int64),
            "requests": weight,
            "ip": _coded(code, written),
            "device_id": _coded(
                s["device"][of], lambda c: [f"dv{v * 2654435761 % (1 << 44):011x}" for v in c.tolist()]
            ),
            "tls_fingerprint": _coded(client, lambda c: [f"t13d{v * 7919 % 9973:04d}h2" for v in c.tolist()]),
            "user_agent": _coded(
                client, lambda c: [f"{AGENTS[v % len(AGENTS)]}/{v // 8 + 1}.{v % 5}" for v in c.tolist()]
            ),
            "payment_id": _coded(card, lambda c: [f"pm_{v * 40503 % (1 << 36):09x}" for v in c.tolist()]),
            "session_id": _coded(session[of], lambda c: [f"s{v:x}" for v in c.tolist()]),
            "api_key_id": _coded(
                who * 2 + (p["cron"][who] >= 0) * (of % 2),
                lambda c: [f"key_{v * 69061 % (1 << 33):x}" for v in c.tolist()],
            ),
            "reasoning_artifact": _coded(artifact, lambda c: [f"ra{v * 48271 % (1 << 52):013x}" for v in c.tolist()]),
            "template_id": _coded(template, lambda c: [f"t{v * 26699 % (1 << 30):08x}" for v in c.tolist()]),
            "model": MODELS[model],
            "operation": OPERATIONS[np.where(rng.random(m) < 0.02, 3, who % 3 // (1 + (rng.random(m) < 0.5)))],
            "capability": CAPABILITIES[capability],
            "input_tokens": (np.exp(p["in_"][who] + rng.normal(0, 0.9, m)) * weight).astype(np.int64) + 1,
            "output_tokens": np.where(status > 0, 0, np.exp(p["out"][who] + rng.normal(0, 0.8, m)) * weight).astype(
                np.int64
            ),
            "status": STATUSES[status],
        }
    )
    frame = frame.with_columns(at=pl.from_epoch("at").dt.replace_time_zone("UTC"))
    return (
        frame.sort("at", "account_id")
        .with_row_index("event_id")
        .with_columns(event_id="e" + pl.col("event_id").cast(pl.String))
    )


def _template(w: World, p: Columns, s: Columns, of: Ints, who: Ints) -> Ints:
    rng, m = w.rng, len(of)
    asked = s["template"][of]
    second = (rng.random(m) < 0.25) & (p["template2"][who] >= 0)
    usual = np.where(
        second, p["template2"][who], np.where(rng.random(m) < p["p_template"][who], p["template"][who], -1)
    )
    elsewhere = N_HARNESS + rng.choice(honest.N_APPS, m, p=w.app_weight / w.app_weight.sum())
    usual = np.where(rng.random(m) < p["wanders"][who], elsewhere, usual)
    fixed = np.where(rng.random(m) < 0.93, asked, usual)
    return np.where(asked == -1, usual, np.where(asked == -2, -1, fixed))


def _coded(codes: Ints | Floats, write: Any) -> pl.Series:
    """Return codes as text, written once per distinct code; a negative code is null."""
    values, where = np.unique(codes, return_inverse=True)
    texts = pl.Series(
        [None if v < 0 else t for v, t in zip(values.tolist(), write(values.astype(np.int64)), strict=True)],
        dtype=pl.String,
    )
    return texts.gather(pl.Series(where.astype(np.uint32)))


def _accounts(w: World, p: Columns, names: np.ndarray) -> pl.DataFrame:
    local = [f"m{v:x}" for v in w.rng.choice(1 << 40, w.n)]
    mailbox = np.where(p["mailbox"] < 0, np.arange(w.n) + 10**6, p["mailbox"])
    plus = [f"{local[b]}+{i}" if b < 10**6 else local[b - 10**6] for i, b in enumerate(mailbox.tolist())]
    salt = int(w.rng.integers(10**6))
    return pl.DataFrame(
        {
            "account_id": names,
            "created_at": EPOCH + p["created"].astype(np.int64),
            "organisation_id": [None if o < 0 else f"org-{o * 7919 % 100_003}" for o in p["org"].tolist()],
            "plan": p["plan"].astype(str),
            "programme": _any(p["programme"]),
            "email": [f"{a}@{d}" for a, d in zip(plus, p["domain"], strict=True)],
            "email_domain": p["domain"].astype(str),
            "phone": [None if v < 0 else f"+1555{(v * 7 + salt) % 10**7:07d}" for v in p["phone"].tolist()],
            "country": [f"{chr(65 + c // 5)}{chr(75 + c % 5)}" for c in p["country"].tolist()],
            "status": p["status"].astype(str),
            "status_at": [None if np.isnan(v) else EPOCH + int(v) for v in p["status_at"].tolist()],
        }
    ).with_columns(
        pl.from_epoch("created_at").dt.replace_time_zone("UTC"), pl.from_epoch("status_at").dt.replace_time_zone("UTC")
    )


def _truth(folder: Path, p: Columns, names: np.ndarray, rows: pl.DataFrame) -> dict[str, int]:
    farm = p["campaign"] >= 0
    overlays = [
        [x for x in (o, "cron" if c >= 0 else None, "harness" if 0 <= t < N_HARNESS else None) if x]
        for o, c, t in zip(p["overlay"], p["cron"], p["template"], strict=True)
    ]
    truth = pl.DataFrame(
        {
            "account_id": names,
            "party_id": [f"p{v}" for v in p["party"].tolist()],
            "campaign_id": [f"c{v:02d}" if v >= 0 else None for v in p["campaign"].tolist()],
            "pool_id": [f"c{v // 100:02d}-{v % 100}" if v >= 0 else None for v in p["pool"].tolist()],
            "is_farm": farm,
            "honest_class": _any(p["klass"]),
            "archetype": _any(p["archetype"]),
            "rung": [f"E{v}" if v >= 0 else None for v in p["rung"].tolist()],
            "overlays": pl.Series(overlays, dtype=pl.List(pl.String)),
        }
    )
    truth.write_parquet(folder / "accounts.parquet")
    seen = rows.join(truth.select("account_id", "campaign_id", "pool_id", "archetype"), on="account_id")
    seen.filter(pl.col("campaign_id").is_not_null()).group_by("campaign_id").agg(
        archetype=pl.col("archetype").first(),
        n_accounts=pl.col("account_id").n_unique(),
        n_requests=pl.col("requests").sum(),
        first_at=pl.col("at").min(),
        last_at=pl.col("at").max(),
        successor_of=pl.lit(None, pl.String),
    ).sort("campaign_id").write_parquet(folder / "campaigns.parquet")
    kinds = {"ip": "ip", "device_id": "device", "payment_id": "payment", "template_id": "template"}
    kinds["reasoning_artifact"] = "artifact"
    found = []
    for column, kind in kinds.items():
        pairs = seen.select("account_id", "campaign_id", "pool_id", key=column).drop_nulls("key").unique()
        users = pairs.group_by("key").agg(n=pl.len())
        planted = (
            pairs.drop_nulls("campaign_id")
            .group_by("campaign_id", "key")
            .agg(k=pl.len(), pool_id=pl.when(pl.col("pool_id").n_unique() == 1).then(pl.col("pool_id").first()))
        )
        planted = planted.join(users, on="key").filter((pl.col("k") >= 2) & (pl.col("k") >= 0.8 * pl.col("n")))
        found.append(planted.select("campaign_id", "pool_id", kind=pl.lit(kind), key="key"))
    pl.concat(found).sort("campaign_id", "kind", "key").write_parquet(folder / "evidence.parquet")
    return {
        "n_accounts": len(names),
        "n_rows": rows.height,
        "n_farm_accounts": int(farm.sum()),
        "n_campaigns": len(set(p["campaign"][farm].tolist())),
        "n_pools": len(set(p["pool"][farm].tolist())),
    }
