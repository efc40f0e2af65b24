"""Bringing a database to a run: write beside what is served, switch, sweep.

Rows are merged, so that writing one twice is writing it once, and the progress markers of `publication` only save
the time; only into a database without facts they are created, which the markers keep from happening twice. Batches
shrink when the server's transaction memory does not hold them.

Where it stops being exact: facts (accounts, identifiers, who uses what) are shared by all runs and written in place,
so for the minutes of a publication readers see new uses beside the conclusions of the run that is still served.
Conclusions (risk, links, campaigns and all that hangs on them) change in one moment.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

import polars as pl

from linkage.errors import GraphCorrupt, GraphOutOfMemory
from linkage.findings import Findings, RunInfo
from linkage.graph.interface import Decision
from linkage.graph.neo4j import decisions, indexes, plan, publication, rows, sweeping
from linkage.graph.neo4j.database import Database, Row, Transaction
from linkage.graph.neo4j.nodes import Nodes
from linkage.graph.neo4j.publication import LOCK_WAIT_SECONDS, Holder, Mark, Publisher
from linkage.log import stage
from linkage.settings import GraphSettings

MIN_BATCH_ROWS: Final = 50
"""A batch of so few rows that does not fit into the server's memory is an error."""

_ROUNDS: Final = 1_000
"""More rounds than a step has: a marker's step is step · _ROUNDS + round."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What all lanes of one publication share."""

    publisher: Publisher
    params: dict[str, object]
    marks: dict[int, Mark]
    batch_rows: int
    failed: threading.Event = field(default_factory=threading.Event)
    fitting: dict[str, int] = field(default_factory=dict)
    """By statement, the rows that the server's memory was found to hold."""


def publish(
    database: Database,
    findings: Findings,
    info: RunInfo,
    settings: GraphSettings,
    lock_wait_seconds: float = LOCK_WAIT_SECONDS,
    *,
    again: bool = False,
    holder: Holder | None = None,
    replace: bool = False,
    decided: Sequence[Decision] = (),
) -> None:
    """Make the run the one that is served; complete what a killed publisher began; do nothing when all is there.

    With `again`, all is written even when it is there, which mends what somebody changed. With a `holder`, the database
    remembers whose run it is, and what it holds of another is replaced only with `replace`.
    What was `decided` elsewhere is written down there too, each decision once.

    Raises:
        UsageError: it holds the runs of another.
        GraphBusy: another publisher is at work.
        GraphOutOfMemory: not even a few rows fit into the server's memory.
        GraphCorrupt: the database lacks nodes that were written before, or holds others under their ids.
    """
    indexes.ensure(database)
    with (
        stage(
            "graph.published", run=info.run, n_accounts=findings.accounts.height, n_uses=findings.uses.height
        ) as facts,
        publication.locked(database, lock_wait_seconds) as publisher,
    ):
        state = publication.state(database)
        if holder is not None and not replace:
            publication.refuse_another(database.uri, state.holder, holder.workspace, holder.folder)
        facts["changed"] = _publish(publisher, findings, info, settings, again, holder, state)
        decisions.hand_on(publisher, decided, holder)


def _publish(
    publisher: Publisher,
    findings: Findings,
    info: RunInfo,
    settings: GraphSettings,
    again: bool,
    holder: Holder | None,
    state: publication.State,
) -> bool:
    database, n_lanes = publisher.database, settings.workers
    digest = rows.digest(findings, info)
    run, is_complete = publication.tag(database, info, digest, state, again)
    if is_complete and state.served == run and state.target is None:
        if holder not in (None, state.holder):
            publication.hold(database, holder)
        return False
    steps = plan.steps(findings)
    switch_at = len(steps) * _ROUNDS
    fingerprint = f"{plan.VERSION}:{n_lanes}:{digest}"
    marks = publication.take_over(publisher)
    if state.target != run or state.fingerprint != fingerprint or len(marks) != n_lanes:
        sweeping.sweep_staged(publisher)
        marks = publication.begin(
            publisher, info, run=run, digest=digest, fingerprint=fingerprint, fresh=state.is_empty, n_lanes=n_lanes
        )
        state = publication.state(database)
    is_fresh = state.fresh
    if max(mark.step for mark in marks.values()) < switch_at:
        job = _Job(publisher, {"run": run, "served": state.served}, marks, settings.batch_rows)
        is_fresh = _written(job, findings, is_fresh, n_lanes)
        publication.switch(publisher, run, switch_at, holder)
    if not is_fresh:
        sweeping.sweep(publisher, findings, run, switch_at + 1)
    publication.finish(publisher, run, switch_at + 2)
    return True


