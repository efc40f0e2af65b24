"""A ledger made by hand for whole runs of detection: strangers, and whoever a test plants among them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl

from linkage.findings import Findings
from linkage.ledger import build_snapshot
from linkage.ledger.snapshot import Snapshot
from linkage.records.batch import ACCOUNTS_SCHEMA, ACTIVITY_SCHEMA, OBSERVATIONS_SCHEMA

DAY: Final = 86_400
HOUR: Final = 3600
T0: Final = 1_750_000_000 - 1_750_000_000 % DAY
N_DAYS: Final = 14

Row = dict[str, Any]


@dataclass
class Ledger:
    """Rows of the three tables; `snapshot` makes of them what detection reads."""

    seed: int = 1
    accounts: list[Row] = field(default_factory=list)
    activity: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)

    def add(self, account_id: str, at: Sequence[int], facts: dict[str, Sequence[Any]], **about: Any) -> None:
        """Add an account whose requests at these moments draw each identifier from its list."""
        self.accounts.append({"account_id": account_id, "created_at": T0 - 5 * DAY, "plan": "pro", **about})
        for moment in at:
            drawn = {name: values[self.rng.integers(len(values))] for name, values in facts.items() if len(values)}
            self.activity.append({"account_id": account_id, "at": int(moment), "requests": 1, **drawn})

    def waking(self, per_day: int) -> list[int]:
        """Moments of one person: most days, waking hours, no plan."""
        days = np.flatnonzero(self.rng.random(N_DAYS) < 0.8)
        return sorted(int(T0 + d * DAY + 8 * HOUR + self.rng.integers(12 * HOUR)) for d in days for _ in range(per_day))

    def round_the_clock(self, per_day: int) -> list[int]:
        """Moments of a machine: every day, at any hour, the same number."""
        return sorted(int(T0 + d * DAY + self.rng.integers(DAY)) for d in range(N_DAYS) for _ in range(per_day))

    def strangers(self, n: int) -> "Ledger":
        """Add people who share nothing rare, of very different load."""
        for x in range(n):
            facts = {
                "ip": [f"10.{x // 200}.{x % 200}.1", f"10.{x // 200}.{x % 200}.2"],
                "device_id": [f"dev-{x}"],
                "payment_id": [f"pay-{x}"],
                "template_id": [f"tpl-common-{x % 7}", None, None],
            }
            self.add(f"s-{x:04d}", self.waking(int(self.rng.integers(1, 9))), facts, country=f"C{x % 9}")
        return self

    def farm(self, name: str, n: int, *, at: str = "round_the_clock", **about: Any) -> "Ledger":
        """Add a farm: devices and addresses shared a few at a time, one private prompt, even load, own cards."""
        for x in range(n):
            facts = {
                "ip": [f"172.16.{ord(name[-1])}.{y}" for y in (x, (x + 1) % n)],
                "device_id": [f"{name}-dev-{x % 4}", f"{name}-dev-{(x + 1) % 4}"],
                "payment_id": [f"{name}-pay-{x // 2}"],
                "template_id": [f"{name}-tpl"],
            }
            self.add(f"{name}-{x:02d}", getattr(self, at)(6), facts, country=f"C{x % 9}", **about)
        return self

    def clean_twins(self, n: int) -> "Ledger":
        """Add accounts that behave like a farm's and share nothing."""
        for x in range(n):
            facts = {
                "ip": [f"192.168.{x}.1"],
                "device_id": [f"twin-dev-{x}"],
                "payment_id": [f"twin-pay-{x}"],
                "template_id": [f"twin-tpl-{x}"],
            }
            self.add(f"t-{x:02d}", self.round_the_clock(6), facts, country=f"C{x % 9}")
        return self

    def company(self, name: str, n: int, **about: Any) -> "Ledger":
        """Add a company: a name, a mail domain, an office, a card, a prompt; each person a device of their own."""
        about = {"organisation_id": name, "email_domain": f"{name}.example", "country": "C1", **about}
        for x in range(n):
            facts = {
                "ip": [f"198.51.{len(name)}.{ord(name[-1])}"],
                "device_id": [f"{name}-dev-{x}"],
                "payment_id": [f"{name}-card"],
                "template_id": [f"{name}-tpl", None],
            }
            self.add(f"{name}-{x:02d}", self.waking(int(self.rng.integers(1, 9))), facts, **about)
        return self

    def household(self, name: str, n: int) -> "Ledger":
        """Add a household: one line, one shared tablet beside phones of their own, one card."""
        for x in range(n):
            facts = {
                "ip": ["203.0.113.7"],
                "device_id": [f"{name}-tablet", f"{name}-dev-{x}"],
                "payment_id": [f"{name}-card"],
            }
            self.add(f"{name}-{x:02d}", self.waking(int(self.rng.integers(1, 9))), facts, country="C2")
        return self

    def frames(self) -> dict[str, pl.DataFrame]:
        """The three tables."""
        return {
            "accounts": pl.DataFrame(self.accounts, schema=ACCOUNTS_SCHEMA),
            "activity": pl.DataFrame(self.activity, schema=ACTIVITY_SCHEMA),
            "observations": pl.DataFrame(self.observations, schema=OBSERVATIONS_SCHEMA),
        }

    def snapshot(self) -> Snapshot:
        """What detection reads."""
        return build_snapshot(**self.frames())


def members(findings: Findings) -> dict[str, set[str]]:
    """The members of each campaign of a run."""
    table = findings.members.group_by("campaign_id").agg("account_id")
    return {campaign: set(accounts) for campaign, accounts in table.iter_rows()}


def verdict_of(findings: Findings, prefix: str) -> set[str]:
    """The verdicts on groups that hold an account whose id starts like this."""
    mine = {c for c, accounts in members(findings).items() if any(a.startswith(prefix) for a in accounts)}
    return set(findings.campaigns.filter(pl.col("campaign_id").is_in(sorted(mine)))["verdict"])
