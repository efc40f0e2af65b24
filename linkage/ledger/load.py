"""Files into the ledger: read, normalised, pseudonymised, staged, judged as a whole, entered at once."""

import contextlib
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from linkage import identifiers, records
from linkage.errors import InputError, SettingsError, TooManyRejected
from linkage.identifiers import KINDS, Pseudonymiser
from linkage.ledger.duplicates import EVENTS, Duplicates, find_duplicates, without_duplicates
from linkage.ledger.durable import on_disk
from linkage.ledger.events import EVENT, event_keys
from linkage.ledger.intake import hashed, stored
from linkage.ledger.manifest import Manifest, PartEntry, SourceEntry, known_as, open_manifest
from linkage.ledger.parts import ASIDE, Stage, clear_orphans, place
from linkage.ledger.present_state import PresentState, must_be_whole, repeated, surplus
from linkage.ledger.prompts import Prompts
from linkage.ledger.quarantine import Quarantine
from linkage.ledger.readable import is_there
from linkage.ledger.report import LoadProgress, LoadReport, SourceReport, to_map
from linkage.ledger.tally import Faults, Tally
from linkage.ledger.workspace import Workspace
from linkage.log import stage as logged
from linkage.records import Mapping, Source, Table
from linkage.records.batch import Batch
from linkage.records.other_rows import OTHER_ROW
from linkage.settings import LoadSettings

Progress = Callable[[LoadProgress], None]


