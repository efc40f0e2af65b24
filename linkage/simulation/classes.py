"""The table of everybody who lives in a simulated world: honest classes, campaign types, rungs of evasion.

`share` of an honest class is its part of the honest accounts before a world's own variation. Figures of campaign
types are what providers reported publicly in 2026, each one party's own telemetry. What is written in words of
classes, types and rungs is for readers; nothing is drawn from it.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class HonestClass:
    """One kind of honest account holder."""

    name: str
    share: float
    """Part of honest accounts, before a world's own variation."""
    pattern: str
    """What accounts of one party, or strangers of this class, share and do not share."""
    occasions: str = ""
    """What they start at together, beyond a common day and time zone; outages strike everybody."""


@dataclass(frozen=True, slots=True)
class Archetype:
    """One kind of campaign."""

    name: str
    title: str
    sizes: tuple[int, int]
    """Least and most accounts of a campaign, before it is scaled to the world."""
    pools: tuple[int, int]
    """Least and most pools of a campaign (successors not counted)."""
    sessions: float
    """Median job sessions per account and day."""
    requests: float
    """Median requests per activity row."""
    pattern: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the evasion ladder; each keeps what the rungs below it hide, and hides one thing more."""

    name: str
    hides: str
    direct: float
    """Part of members with leftover traffic from addresses of the pool's own."""
    direct_share: tuple[float, float]
    """Part of such a member's traffic that leaks so."""
    clumps: float
    """Part of members whose card pays for a few others too."""
    reuse: float
    """Part of members that now and then come from a device of another member."""
    cover: tuple[float, float]
    """Part of requests that is honest-looking traffic mixed in."""
    signup_days: tuple[float, float]
    """Days over which accounts are registered."""
    spread_minutes: float
    """Minutes over which one scheduler wave reaches its accounts."""
    pace: float
    """Factor on the volume of job traffic."""


HONEST: Final[dict[str, HonestClass]] = {
    c.name: c
    for c in (
        HonestClass(
            "individual",
            0.50,
            "own device, card, home; a fifth behind CGNAT addresses that thousands share",
            "trials of some end on one day",
        ),
        HonestClass(
            "app_user",
            0.03,
            "strangers whose every request carries the one template of a community app",
            "come back after a release of their app",
        ),
        HonestClass("multi_account", 0.03, "2-4 accounts of one developer: one device, mostly one card and home"),
        HonestClass("vpn", 0.08, "strangers on a few thousand exits; the busiest exit sees about 5 % of all accounts"),
        HonestClass(
            "company_office",
            0.065,
            "one card, 1-5 egress addresses, one system prompt, onboarded in a morning",
            "stand-ups, meetings, launches, cron; a quarter has none",
        ),
        HonestClass(
            "company_remote",
            0.035,
            "many countries, own cards and devices, mixed plans; one system prompt",
            "as an office, at one zone's hours",
        ),
        HonestClass(
            "company_scheduled",
            0.015,
            "service accounts fed evenly, round the clock, from a few addresses",
            "the scheduler's rounds, cron",
        ),
        HonestClass(
            "company_reinstated", 0.005, "a company that is banned as a whole and back within days", "as an office"
        ),
        HonestClass(
            "gateway", 0.02, "5-400 client accounts of a reseller: one card, few addresses, clients' own prompts"
        ),
        HonestClass(
            "startup",
            0.02,
            "programme credits, shared code, sign-up bursts, evals",
            "as an office; credits of a batch end on one day",
        ),
        HonestClass(
            "lab", 0.012, "researchers at shared machines: devices used by the whole lab", "as an office; nightly evals"
        ),
        HonestClass(
            "data_lab",
            0.006,
            "a lab that generates data openly: one prompt, even load, declared or not",
            "the scheduler's rounds, cron",
        ),
        HonestClass(
            "campus",
            0.04,
            "one NAT, one mail domain, own devices and no cards, an assignment prompt for a week or a course",
            "lessons, exams, deadlines: from none to nearly all of a class's work; trials of a class end together",
        ),
        HonestClass(
            "bootcamp",
            0.02,
            "as campus, in a cohort with one starter prompt and freemail addresses",
            "as campus, more of it online",
        ),
        HonestClass(
            "hackathon",
            0.03,
            "48 hours at one venue address, a starter prompt, trial cards",
            "a start, a last hour, talks",
        ),
        HonestClass("household", 0.03, "2-4 people: one home address, often one card, own devices"),
        HonestClass("carpool", 0.01, "3-10 accounts that one host rents out: one card or device; grey"),
        HonestClass(
            "proxy_home", 0.005, "homes whose line is sold as a residential-proxy exit, so farms come from it too"
        ),
        HonestClass("twin", 0.0, "independent accounts that behave like a farm's; only in twin worlds"),
    )
}
"""Honest classes by name."""

