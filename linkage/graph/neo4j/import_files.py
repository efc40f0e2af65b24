"""Findings as files for the server's import tool: the graph that publishing writes, row for row.

The tool reads lists in CSV alone, so all is CSV; a text of nothing is quoted, which sets it apart from no text.
Identifiers of each kind are an id space of their own, since two kinds can have one key.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from linkage.findings import Findings, RunInfo
from linkage.graph.neo4j import rows
from linkage.graph.neo4j.publication import Holder
from linkage.graph.neo4j.server import Nodes, Relationships
from linkage.graph.schema import ELEMENTS_APART, IDENTIFIER_LABELS, LINEAGE
from linkage.identifiers.kinds import KINDS

DECISIONS: Final[dict[str, pl.DataType]] = {
    "subject": pl.String(),
    "subject_id": pl.String(),
    "verdict": pl.String(),
    "note": pl.String(),
    "author": pl.String(),
    "at": pl.Int64(),
    "number": pl.Int64(),
    "workspace": pl.String(),
}
"""Columns of decisions as the database holds them; `workspace` is whose they are, of those that one handed on."""


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """All files of one import."""

    nodes: tuple[Nodes, ...]
    relationships: tuple[Relationships, ...]
    multiline: tuple[Path, ...]
    """Files in which a text goes over several lines."""


def write(
    findings: Findings,
    info: RunInfo,
    digest: str,
    decisions: pl.DataFrame,
    folder: Path,
    holder: Holder | None = None,
) -> ImportFiles:
    """Return the files, written to `folder`, of the graph that serves a run into which `decisions` were carried."""
    files = _Files(folder)
    nodes = [Nodes(labels, (file,)) for labels, file in _nodes(files, findings, info.run)]
    nodes += [Nodes((label,), (file,)) for label, file in _state(files, info, digest, decisions, holder)]
    relationships = [Relationships(name, (file,)) for name, file in _relationships(files, findings, info.run)]
    return ImportFiles(tuple(nodes), tuple(relationships), tuple(files.multiline))


def _nodes(files: "_Files", findings: Findings, run: str) -> Iterator[tuple[tuple[str, ...], Path]]:
    of_run = pl.lit(run).alias("run")
    accounts = rows.accounts(findings).with_columns(of_run)
    yield ("Account",), files.write("accounts", accounts, {"account_id": "id:ID(account)", "n_requests": "requests"})
    for kind, label in IDENTIFIER_LABELS.items():
        table = rows.identifiers(findings, kind).with_columns(pl.lit(kind).alias("kind"))
        yield (
            ("Identifier", label),
            files.write(f"identifiers_{kind}", table, {"key": f"key:ID({kind})", "n_accounts": "accounts"}),
        )
    organisations = rows.organisations(findings).with_columns(of_run)
    yield ("Organisation",), files.write("organisations", organisations, {"id": "id:ID(organisation)"})
    campaigns = rows.campaigns(findings).unnest("campaign").with_columns(of_run)
    yield ("Campaign",), files.write("campaigns", campaigns, {"id": "id:ID(campaign)"})


def _state(
    files: "_Files", info: RunInfo, digest: str, decisions: pl.DataFrame, holder: Holder | None
) -> Iterator[tuple[str, Path]]:
    """Yield what publishing remembers, such that publishing the run again finds nothing to do."""
    yield "Run", files.write_row("run", {**rows.run(info, info.run, digest), "complete": True})
    held = {} if holder is None else asdict(holder)
    yield "Publication", files.write_row("publication", {"id": "linkage", "served": info.run, **held})
    yield "PublishLock", files.write_row("publish_lock", {"id": "linkage"})
    if decisions.height:
        yield "Decision", files.write("decisions", decisions, {})
        last = decisions["number"].max() or 0
        yield "DecisionLog", files.write_row("decision_log", {"id": "linkage", "decisions": last})


def _relationships(files: "_Files", findings: Findings, run: str) -> Iterator[tuple[str, Path]]:
    account, campaign = ":START_ID(account)", ":START_ID(campaign)"
    of_run = pl.lit(run).alias("run")
    ends = {"account_id": account, "organisation_id": ":END_ID(organisation)"}
    yield "BELONGS_TO", files.write("belongs", rows.belongs(findings).with_columns(of_run), ends)
    for kind in IDENTIFIER_LABELS:
        ends = {"account_id": account, "key": f":END_ID({kind})"}
        yield KINDS[kind].relationship, files.write(f"uses_{kind}", rows.uses(findings, kind), ends)
    links = rows.links(findings).with_columns(of_run)
    yield "LINKED_TO", files.write("links", links, {"a": account, "b": ":END_ID(account)"})
    ends = {"account_id": account, "campaign_id": ":END_ID(campaign)"}
    yield "MEMBER_OF", files.write("members", rows.members(findings), ends)
    relied = rows.relies_on(findings)
    counts = {name: name.removeprefix("n_") for name in relied.columns if name.startswith("n_")}
    for kind in IDENTIFIER_LABELS:
        ends = {"campaign_id": campaign, "key": f":END_ID({kind})"}
        own = relied.filter(pl.col("kind") == kind).drop("kind")
        yield "RELIES_ON", files.write(f"relies_on_{kind}", own, {**ends, **counts})
    for relation in LINEAGE:
        ends = {"from_campaign": campaign, "to_campaign": ":END_ID(campaign)"}
        yield relation, files.write(f"lineage_{relation.lower()}", rows.lineage(findings, relation), ends)


class _Files:
    """Writes tables as the tool reads them, and remembers which of them have texts of several lines."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.multiline: list[Path] = []

    def write_row(self, name: str, row: Mapping[str, Any]) -> Path:
        return self.write(name, pl.DataFrame([row]), {})

    def write(self, name: str, table: pl.DataFrame, names: Mapping[str, str]) -> Path:
        """Return the file of a table; columns in `names` have another name there, ids with their space."""
        file = self._folder / f"{name}.csv"
        texts = [column for column, kind in table.schema.items() if kind in (pl.String, pl.List(pl.String))]
        flat = table.select(_flat(column, kind) for column, kind in table.schema.items())
        if _has_lines(flat, texts):
            self.multiline.append(file)
        flat.rename({column: _header(column, kind, names) for column, kind in table.schema.items()}).write_csv(file)
        return file


def _flat(column: str, kind: pl.DataType) -> pl.Expr:
    value = pl.col(column)
    if isinstance(kind, pl.List):
        return value.cast(pl.List(pl.String)).list.join(ELEMENTS_APART)
    # Widened first, so that the digits are those of the number that publishing sends.
    return value.cast(pl.Float64) if kind == pl.Float32 else value


def _header(column: str, kind: pl.DataType, names: Mapping[str, str]) -> str:
    name = names.get(column, column)
    if ":" in name:
        return name
    if isinstance(kind, pl.List):
        return f"{name}:{'string' if kind.inner == pl.String else 'long'}[]"
    if kind == pl.Boolean:
        return f"{name}:boolean"
    return f"{name}:long" if kind.is_integer() else f"{name}:double" if kind.is_float() else name


def _has_lines(table: pl.DataFrame, texts: Sequence[str]) -> bool:
    found = table.select(pl.any_horizontal(pl.col(column).str.contains(r"[\r\n]").any() for column in texts))
    return bool(texts) and bool(found.item())
