"""The pipeline on one page: from a snapshot of the ledger to the findings of a run.

::

    snapshot → incidence → links (+ timing) → groups → without visitors → verdicts → findings

Each stage is one function from inputs and its own settings to a value. The same snapshot, settings and
seed give the same findings, byte for byte.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import polars as pl

from linkage import campaigns, communities, links
from linkage.assembly import assemble, ledger_tables
from linkage.findings import Findings, RunInfo
from linkage.graph.allowlist import AllowList, silenced
from linkage.ledger.snapshot import Snapshot
from linkage.links.onsets import Onsets, onsets
from linkage.links.timing import timing_links
from linkage.log import stage
from linkage.memory import give_back
from linkage.settings import Settings

MODEL_VERSION = "32"


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did: counts and seconds by stage."""

    n_accounts: int
    n_identifiers: int
    n_uses: int
    n_activity: int
    n_links: int
    link_rule: str
    threshold_bits: float
    null_rate: float
    n_timing_links: int
    n_seeds: int
    n_rescued: int
    n_groups: int
    n_visitors: int
    n_campaigns: int
    n_null_groups: int
    communities: str
    """What grouped accounts, as `communities.engine` names it."""
    allow_list: tuple[str, ...]
    """What people allowed, as `subject id`; it gave no evidence."""
    n_allowed_identifiers: int
    n_allowed_accounts: int
    seconds: dict[str, float]

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What groups are made of and held against, whichever they come to be."""

    net: links.Incidence
    linked: links.Links
    timing: links.Links
    behaviour: communities.Behaviour | None
    null_statistic: campaigns.Array
    """Link statistic of every group that chance makes."""


Stage = Callable[[str], AbstractContextManager[dict[str, object]]]
"""What logs a stage by what it has done, as `log.stage` does."""


class _Clock:
    """Seconds by stage, each of which is logged."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, event: str) -> Iterator[dict[str, object]]:
        """Log a stage, and keep its seconds by its name in reports."""
        started = time.perf_counter()
        with stage(event) as facts:
            yield facts
        name = event.partition(".")[0]
        self.seconds["assembly" if name == "findings" else name] = round(time.perf_counter() - started, 3)


def detect(
    snapshot: Snapshot,
    settings: Settings,
    previous: pl.DataFrame | None = None,
    engine: communities.Engine = communities.leiden,
    allowed: AllowList = AllowList(),  # noqa: B008 (frozen)
    grounds: Grounds | None = None,
) -> tuple[Findings, RunInfo, Report]:
    """Return what the ledger shows: the findings, the run's identity, and a report of what was done.

    Args:
        snapshot: the ledger at one moment.
        settings: all settings; each stage receives its own section.
        previous: what the run before handed down (`findings.BEFORE`), so that campaigns keep their ids.
        engine: what makes the seeds of groups, of the ledger and of its shuffled likeness; in process unless said.
        allowed: what people allowed, which gives no evidence.
        grounds: `grounds_of` the snapshot without what is allowed, for who needs them too; made here unless given.
    """
    clock = _Clock()
    heard, judged, silence = silenced(snapshot, allowed)
    grounds = grounds or grounds_of(heard, settings, engine, clock.stage)
    linked, timing, null_statistic = grounds.linked, grounds.timing, grounds.null_statistic
    n_identifiers, n_uses = grounds.net.n_identifiers, grounds.net.account_identifier.size
    groups = groups_of(grounds, settings, engine, clock.stage)
    del grounds
    give_back()
    with clock.stage("visitors.left_out") as facts:
        n_grouped = int((groups.labels >= 0).sum())
        groups = campaigns.without_visitors(heard, groups)
        n_visitors = n_grouped - int((groups.labels >= 0).sum())
        facts |= {"n_visitors": n_visitors}
    with ThreadPoolExecutor(1) as beside:  # half of judging leaves a core idle
        of_ledger = beside.submit(ledger_tables, snapshot, linked)
        with clock.stage("campaigns.judged") as facts:
            last, gone = members_before(previous)
            verdicts = campaigns.run(judged, timing, groups, null_statistic, last, settings.campaigns, gone)
            facts |= {"n_campaigns": verdicts.outcomes.verdict.count("campaign")}
        with clock.stage("findings.assembled"):
            findings = assemble(snapshot, of_ledger.result(), verdicts, groups)
    report = Report(
        n_accounts=snapshot.accounts.height,
        n_identifiers=n_identifiers,
        n_uses=n_uses,
        n_activity=snapshot.activity.height,
        n_links=linked.a.size,
        link_rule=linked.rule,
        threshold_bits=round(linked.threshold_bits, 3),
        null_rate=round(linked.null_rate, 6),
        n_timing_links=timing.a.size,
        n_seeds=groups.n_seeds,
        n_rescued=groups.n_rescued,
        n_groups=len(verdicts.ids),
        n_visitors=n_visitors,
        n_campaigns=verdicts.outcomes.verdict.count("campaign"),
        n_null_groups=null_statistic.size,
        communities=settings.communities.engine,
        allow_list=allowed.entries(),
        n_allowed_identifiers=silence.n_identifiers,
        n_allowed_accounts=silence.n_accounts,
        seconds=clock.seconds,
    )
    return findings, run_info(snapshot, settings, allowed), report


