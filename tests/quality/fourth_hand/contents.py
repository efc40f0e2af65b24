"""What requests are of: prompts, reasoning that is presented back, models, outcomes and lengths."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from .draws import Floats, Ints
from .requests import Requests
from .texts import chosen
from .world import Sessions, World

SIZES = ("swift", "core", "deep")
CAPABILITIES = ["coding", "chat", "reasoning", "tool_use", "extraction"]
STATUSES = ["ok", "error", "refused", "rate_limited"]
OWN_ARTIFACTS = 10**9
"""From where numbers of reasoning that stays in its session begin."""


@dataclass(frozen=True, slots=True)
class Contents:
    """One of each for every request, in their order."""

    template: Ints
    artifact: Ints
    model: pl.Series
    status: pl.Series
    capability: pl.Series
    input_tokens: Ints
    output_tokens: Ints


def contents(w: World, sessions: Sessions, rows: Requests) -> Contents:
    """Return what requests are of."""
    rng, accounts, session, account, n = w.rng, w.accounts, rows.session, rows.account, len(rows.at)
    second = rng.random(n) < sessions.mixes[session]
    template = np.where(second, sessions.second_template[session], sessions.template[session])
    artifact = sessions.artifact[session]
    own = (artifact < 0) & (rng.random(n) < accounts.artifacts[account])
    artifact = np.where(own, OWN_ARTIFACTS + session, artifact)
    model = _models(w, account, rows.at)
    status = rng.choice(len(STATUSES), n, p=[0.955, 0.018, 0.012, 0.015])
    status[rows.failed] = STATUSES.index("error")
    status[rows.at >= accounts.end[account]] = STATUSES.index("refused")
    unusual = rng.random(n) < 0.3
    capability = np.where(unusual, rng.integers(0, len(CAPABILITIES), n), accounts.capability[account])
    tokens = accounts.tokens[account]
    tokens_in = np.exp(tokens + 0.8 * rng.standard_normal(n)).astype(int) + 5
    tokens_out = np.exp(tokens - 1 + 0.9 * rng.standard_normal(n)).astype(int) + 1
    return Contents(
        template, artifact, model, chosen(STATUSES, status), chosen(CAPABILITIES, capability), tokens_in, tokens_out
    )


def _models(w: World, account: Ints, at: Floats) -> pl.Series:
    """Return the model of each request: of the account's usual size, of the newest generation that it has adopted."""
    rng, accounts, releases = w.rng, w.accounts, w.events.releases
    adopted = releases[None, :] + accounts.adopts[account][:, None]
    generation = (at[:, None] >= adopted).sum(1)
    unusual = rng.random(len(at)) < 0.12
    size = np.where(unusual, rng.integers(0, len(SIZES), len(at)), accounts.model[account])
    models = [f"{name}-{4 + number}" for number in range(len(releases) + 1) for name in SIZES]
    return chosen(models, generation * len(SIZES) + size)