def load(
    workspace: Workspace,
    sources: Sequence[Source],
    *,
    table: Table | None = None,
    mapping: Mapping | None = None,
    settings: LoadSettings,
    dry_run: bool = False,
    progress: Progress | None = None,
    wait_seconds: float = 30.0,
    present: PresentState | None = None,
    latest: int | None = None,
) -> LoadReport:
    """Return what loading `sources` into the ledger of `workspace` did.

    A source is known by its content: one that was loaded before, under whatever name, is passed over, unless it is
    to be read as another table, which is named, than it was; one without rows is never known. All sources are read
    first and entered together, so killed at any instant a load leaves nothing half-entered. The tolerance
    `settings.max_rejected` is judged over the rows of each table, of all sources together. When a source cannot be
    read, those before it are entered (if they pass the tolerance) and those after it are not looked at.

    A dry run reads and judges the same and writes nothing; past the tolerance it reports so instead of raising.
    Sources of the store `present` tell its present state: only what is new since it was last loaded is entered.
    Rows of a moment after `latest` are bad, as one alone would move what every later run calls now, for good.

    Raises:
        TooManyRejected: more rows of a table are bad than tolerated; nothing was entered, the quarantine says why.
        UnreadableFile, MissingColumn, UnknownTable: of a source; the message says what was entered.
        WorkspaceBusy: another process has been writing for `wait_seconds`.
        DiskFull: no space is left; nothing was entered and nothing is lost.
        SettingsError: a sensitive kind does not exist, or is not among those the ledger was begun with.
        WorkspaceError: the key is lost, or the manifest or a part is damaged.
    """
    unknown = sorted(set(settings.sensitive_kinds) - {name for name, kind in KINDS.items() if not kind.derived})
    if unknown:
        raise SettingsError(f"load.sensitive_kinds names {', '.join(unknown)}, which no record carries; remove it.")
    job = _Job(tuple(sources), table, mapping, settings, progress, present, latest)
    with logged("ledger.loaded", n_sources=len(sources), dry_run=dry_run) as facts:
        report = _dry(workspace, job) if dry_run else _real(workspace, job, wait_seconds)
        facts |= {"n_rows": report.n_rows, "n_rejected": report.n_rejected, "n_duplicate": report.n_duplicate}
    return report


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be loaded, and how."""

    sources: tuple[Source, ...]
    table: Table | None
    mapping: Mapping | None
    settings: LoadSettings
    progress: Progress | None
    present: PresentState | None
    latest: int | None
    started: float = field(default_factory=time.perf_counter)

    def reads_as(self) -> Table | None:
        """Return the table that is to be read from every source, or None where their columns say."""
        return self.table if self.mapping is None else self.mapping.table

    def seconds(self) -> float:
        return time.perf_counter() - self.started

    def is_settled(self, name: str) -> bool:
        return self.present is not None and name in self.present.settled


def _dry(workspace: Workspace, job: _Job) -> LoadReport:
    manifest: Manifest | None = None
    with contextlib.ExitStack() as stack:
        if is_there(workspace.ledger / "manifest.sqlite"):
            manifest = stack.enter_context(open_manifest(workspace.ledger))
        tally = _read_all(job, manifest, lambda batch: None, lambda: None)
        if tally.failed is not None:
            raise tally.failed
        parts = () if manifest is None else manifest.parts()
        duplicates = find_duplicates(workspace.ledger, parts, tally.all_events())
    return _report(job, tally, duplicates, load=None, quarantine=None, dry_run=True)


def _real(workspace: Workspace, job: _Job, wait_seconds: float) -> LoadReport:
    with workspace.locked(wait_seconds):
        _make_folder(workspace)
        with open_manifest(workspace.ledger, create=True) as manifest:
            entered = manifest.parts()
            clear_orphans(workspace.ledger, entered)
            pseudonymiser = workspace.first_pseudonymiser(job.settings.sensitive_kinds)
            try:
                return _staged(workspace, job, manifest, entered, pseudonymiser)
            finally:
                shutil.rmtree(workspace.ledger / ASIDE, ignore_errors=True)


def _make_folder(workspace: Workspace) -> None:
    with on_disk(workspace.path):
        workspace.ledger.mkdir(exist_ok=True)


def _staged(
    workspace: Workspace, job: _Job, manifest: Manifest, entered: Sequence[PartEntry], pseudonymiser: Pseudonymiser
) -> LoadReport:
    ledger, sensitive = workspace.ledger, frozenset(job.settings.sensitive_kinds)
    stage, quarantine = Stage(ledger), Quarantine(ledger / ASIDE, workspace.path)
    prompts = Prompts(workspace.key())

    def take(batch: Batch) -> None:
        quarantine.take(batch.rejected)
        batch = hashed(batch, pseudonymiser, frozenset() if job.is_settled(batch.file) else sensitive)
        for folder, rows in stored(prompts.take(batch, stage), pseudonymiser):
            stage.take(folder, rows)

    def keep() -> None:
        stage.keep()
        prompts.keep()
        quarantine.keep()

    try:
        tally = _read_all(job, manifest, take, keep)
        if tally.failed is not None:
            stage.drop()
            prompts.drop()
            quarantine.drop()
        number = manifest.next_load()
        rejected = quarantine.publish(workspace.quarantine / f"{number:06d}.ndjson")
    finally:
        quarantine.close()
    _tolerate(job, tally, rejected)
    prompts.settle(ledger, entered, stage)
    duplicates = find_duplicates(ledger, entered, tally.all_events())
    staged = without_duplicates(ledger, stage, stage.parts(), duplicates)
    if job.present is not None:
        staged = surplus(ledger, stage, staged, manifest, job.present.names)
        duplicates = replace(duplicates, by_source=repeated(staged, tally.reports))
    report = _report(job, tally, duplicates, load=number, quarantine=rejected, dry_run=False)
    if entries := _entries(job, report, number):
        manifest.enter(entries, place(ledger, number, staged))
    else:
        report = replace(report, load=None)
    if tally.failed is not None:
        raise _told(tally.failed, len(report.sources))
    return replace(report, seconds=round(job.seconds(), 3))


def _read_all(job: _Job, manifest: Manifest | None, take: Callable[[Batch], None], keep: Callable[[], None]) -> Tally:
    """Read every source that is not known, in order, up to the first that cannot be read."""
    tally = Tally()
    is_whole = job.present is not None and manifest is not None and must_be_whole(job.sources, manifest)
    n_bytes_total = sum(source.n_bytes for source in job.sources)
    seen: set[str] = set()
    n_bytes_before = 0
    for number, source in enumerate(job.sources):
        faults = Faults()
        events: list[pl.DataFrame] = []
        try:
            readings = () if manifest is None else manifest.readings(source.digest)
            before = known_as(readings, job.reads_as())
            known = source.digest in seen or before is not None
            pruned = None if manifest is None or before is None else manifest.pruned_before(before)
            loaded = {each.table for each in readings}
            report = SourceReport(source.name, known, pruned)
            started = time.perf_counter()
            n_rows_before = tally.n("n_rows")
            for batch in () if known and not is_whole else _batches(source, job):
                report = _added(report, batch, loaded)
                faults.take(batch)
                events.extend(_events(batch, number))
                take(batch)
                if job.progress is not None:
                    so_far = n_rows_before + report.n_rows, n_bytes_before + batch.n_bytes
                    job.progress(LoadProgress(source.name, *so_far, n_bytes_total, job.seconds()))
        except InputError as error:
            tally.failed = error
            return tally
        keep()
        seen.add(source.digest)
        n_bytes_before += source.n_bytes
        tally.reports.append(replace(report, seconds=round(time.perf_counter() - started, 3)))
        tally.faults.add(faults)
        tally.events.extend(events)
    return tally


def _batches(source: Source, job: _Job) -> Iterator[Batch]:
    for batch in records.read(source, table=job.table, mapping=job.mapping, settings=job.settings, latest=job.latest):
        yield batch if job.is_settled(source.name) else identifiers.normalise(batch, settings=job.settings)


def _added(report: SourceReport, batch: Batch, loaded: Collection[str | None]) -> SourceReport:
    elsewhere: dict[str, tuple[str, ...]] = {
        table: columns for table, columns in batch.elsewhere if table not in loaded
    }
    read = {column for table, columns in batch.elsewhere if table in loaded for column in columns}
    return replace(
        report,
        table=batch.table,
        mapping=batch.mapping,
        n_rows=report.n_rows + batch.n_rows,
        n_valid=report.n_valid + batch.rows.height,
        n_rejected=report.n_rejected + batch.rejected["row"].n_unique(),
        n_ignored=report.n_ignored + int(batch.ignored["n_rows"].sum()),
        n_other=report.n_other + int(batch.ignored.filter(pl.col("code") == OTHER_ROW)["n_rows"].sum()),
        n_early=report.n_early + batch.n_early,
        unknown_columns=tuple(column for column in batch.unknown_columns if column not in read),
        elsewhere=elsewhere,
        unmet={f: c for f, c in batch.unmet if report.table is None or f in report.unmet},
    )


def _events(batch: Batch, number: int) -> Iterator[pl.DataFrame]:
    if batch.table == "activity" and batch.rows["event_id"].null_count() < batch.rows.height:
        keys = event_keys(batch.rows["event_id"])
        rows = batch.rows.select("at").with_columns(keys, pl.lit(number, pl.UInt32).alias("source"))
        yield rows.filter(pl.col(EVENT).is_not_null()).select(*EVENTS)


def _tolerate(job: _Job, tally: Tally, quarantine: Path | None) -> None:
    tolerated = job.settings.max_rejected
    if (table := tally.too_bad(tolerated)) is None:
        return
    most = ", ".join(f"{column} {n:,}" for column, n in list(tally.by_column(table).items())[:3])
    bad, rows = tally.n("n_rejected", table), tally.n_told(table)
    remedies = ["mend the files", *to_map(tally.unknown_values(table))]
    raise TooManyRejected(
        f"{bad:,} of {rows:,} rows of {table} are bad ({most}), more than the tolerated {tolerated:.1%}, "
        f"so nothing was loaded; see {quarantine}, {', '.join(remedies)} or raise --max-rejected."
    )


def _report(
    job: _Job, tally: Tally, duplicates: Duplicates, *, load: int | None, quarantine: Path | None, dry_run: bool
) -> LoadReport:
    sources = tuple(
        replace(report, n_duplicate=duplicates.by_source.get(number, 0)) for number, report in enumerate(tally.reports)
    )
    return LoadReport(
        load=load,
        dry_run=dry_run,
        tolerated=tally.too_bad(job.settings.max_rejected) is None,
        sources=sources,
        n_rows=tally.n("n_rows"),
        n_valid=tally.n("n_valid"),
        n_rejected=tally.n("n_rejected"),
        n_duplicate=sum(duplicates.by_source.values()),
        rejects=tally.rejects(),
        faults=tally.by_column(),
        unknown_values=tally.unknown_values(),
        quarantine=None if quarantine is None else str(quarantine),
        seconds=round(job.seconds(), 3),
    )


def _entries(job: _Job, report: LoadReport, number: int) -> list[SourceEntry]:
    return [
        SourceEntry(s.digest, s.name, number, s.n_bytes, told.n_rows, told.n_rejected, told.n_duplicate, told.table)
        for s, told in zip(job.sources, report.sources, strict=False)
        if not told.known and told.n_rows > told.n_other  # a file of other things may yet be told how to be read
    ]


def _told(error: InputError, n_before: int) -> InputError:
    if n_before == 0:
        return error
    before = "the file before it was" if n_before == 1 else f"the {n_before:,} files before it were"
    return type(error)(f"{error} ({before[0].upper()}{before[1:]} loaded.)")
