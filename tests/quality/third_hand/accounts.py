"""What is known of an account, and the personas that use it."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
NEVER = 1e9
"""Hours after which nothing happens."""


@dataclass(slots=True)
class Account:
    """One account; hours count from the first day observed."""

    klass: str
    """Kind of honest account; empty for a farm's."""
    party: str | None
    """Who runs it, where several accounts belong together."""
    country: str
    created: float
    plan: str
    mail: str
    organisation: str | None
    programme: str | None
    phone: str
    cards: list[str]
    status: str = "active"
    status_at: float | None = None
    end: float = NEVER
    away: tuple[float, float] | None = None
    """From when to when it could send nothing, suspended by mistake."""
    restored: tuple[float, float] | None = None
    """When it was suspended and active again, as the provider has it."""
    campaign: str | None = None
    pool: str | None = None
    archetype: str | None = None
    rung: str | None = None
    overlays: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Persona:
    """One way in which an account is used: a person, a job, a farm's queue, a thief."""

    number: int
    account: int
    zone: float
    """Hours ahead of UTC."""
    rhythm: str
    jitter: float
    weekend: float
    evenness: float
    """Shape of the gamma that days are drawn from: low for few busy days."""
    sitting: float
    """Requests in a row."""
    gap: float
    """Seconds between them."""
    artifacts: float
    """How often a request presents a reasoning artifact of its session."""
    big: float
    """How often it asks a large model."""
    adopts_at: float
    adopts: float
    """From when, and then how often, it asks the new model."""
    tokens_out: float
    tokens_in: float
    errors: float
    refusals: float
    limited: float
    addresses: list[str]
    devices: list[int]
    sources: list[int]
    address_weights: list[float] | None = None
    source_weights: list[float] | None = None
    systems: list[str | None] = field(default_factory=lambda: [None])
    system_weights: list[float] | None = None
    rotates: bool = False
    """Whether the address is drawn per request, not per session."""
    load: Floats | None = None
    """Weight of each day; any day if not given."""
    rows: float = 0.0
    per_row: float = 1.0
    """Rows over all days, and requests in each."""
    api: bool = False
    textless: bool = False
    """Whether the provider keeps no prompts of it."""
    artifact_pool: int = -1
    pooled: float = 0.0
    """Artifacts that it presents from elsewhere, and how often."""
    farm: bool = False
    capacity: float = 1.0
    sleeps_at: float = 1.0
    warm_up: float = 0.0
    """Of a farm's accounts: share of jobs, local hour, hours before the first job."""