ARCHETYPES: Final[dict[str, Archetype]] = {
    a.name: a
    for a in (
        Archetype("A1", "hydra", (200, 5000), (2, 6), 1.5, 2.0, "30-70 % of its traffic looks like other customers'"),
        Archetype(
            "A2",
            "one fixed prompt",
            (60, 2500),
            (1, 2),
            3.0,
            6.0,
            "ramps up, banned, a second pool in a day; part let to others",
        ),
        Archetype("A3", "relay of people", (60, 2500), (1, 3), 2.2, 1.5, "human prompts behind one hidden prompt"),
        Archetype("A4", "small and rotating", (20, 300), (1, 2), 4.0, 6.0, "replays reasoning to have it cleaned"),
        Archetype("A5", "harness replay", (30, 800), (1, 2), 1.8, 2.5, "its users' coding sessions, popular harnesses"),
        Archetype(
            "A6", "artifact replay", (30, 1500), (1, 2), 0.7, 1.5, "a trickle, then two days of shared artifacts"
        ),
        Archetype(
            "A7", "shell-company reseller", (10, 300), (1, 1), 1.5, 2.0, "openly one card; no rung; expected invisible"
        ),
        Archetype("A8", "free-credit farm", (40, 1200), (1, 2), 2.2, 1.5, "free plan; a week of probing, bulk, idle"),
        Archetype("A9", "programme farm", (15, 300), (1, 2), 1.8, 2.5, "research and start-up credits by the dozen"),
        Archetype("A10", "micro-farms", (5, 40), (1, 1), 1.8, 2.0, "5-40 accounts of one operator"),
    )
}
"""Campaign types by name."""

# fmt: off
RUNGS: Final[dict[str, Rung]] = {
    r.name: r
    for r in (
        Rung("E0", "nothing",                   1.0,  (0.8, 1.0),   1.0,  1.0,  (0.0, 0.1),  (0.2, 4.0),    4.0,  1.0),
        Rung("E1", "addresses: rotating exits", 0.6,  (0.05, 0.2),  1.0,  1.0,  (0.0, 0.15), (0.3, 6.0),    4.0,  1.0),
        Rung("E2", "cards, mail: disposable",   0.55, (0.05, 0.2),  0.3,  1.0,  (0.0, 0.2),  (0.5, 8.0),    5.0,  1.0),
        Rung("E3", "devices and clients",       0.45, (0.05, 0.15), 0.25, 0.3,  (0.0, 0.25), (1.0, 12.0),   6.0,  1.0),
        Rung("E4", "prompts, in 5-50 rewrites", 0.4,  (0.05, 0.15), 0.22, 0.25, (0.1, 0.3),  (2.0, 20.0),   8.0,  0.9),
        Rung("E5", "purpose, in other traffic", 0.35, (0.03, 0.12), 0.2,  0.22, (0.5, 0.9),  (3.0, 25.0),   9.0,  0.8),
        Rung("E6", "pace: slow, aged accounts", 0.28, (0.03, 0.1),  0.14, 0.16, (0.5, 0.9),  (30.0, 120.0), 10.0, 0.45),
        Rung("E7", "places, prompts: borrowed", 0.1,  (0.02, 0.08), 0.06, 0.06, (0.5, 0.9),  (30.0, 150.0), 12.0, 0.35),
        Rung("E8", "all but a scheduler",       0.0,  (0.0, 0.0),   0.0,  0.0,  (0.3, 0.8),  (30.0, 150.0), 6.0,  0.4),
    )
}
# fmt: on
"""Rungs of evasion by name."""

HONEST_NAMES: Final[tuple[str, ...]] = tuple(HONEST)
ARCHETYPE_NAMES: Final[tuple[str, ...]] = tuple(ARCHETYPES)
RUNG_NAMES: Final[tuple[str, ...]] = tuple(RUNGS)
