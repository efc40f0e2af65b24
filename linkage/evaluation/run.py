"""Worlds in, scores out: each world is read, searched and scored in a process of its own."""

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import polars as pl

from linkage import log
from linkage.detection import detect
from linkage.errors import InputError
from linkage.evaluation import baselines, gds_recipe
from linkage.evaluation.daily import Daily, daily_figures, retold
from linkage.evaluation.deletions import counterfactual_evidence, deleted, fell, lost_band, named_evidence
from linkage.evaluation.losses import losses
from linkage.evaluation.reasons import planted_reasons
from linkage.evaluation.score import Found, Score, score
from linkage.evaluation.signals import without_each_signal
from linkage.evaluation.truth import Truth, read_truth
from linkage.evaluation.worlds import (
    FAMILIES,
    check_activity,
    is_plain,
    read_world,
    with_conduct_swapped,
    without_evidence,
    without_family,
)
from linkage.export.tables import risk
from linkage.findings import Findings
from linkage.ledger.snapshot import Snapshot
from linkage.settings import GraphSettings, Settings

OWN: Final = "linkage"
PLANTED: Final = "planted evidence"
SWAPPED: Final = "conduct, swapped"
"""Companies and farms have each other's load and rhythm: nobody may be flagged, or cleared, for that alone."""
BASELINES: Final[dict[str, Callable[[Snapshot], Found]]] = {
    "small identifiers": baselines.small_identifiers,
    "weighted Leiden": baselines.weighted_leiden,
}
"""What a user would do today, by name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is measured beside the plain figures; each costs further runs."""

    ablate: bool = False
    daily: bool = False
    compare: bool = True
    science: bool = True
    """Whether the recipe of Graph Data Science is among what it is compared with, where there is a server."""
    deep: int | None = None
    """Worlds, from the first, in which the further runs are made; None for all."""

    def of(self, number: int) -> "Wanted":
        """Return what is measured in world `number`, counted from 0."""
        if self.deep is None or number < self.deep:
            return self
        return Wanted(compare=self.compare, science=False)


@dataclass(frozen=True, slots=True)
class WorldResult:
    """All that was measured in one world."""

    name: str
    world: str
    """Its sort: `mixed`, `rare`, `null` or `twin`."""
    systems: dict[str, Score]
    """`linkage` first, then the recipes it is compared with."""
    ablations: dict[str, Score] = field(default_factory=dict)
    """`linkage` again: without one family of evidence, without what was planted, or with conduct swapped."""
    daily: Daily | None = None
    losses: dict[str, dict[str, int]] = field(default_factory=dict)
    """Farm accounts by rung and by where they were lost."""
    report: dict[str, object] = field(default_factory=dict)
    """What the run said of itself."""
    signals: dict[str, Score] = field(default_factory=dict)
    """`linkage` again, on the same groups: without one signal, by its code."""


def evaluate(
    folders: Sequence[Path], settings: Settings, wanted: Wanted, jobs: int = 1
) -> Iterator[WorldResult | Exception]:
    """Yield the result of each world, in the order given, `jobs` at a time; of one that cannot be scored, its error.

    Each world has a process of its own: its memory is its own, and the system may end it without harm to the others.
    """
    beside = ThreadPoolExecutor(jobs)
    try:
        found = [beside.submit(_apart, folder, settings, wanted.of(n)) for n, folder in enumerate(folders)]
        for each in found:
            yield each.result()
    finally:
        beside.shutdown(cancel_futures=True)


