"""What is known of accounts, as one array for each attribute; times are seconds since the first day observed."""

from dataclasses import InitVar, dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from .draws import Floats, Ints


class Network(IntEnum):
    """How the addresses of an account's owner change."""

    STATIC = 0
    LEASE = 1
    CGNAT = 2
    VPN = 3
    PROXY = 4
    CLOUD = 5


class Plan(IntEnum):
    """What an account may use."""

    FREE = 0
    PRO = 1
    TEAM = 2
    ENTERPRISE = 3
    TRIAL = 4


class Status(IntEnum):
    """How an account stands at the end."""

    ACTIVE = 0
    SUSPENDED = 1
    CLOSED = 2


NONE = -1
"""The number of a thing that an account has not."""


@dataclass(slots=True)
class Accounts:
    """All accounts: the first `n` places of each array are taken."""

    capacity: InitVar[int]
    n: int = field(init=False, default=0)

    created: Floats = field(init=False)
    end: Floats = field(init=False)
    """After which nothing is served."""
    status: Ints = field(init=False)
    status_at: Floats = field(init=False)
    silent_from: Floats = field(init=False)
    silent_until: Floats = field(init=False)
    """From when to when it was suspended by mistake."""

    country: Ints = field(init=False)
    zone: Floats = field(init=False)
    """Hours ahead of UTC."""
    network: Ints = field(init=False)
    home: Ints = field(init=False)
    home_size: Ints = field(init=False)
    """First address at home, and how many may follow it; behind a proxy, the number of its network."""
    lease: Floats = field(init=False)
    """Days that an address is kept."""
    mobile: Floats = field(init=False)
    """Part of sessions from the mobile network."""
    device: Ints = field(init=False)
    second_device: Ints = field(init=False)
    on_second_device: Floats = field(init=False)
    client: Ints = field(init=False)
    second_client: Ints = field(init=False)

    card: Ints = field(init=False)
    card_days: Floats = field(init=False)
    """Days after which a virtual card is replaced by the next; 0 for a card that stays."""
    domain: Ints = field(init=False)
    phone: Ints = field(init=False)
    plan: Ints = field(init=False)
    programme: Ints = field(init=False)
    organisation: Ints = field(init=False)
    keys: Ints = field(init=False)

    template: Ints = field(init=False)
    second_template: Ints = field(init=False)
    mixes: Floats = field(init=False)
    """Part of a session's requests under the other of two prompts."""
    own_prompts: Ints = field(init=False)
    from_own: Floats = field(init=False)
    """How many other prompts it has, and the part of sessions under one of them."""

    rate: Floats = field(init=False)
    """Sessions a day."""
    sitting: Floats = field(init=False)
    """Requests of a session."""
    peak: Floats = field(init=False)
    second_peak: Floats = field(init=False)
    at_first_peak: Floats = field(init=False)
    spread: Floats = field(init=False)
    """Local hours around which sessions begin, the part of them at the first, and how far they spread."""
    weekend: Floats = field(init=False)
    holiday: Floats = field(init=False)
    """Activity on such days, of a usual day's."""

    adopts: Floats = field(init=False)
    """Seconds from a model's release until it is used."""
    model: Ints = field(init=False)
    capability: Ints = field(init=False)
    tokens: Floats = field(init=False)
    """Logarithm of a prompt's usual tokens."""
    artifacts: Floats = field(init=False)
    """Part of requests that present reasoning of their own session."""

    party: list[str] = field(init=False)
    klass: list[str | None] = field(init=False)
    group: list[str | None] = field(init=False)
    campaign: list[str | None] = field(init=False)
    pool: list[str | None] = field(init=False)
    archetype: list[str | None] = field(init=False)
    rung: list[str | None] = field(init=False)
    overlays: list[list[str]] = field(init=False)

    def __post_init__(self, capacity: int) -> None:
        for names, default in _INTS.items():
            for name in names.split():
                setattr(self, name, np.full(capacity, default, np.int64))
        for names, value in _FLOATS.items():
            for name in names.split():
                setattr(self, name, np.full(capacity, value, np.float64))
        self.party = [""] * capacity
        self.klass, self.group, self.campaign = [None] * capacity, [None] * capacity, [None] * capacity
        self.pool, self.archetype, self.rung = [None] * capacity, [None] * capacity, [None] * capacity
        self.overlays = [[] for _ in range(capacity)]

    def open(self, n: int) -> Ints:
        """Return the places of n new accounts."""
        first = self.n
        self.n += n
        if self.n > len(self.created):
            raise RuntimeError("a world has grown beyond its capacity")
        return np.arange(first, self.n)

    def tag(self, who: npt.ArrayLike, overlay: str) -> None:
        """Note in the truth what also happens to some accounts."""
        for number in np.atleast_1d(who):
            self.overlays[number].append(overlay)

    def call(self, who: Ints, klass: str) -> None:
        """Name the class of some honest accounts."""
        for number in who:
            self.klass[number] = klass

    def unite(self, who: Ints, party: str) -> None:
        """Name the party that runs some accounts."""
        for number in who:
            self.party[number] = party


_INTS = {
    "status country network client second_client domain plan model capability": 0,
    "home device second_device card phone programme organisation template second_template": NONE,
    "home_size keys own_prompts": 1,
}
_FLOATS = {
    "created zone mobile on_second_device card_days mixes from_own rate sitting peak second_peak": 0.0,
    "at_first_peak spread weekend holiday adopts tokens artifacts": 0.0,
    "lease": 7.0,
    "end silent_from silent_until": np.inf,
    "status_at": np.nan,
}
