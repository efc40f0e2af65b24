"""A world on the drawing board: accounts, their habits, and what each habit uses, as growing columns.

An account has one or more *habits*: a person's own use, a nightly job, a farm's jobs, a farm's cover traffic. A habit
has a rhythm and a rate, and draws its address, device, client, card, template and artifact from its own weighted
list. Addresses come from *nets*: one fixed home, a carrier's pool, the exits of a VPN. Habits that heed the same cues
are a *crowd*, and each cue is a *moment* of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating[Any]]

ACCOUNT_COLUMNS: Final[dict[str, tuple[Any, Any]]] = {
    "party": (np.int64, -1),
    "honest_class": (np.int8, -1),
    "campaign": (np.int32, -1),
    "pool": (np.int32, -1),
    "archetype": (np.int8, -1),
    "rung": (np.int8, -1),
    "created": (np.int64, 0),
    "organisation": (np.int64, -1),
    "plan": (np.int8, 0),
    "programme": (np.int8, -1),
    "domain": (np.int64, 0),
    "phone": (np.int64, -1),
    "country": (np.int8, 0),
    "status": (np.int8, 0),
    "status_at": (np.int64, -1),
    "overlays": (np.uint16, 0),
}
"""Columns of accounts, with type and default; -1 is none. `overlays` is a bit set over `OVERLAYS`."""

OVERLAYS: Final[tuple[str, ...]] = (
    "cgnat", "harness", "automation", "proxy_exit", "stolen_key", "release_benchmark",
    "failover", "back_fill", "sublet", "heeds_limit",
)  # fmt: skip
"""What lies over an account beside its class or pool; the last two are those of farms."""

HABIT_COLUMNS: Final[dict[str, tuple[Any, Any]]] = {
    "account": (np.int64, 0),
    "profile": (np.int8, 0),
    "zone": (np.float64, 0.0),
    "sessions": (np.float64, 1.0),
    "rows": (np.float64, 3.0),
    "requests": (np.float64, 1.0),
    "weekday": (np.float64, 0.5),
    "weekend": (np.float64, 0.3),
    "start": (np.int64, 0),
    "end": (np.int64, 2**40),
    "capability": (np.int8, 0),
    "tokens_in": (np.float64, 6.5),
    "tokens_out": (np.float64, 6.0),
    "adoption": (np.float64, 10.0),
    "large": (np.float64, 0.5),
    "limited": (np.float64, 0.004),
    "artifacts": (np.float64, 0.004),
    "extra": (np.bool_, False),
}
"""Columns of habits. `zone` is hours east of UTC plus the person's own shift, `sessions` the mean number on an active
day, `rows` per session, `requests` per row, `weekday`/`weekend` the chance that a day is active, `adoption` days from a
model's release to its use, `limited` and `artifacts` chances per row. Tokens are logarithms of medians. Traffic of
`extra` habits is drawn by a stream of its own, so that they leave the rest of a seed's world as it is."""

NET_COLUMNS: Final[dict[str, tuple[Any, Any]]] = {
    "lo": (np.int64, 0),
    "span": (np.int64, 1),
    "size": (np.int64, 1),
    "skew": (np.float64, 0.0),
    "lease": (np.float64, 0.0),
    "scattered": (np.bool_, False),
    "key": (np.int64, 0),
    "first": (np.int64, 0),
}
"""Columns of nets: `size` addresses from `lo` on, or scattered over `span`, beginning at number `first`.

Drawn with Zipf exponent `skew`, anew each session, or every `lease` days; nets with one `key` scatter alike."""

MOMENT_COLUMNS: Final[dict[str, tuple[Any, Any]]] = {
    "crowd": (np.int64, 0),
    "at": (np.int64, 0),
    "spread": (np.float64, 300.0),
    "part": (np.float64, 1.0),
    "times": (np.float64, 1.0),
}
"""Columns of moments. `spread` is by how many seconds people follow on average, or precede where it is negative, `part`
how many of the crowd do, `times` the mean number of sessions of each of them."""

ATTENDANCE_COLUMNS: Final[dict[str, tuple[Any, Any]]] = {
    "habit": (np.int64, 0),
    "crowd": (np.int64, 0),
    "keen": (np.float64, 1.0),
}
"""Columns of attendance: which habit belongs to which crowd; `keen` is a factor on the part that comes."""

USE_KINDS: Final[tuple[str, ...]] = ("net", "device", "client", "payment", "template", "artifact")


def counted(counts: Ints) -> tuple[Ints, Ints]:
    """Return (owner, number within the owner) of `counts[owner]` things each, by owner."""
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)