def grounds_of(
    heard: Snapshot,
    settings: Settings,
    engine: communities.Engine = communities.leiden,
    stage: Stage = stage,
) -> Grounds:
    """Return what accounts are tied by, how they behave, and the statistic of the groups that chance makes."""
    net, linked, woken, timing = ties_of(heard, settings, stage)
    with stage("null.built") as facts:
        behaviour = communities.behaviour_of(woken, heard.activity)
        null_statistic = null_groups(net, linked, behaviour, settings, engine)
        facts |= {"n_groups": null_statistic.size}
    return Grounds(net, linked, timing, behaviour, null_statistic)


def groups_of(
    grounds: Grounds, settings: Settings, engine: communities.Engine, stage: Stage = stage
) -> communities.Groups:
    """Return the groups of accounts that the grounds show."""
    with stage("groups.built") as facts:
        affinity = communities.affinity_of(grounds.net)
        # Groups are made by weights alone, and the bits of every family once more are a fifth of a gigabyte.
        united = replace(links.united(grounds.linked, grounds.timing), bits=grounds.linked.bits[:0])
        groups = communities.run(united, grounds.timing, grounds.behaviour, affinity, settings.communities, engine)
        facts |= {"n_groups": int(groups.labels.max(initial=-1)) + 1, "n_rescued": groups.n_rescued}
    return groups


def ties_of(
    heard: Snapshot, settings: Settings, stage: Stage = stage
) -> tuple[links.Incidence, links.Links, Onsets, links.Links]:
    """Return what accounts share, the links that it makes, when accounts wake, and the links that that makes."""
    with stage("incidence.built") as facts:
        net = links.incidence(heard)
        facts |= {"n_accounts": net.n_accounts, "n_identifiers": net.n_identifiers}
    with stage("links.built") as facts:
        linked = links.run(net, settings.links, settings.communities.seed)
        facts |= {"n_links": linked.a.size, "threshold_bits": round(linked.threshold_bits, 2)}
    with stage("timing.built") as facts:
        woken = onsets(heard.activity["account"].to_numpy(), heard.activity["at"].to_numpy(), net.n_accounts)
        timing = timing_links(woken, linked, settings.communities.seed)
        facts |= {"n_links": timing.a.size}
    return net, linked, woken, timing


def null_groups(
    net: links.Incidence,
    linked: links.Links,
    behaviour: communities.Behaviour | None,
    settings: Settings,
    engine: communities.Engine = communities.leiden,
) -> campaigns.Array:
    """Return the link statistic of every group found in a ledger whose uses were shuffled within each kind.

    One round of expansion, and no rescue: a shuffled ledger has no hubs to rescue groups from.
    """
    shuffled, chance = links.by_chance(net, settings.links, linked, settings.communities.seed + 1)
    affinity = communities.affinity_of(shuffled)
    groups = communities.run_plain(chance, behaviour, affinity, settings.communities, engine)
    return campaigns.null_statistic(groups, settings.campaigns)


def members_before(previous: pl.DataFrame | None) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the members of each campaign of the run before, and of those that were gone by then."""
    last: dict[str, set[str]] = {}
    gone: dict[str, set[str]] = {}
    if previous is not None:
        table = previous.group_by("campaign_id", "gone").agg("account_id").sort("campaign_id")
        for campaign, is_gone, accounts in table.iter_rows():
            (gone if is_gone else last)[campaign] = set(accounts)
    return last, gone


def run_info(snapshot: Snapshot, settings: Settings, allowed: AllowList = AllowList()) -> RunInfo:  # noqa: B008 (frozen)
    """Return the identity of a run: what the ledger speaks of last, and a digest of all that it was made of.

    That is ledger, settings, model and allow-list.
    """
    stated = [
        snapshot.accounts["status_at"].max(),
        snapshot.accounts["created_at"].max(),
        snapshot.accounts["last_seen"].max(),
    ]
    as_of = max((int(moment) for moment in stated if moment is not None), default=0)  # type: ignore[arg-type]
    sections = (settings.links, settings.communities, settings.campaigns)
    described = snapshot.digest + MODEL_VERSION + "".join(section.model_dump_json() for section in sections)
    described += "\0".join(allowed.entries())
    digest = hashlib.sha256(described.encode()).hexdigest()[:8]
    name = datetime.fromtimestamp(as_of, UTC).strftime("%Y%m%dT%H%M%SZ") + "-" + digest
    return RunInfo(name, as_of, MODEL_VERSION, snapshot.digest, snapshot.accounts.height)
