"""The table of activity: for each request who sent it, whence, with what, what it asked and what came of it."""

import numpy as np
import polars as pl

from .draws import Flags, Ints, Lists, mixed
from .prompting import Asked, asked
from .requests import Requests, habits
from .texts import CAPABILITY, TOPICS
from .world import World

MODELS = ["orion-4", "orion-4-mini", "orion-3", "orion-5"]
STATUSES = ["ok", "error", "refused", "rate_limited"]
OPERATIONS = ["chat", "text_completion"]
LENGTHS = [1.3, 1.4, 1.1, 1.6, 1.0, 0.6, 0.7, 0.8]
"""How long answers are, by topic."""
POOL, TUTORIAL = 400, 3
"""Artifacts in a campaign's or gateway's pool, and in the tutorial that people copy from."""
Columns = dict[str, pl.Series]


def activity(w: World, rows: Requests, tails: list[str], names: list[str], keys: list[str]) -> pl.DataFrame:
    """Return the table of activity; `names` and `keys` are ids of accounts and of their keys."""
    n = len(rows.hour)
    whence = _whence(w, rows)
    said = asked(w, rows, tails)
    answers, strong = _answers(w, rows, said)
    n_requests = 1 + w.arrays.poisson(habits(w, "per_row")[rows.persona] - 1)
    artifact = _artifacts(w, rows, strong)
    api = habits(w, "api", bool)[rows.persona]
    events = w.arrays.permutation(n)
    at = int(w.start.timestamp() * 1000) + (rows.hour * 3600e3).astype(np.int64)
    return pl.DataFrame(
        {
            "account_id": _of(names, rows.account),
            "at": pl.Series(at).cast(pl.Datetime("ms")).dt.replace_time_zone("UTC"),
            "event_id": pl.Series(events + 10**7).cast(pl.String),
            "requests": n_requests,
            **whence,
            "payment_id": _cards(w, rows),
            "session_id": _session_ids(w, rows, api),
            "api_key_id": _of(keys, rows.account).set(pl.Series(~api), None),
            "reasoning_artifact": artifact,
            "prompt": said.prompt,
            "system_prompt": said.system,
            **answers,
        }
    )


def _of(texts: list[str] | list[str | None], where: Ints) -> pl.Series:
    return pl.Series(texts, dtype=pl.String).gather(where)


def _hex(values: np.ndarray, prefix: str) -> pl.Series:
    return pl.Series([f"{prefix}{int(value):016x}" for value in values], dtype=pl.String)


def _whence(w: World, rows: Requests) -> Columns:
    """Return address and client of each request: one a session, but where a persona rotates addresses."""
    g = w.arrays
    numbers: dict[str, int] = {}
    given = [[numbers.setdefault(address, len(numbers)) for address in p.addresses] for p in w.personas]
    lists = Lists(given, [p.address_weights for p in w.personas])
    of_session = g.random(rows.n_sessions)
    rotates = habits(w, "rotates", bool)[rows.persona]
    drawn = np.where(rotates, g.random(len(rows.hour)), of_session[rows.session])
    address = lists.draw(rows.persona, drawn)
    devices = Lists([p.devices for p in w.personas], [None] * len(w.personas))
    device = devices.draw(rows.persona, g.random(rows.n_sessions)[rows.session])
    shown = w.clients.devices
    return {
        "ip": _of(list(numbers), address),
        "device_id": _of([each.device_id for each in shown], device),
        "tls_fingerprint": _of([each.tls for each in shown], device),
        "user_agent": _of([each.agent for each in shown], device),
    }