@dataclass(slots=True)
class Table:
    """Columns that grow by blocks of equal length."""

    columns: dict[str, tuple[Any, Any]]
    n: int = 0
    blocks: list[dict[str, npt.NDArray[Any]]] = field(default_factory=list)

    def add(self, n: int, **values: Any) -> Ints:
        """Return the row numbers of `n` new rows; scalars are repeated, columns left out take their default."""
        if unknown := set(values) - set(self.columns):
            raise KeyError(f"unknown columns {sorted(unknown)}")
        block = {}
        for name, (dtype, default) in self.columns.items():
            value = np.asarray(values.get(name, default), dtype=dtype)
            block[name] = np.ascontiguousarray(np.broadcast_to(value, (n,)))
        self.blocks.append(block)
        self.n += n
        return np.arange(self.n - n, self.n, dtype=np.int64)

    def row(self, number: int) -> dict[str, Any]:
        """Return the values of one row."""
        for block in self.blocks:
            size = len(next(iter(block.values())))
            if number < size:
                return {name: column[number] for name, column in block.items()}
            number -= size
        raise IndexError("no such row")

    def frozen(self) -> dict[str, npt.NDArray[Any]]:
        """Return whole, writable columns, and keep them as the table's only block."""
        if len(self.blocks) == 1 and all(c.flags.writeable for c in self.blocks[0].values()):
            return self.blocks[0]
        whole = {
            name: np.concatenate([b[name] for b in self.blocks]) if self.blocks else np.zeros(0, dtype)
            for name, (dtype, _) in self.columns.items()
        }
        self.blocks = [whole]
        return whole


@dataclass(slots=True)
class Draft:
    """Everything that populations and farms have put into the world so far."""

    accounts: Table = field(default_factory=lambda: Table(ACCOUNT_COLUMNS))
    habits: Table = field(default_factory=lambda: Table(HABIT_COLUMNS))
    nets: Table = field(default_factory=lambda: Table(NET_COLUMNS))
    moments: Table = field(default_factory=lambda: Table(MOMENT_COLUMNS))
    attendance: Table = field(default_factory=lambda: Table(ATTENDANCE_COLUMNS))
    uses: dict[str, list[tuple[Ints, Ints, Floats]]] = field(default_factory=lambda: {k: [] for k in USE_KINDS})
    sessions: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)
    """Planned sessions beside those of the habits' own rhythm: habit, time, rows."""
    counters: dict[str, int] = field(default_factory=dict)
    evidence: list[tuple[int, int, str, Ints]] = field(default_factory=list)
    """What was planted as evidence: campaign, pool, kind, identifiers (nets for addresses)."""
    domains: list[str] = field(default_factory=list)
    venues: list[Ints] = field(default_factory=list)
    """Nets of campuses and the like, which others may borrow."""
    pools: list[dict[str, int]] = field(default_factory=list)
    """Per pool: its campaign, and the pool that it succeeds or -1."""

    def use(self, kind: str, habits: Ints, values: Any, weights: Any = 1.0) -> None:
        """Add one weighted choice of `kind` to each habit."""
        n = len(habits)
        if n:
            self.uses[kind].append(
                (
                    np.asarray(habits, np.int64),
                    np.broadcast_to(np.asarray(values, np.int64), (n,)),
                    np.broadcast_to(np.asarray(weights, np.float64), (n,)),
                )
            )

    def first_habits(self) -> Ints:
        """Return each account's first habit: its holder's own use, or a pool's jobs."""
        return np.unique(self.habits.frozen()["account"], return_index=True)[1].astype(np.int64)

    def new(self, kind: str, n: int) -> Ints:
        """Return `n` numbers of `kind` that were never given out before."""
        first = self.counters.get(kind, 0)
        self.counters[kind] = first + n
        return np.arange(first, first + n, dtype=np.int64)

    def new_domains(self, names: Iterable[str]) -> Ints:
        """Return the numbers of new mail domains."""
        first = len(self.domains)
        self.domains.extend(names)
        return np.arange(first, len(self.domains), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Chooser:
    """Draws from each habit's weighted list, for many habits at once."""

    owner: Ints
    value: Ints
    edge: Floats
    """owner + cumulated weight within the owner, ascending over the whole array."""

    @classmethod
    def of(cls, uses: list[tuple[Ints, Ints, Floats]]) -> "Chooser":
        """Return the chooser of all `(habits, values, weights)` blocks."""
        if not uses:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
        owner, value, weight = (np.concatenate([u[i] for u in uses]) for i in range(3))
        order = np.argsort(owner, kind="stable")
        owner, value, weight = owner[order], value[order], np.maximum(weight[order], 1e-9)
        total = np.bincount(owner, weight)
        running = np.cumsum(weight)
        first = np.searchsorted(owner, owner)
        inside = running - (running[first] - weight[first])
        edge = owner + np.minimum(inside / total[owner], 1.0)
        last = np.r_[owner[1:] != owner[:-1], True]
        edge[last] = owner[last] + 1.0
        return cls(owner, value, edge)

    def draw(self, habits: Ints, u: Floats) -> Ints:
        """Return one value per habit, -1 where it has none; `u` is uniform in [0, 1)."""
        if not len(self.owner):
            return np.full(len(habits), -1, np.int64)
        at = np.searchsorted(self.edge, habits + u * (1 - 1e-9), side="right")
        at = np.minimum(at, len(self.edge) - 1)
        return np.where(self.owner[at] == habits, self.value[at], -1)