def _written(job: _Job, findings: Findings, fresh: bool, n_lanes: int) -> bool:
    """Write what is not written yet, and return whether nobody else wrote any of it meanwhile."""
    if fresh:
        try:
            _write(job, plan.steps(findings, Nodes(job.publisher.database)), n_lanes)
        except GraphCorrupt:
            # Another writer was quicker with one of the nodes: what is left is merged, like on any other day.
            publication.lose_freshness(job.publisher)
            marks = publication.take_over(job.publisher)
            job = _Job(job.publisher, job.params, marks, job.batch_rows)
        else:
            return True
    _write(job, plan.steps(findings), n_lanes)
    return False


def _write(job: _Job, steps: Sequence[plan.Step], n_lanes: int) -> None:
    """Write every group that is not written yet; a marker in a round says that all rounds before it are done.

    The groups of a step are made while the one before is written: `plan` says why that is soon enough.
    """
    reached = max(mark.step for mark in job.marks.values())
    left = [(number, step) for number, step in enumerate(steps) if (number + 1) * _ROUNDS > reached]
    with ThreadPoolExecutor(max_workers=n_lanes + 1, thread_name_prefix="publish") as pool:
        try:
            made = [pool.submit(plan.groups, step, n_lanes) for _, step in left[:1]]
            for (number, step), following in zip_longest(left, left[1:]):
                rounds = made.pop().result()
                if following is not None:
                    made.append(pool.submit(plan.groups, following[1], n_lanes))
                for turn, together in enumerate(rounds):
                    at = number * _ROUNDS + turn
                    if at >= reached:
                        _write_round(job, pool, step, at, together)
        except BaseException:
            job.failed.set()
            raise


def _write_round(
    job: _Job, pool: ThreadPoolExecutor, step: plan.Step, at: int, together: tuple[plan.Group, ...]
) -> None:
    tasks = [pool.submit(_write_group, job, step, at, group) for group in together]
    wait(tasks)
    for task in tasks:
        task.result()


def _write_group(job: _Job, step: plan.Step, at: int, group: plan.Group) -> None:
    mark = job.marks[group.lane]
    done = mark.rows if mark.step == at else 0
    name = step.statement.name
    try:
        while done < group.rows.height and not job.failed.is_set():
            size = job.fitting.get(name) or max(MIN_BATCH_ROWS, int(job.batch_rows * step.batch_share))
            part = group.rows.slice(done, size)
            try:
                _write_batch(job, step, Mark(at, done + part.height), group.lane, part)
            except GraphOutOfMemory:
                if size <= MIN_BATCH_ROWS:
                    raise
                job.fitting[name] = max(MIN_BATCH_ROWS, min(part.height // 4, job.fitting.get(name, size)))
            else:
                done += part.height
    except BaseException:
        job.failed.set()
        raise


def _write_batch(job: _Job, step: plan.Step, mark: Mark, lane: int, part: pl.DataFrame) -> None:
    batch: list[Row] | list[object] = part["campaign"].to_list() if part.columns == ["campaign"] else part.rows()
    params = {name: value for name, value in {**job.params, **step.params}.items() if name in step.statement.params}

    def work(transaction: Transaction) -> None:
        job.publisher.advance(transaction, lane, mark)
        written = transaction.run(step.statement, rows=batch, **params)[0][0]
        if written < len(batch):  # more when somebody made a use twice: the sweep sees to that
            raise GraphCorrupt(
                f"Of {len(batch):,} rows of {step.statement.name} only {written:,} found their nodes: somebody deletes"
                " from this database; publish again when nobody does."
            )
        job.publisher.confirm()

    job.publisher.database.write(work)