def _apart(folder: Path, settings: Settings, wanted: Wanted) -> WorldResult | Exception:
    """Return what a process of its own measures in one world, or its error; the process has ended then."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
        try:
            return own.submit(evaluate_world, folder, settings, wanted).result()
        except BrokenProcessPool:
            return InputError(
                f"The system ended the process that worked on {folder}, mostly for want of memory; "
                "run with fewer --jobs, or a smaller world."
            )
        except Exception as error:
            return error


def evaluate_world(folder: Path, settings: Settings, wanted: Wanted) -> WorldResult:
    """Return all that is measured in one world; memory is the peak of this process until detection ended."""
    log.configure(settings.log.level, settings.log.format)
    truth = read_truth(folder)
    if wanted.daily:
        check_activity(folder)
    clock = time.perf_counter()
    plain = is_plain(folder)
    snapshot = read_world(folder, settings.load, plain=plain)
    read = time.perf_counter()
    findings, _, report = detect(snapshot, settings)
    cost = {
        "seconds_read": read - clock,
        "seconds_detect": time.perf_counter() - read,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    own = scored(truth, findings, cost)
    # A rate of false discovery is, where nothing is true, the chance of any discovery at all.
    own.figures["nominal_false"] = settings.campaigns.max_q_value * max(own.figures["n_campaigns_found"] or 0.0, 1.0)
    if wanted.ablate:
        own.figures.update(_deletions(truth, snapshot, findings, settings))
    daily = retold(folder, truth, settings, plain=plain) if wanted.daily else None
    if daily is not None:
        own.figures.update(daily_figures(daily))
    return WorldResult(
        name=folder.name,
        world=truth.world,
        systems={OWN: own} | (_compared(truth, snapshot, wanted, settings.graph) if wanted.compare else {}),
        ablations=_ablated(truth, snapshot, settings) if wanted.ablate else {},
        signals=_signals(truth, findings, settings) if wanted.ablate else {},
        daily=daily,
        losses=losses(findings, truth.accounts),
        report=report.to_dict(),
    )


def scored(truth: Truth, findings: Findings, cost: dict[str, float]) -> Score:
    """Return the score of a run of linkage, with what it cost."""
    result = score(truth, found_of_findings(findings))
    farms = truth.accounts.filter("is_farm")
    reasons, identifiers = planted_reasons(findings, findings.asserted_members(), truth.evidence, farms)
    known = truth.evidence.height > 0
    result.figures["planted_reasons"] = reasons.rate if known else None
    result.figures["planted_identifiers"] = identifiers.rate if known else None
    result.figures.update(cost)
    return result


def found_of_findings(findings: Findings) -> Found:
    """Return what a run says: campaigns of band medium and above as flagged, every group as linkage."""
    group = findings.members.select("account_id", group="campaign_id")
    pool = findings.members.select("account_id", pl.format("{}/{}", "campaign_id", "pool").alias("group"))
    band = findings.members.join(findings.campaigns, on="campaign_id").filter(pl.col("band") != "none")
    flagged = findings.asserted_members()
    return Found(flagged, pool, group, risk(findings), band.select("account_id", "band"))


def _compared(truth: Truth, snapshot: Snapshot, wanted: Wanted, graph: GraphSettings) -> dict[str, Score]:
    recipes = dict(BASELINES)
    if wanted.science and graph.uri != "embedded" and snapshot.accounts.height <= gds_recipe.MOST_ACCOUNTS:
        recipes[gds_recipe.NAME] = lambda snapshot: gds_recipe.similarity_leiden(snapshot, graph)
    scores = {}
    for name, recipe in recipes.items():
        clock = time.perf_counter()
        found = recipe(snapshot)
        seconds = time.perf_counter() - clock
        scores[name] = score(truth, found)
        scores[name].figures["seconds_detect"] = seconds
    return scores


def _signals(truth: Truth, findings: Findings, settings: Settings) -> dict[str, Score]:
    whole = found_of_findings(findings)
    return {code: score(truth, found) for code, found in without_each_signal(findings, whole, settings.campaigns)}


def _deletions(truth: Truth, snapshot: Snapshot, findings: Findings, settings: Settings) -> dict[str, float | None]:
    """Return how often a score falls, and a band is lost, when the evidence that is named is deleted."""
    members, farms = findings.asserted_members(), truth.accounts.filter("is_farm")
    figures: dict[str, float | None] = {}
    for name, chosen, count in (
        ("deleted_reasons_fell", named_evidence, fell),
        ("counterfactual_held", counterfactual_evidence, lost_band),
    ):
        evidence = chosen(findings, members, farms)
        after = detect(deleted(snapshot, members, evidence), settings)[0] if evidence else findings
        figures[name] = count(findings, after, members, evidence).rate
    return figures


def _ablated(truth: Truth, snapshot: Snapshot, settings: Settings) -> dict[str, Score]:
    changed = {family: without_family(snapshot, family) for family in FAMILIES}
    if truth.evidence.height:
        changed[PLANTED] = without_evidence(snapshot, truth.evidence)
    farms = truth.accounts.filter("is_farm").sort("campaign_id", "account_id")["account_id"]
    company = pl.col("honest_class").str.starts_with("company").fill_null(False)
    companies = truth.accounts.filter(company).sort("party_id", "account_id")["account_id"]
    if farms.len() and companies.len():
        changed[SWAPPED] = with_conduct_swapped(snapshot, companies, farms)
    return {name: score(truth, found_of_findings(detect(other, settings)[0])) for name, other in changed.items()}