def _answers(w: World, rows: Requests, said: Asked) -> tuple[Columns, Flags]:
    """Return model, tokens and status of each row; and which models are strong enough to give artifacts."""
    g, n, who = w.arrays, len(rows.hour), rows.persona
    u = g.random(n)
    adopted = rows.hour >= np.maximum(habits(w, "adopts_at")[who], w.release)
    new = adopted & (u < habits(w, "adopts")[who])
    big = g.random(n) < habits(w, "big")[who]
    old = g.random(n) < 0.03
    model = np.where(new, 3, np.where(old, 2, np.where(big, 0, 1)))
    # Some requests are filed under another topic than they are about.
    topic = np.where(g.random(n) < 0.07, g.integers(0, len(TOPICS), n), said.topic)
    n_characters = said.prompt.str.len_chars().fill_null(200).to_numpy()
    tokens_in = g.lognormal(np.log(habits(w, "tokens_in")[who]), 0.7) + n_characters / 4 + rows.position * 180
    usual = habits(w, "tokens_out")[who] * np.array(LENGTHS)[said.topic]
    tokens_out = np.minimum(32000, g.lognormal(np.log(usual), 0.8)).astype(np.int64) + 1
    fate = g.random(n)
    error = habits(w, "errors")[who]
    refused = error + habits(w, "refusals")[who]
    limited = refused + habits(w, "limited")[who]
    status = np.where(fate < error, 1, np.where(fate < refused, 2, np.where(fate < limited, 3, 0)))
    tokens_out[(status == 1) | (status == 3)] = 0
    columns = {
        "model": _of(MODELS, model),
        "operation": _of(OPERATIONS, (model == 2).astype(int)),
        "capability": _of([CAPABILITY[topic] for topic in TOPICS], topic),
        "input_tokens": pl.Series(tokens_in.astype(np.int64) + 3),
        "output_tokens": pl.Series(tokens_out),
        "status": _of(STATUSES, status),
    }
    return columns, new | big


def _artifacts(w: World, rows: Requests, strong: Flags) -> pl.Series:
    """Return the artifact of reasoning that a request presents: of its session, or of a common pool."""
    g, n, who = w.arrays, len(rows.hour), rows.persona
    pooled, pool = habits(w, "pooled")[who], habits(w, "artifact_pool", np.int64)[who]
    u = g.random(n)
    own = (rows.position > 0) & (g.random(n) < habits(w, "artifacts")[who]) & strong
    shared = (pool >= 0) & (u < pooled)
    size = np.where(pool == w.tutorial, TUTORIAL, POOL)
    from_pool = mixed(pool.astype(np.uint64) * np.uint64(977) + (g.random(n) * size).astype(np.uint64))
    third = (rows.position // 3).astype(np.uint64)
    from_session = mixed((rows.session.astype(np.uint64) << np.uint64(20)) + third + np.uint64(99))
    code = np.where(shared, from_pool, from_session)
    codes, where = np.unique(code, return_inverse=True)
    return _hex(codes, "rb_").gather(where).set(pl.Series(~(own | shared)), None)


def _session_ids(w: World, rows: Requests, api: Flags) -> pl.Series:
    """Return ids of sessions; some accounts, more often those that call the interface, state none."""
    sessions, where = np.unique(rows.session, return_inverse=True)
    ids = _hex(mixed(sessions.astype(np.uint64) + np.uint64(12345)), "s").gather(where)
    account = mixed(rows.account.astype(np.uint64) + np.uint64(3))
    silent = (account % np.uint64(100)).astype(float) / 100 < w.usual.sessionless * np.where(api, 1.3, 0.2)
    return ids.set(pl.Series(silent), None)


def _cards(w: World, rows: Requests) -> pl.Series:
    """Return payment methods: those of an account one after another; for some accounts they are not recorded."""
    held: list[list[str | None]] = [[*account.cards] or [None] for account in w.accounts]
    numbers: dict[str | None, int] = {None: 0}
    n = np.array([len(cards) for cards in held])
    first = np.cumsum(n) - n
    flat = np.array([numbers.setdefault(card, len(numbers)) for cards in held for card in cards])
    which = np.minimum(n[rows.account] - 1, (rows.hour / w.hours * n[rows.account]).astype(int))
    shown = mixed(rows.account.astype(np.uint64)) % np.uint64(1000) < int(w.usual.card_shown * 1000)
    return _of(list(numbers), np.where(shown, flat[first[rows.account] + which], 0))
