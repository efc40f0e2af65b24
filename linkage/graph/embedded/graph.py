"""The embedded graph: which run file is served at this moment, and what people decided."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from linkage.errors import GraphCorrupt, LinkageError, RunNotFound
from linkage.findings import RunInfo
from linkage.graph.embedded import accounts, campaigns
from linkage.graph.embedded.current import current_run
from linkage.graph.embedded.decisions import Decisions
from linkage.graph.embedded.runfile import RunFile, stamp
from linkage.graph.interface import (
    Account,
    Campaign,
    CampaignFilter,
    CampaignSummary,
    Day,
    Decision,
    Explanation,
    Health,
    Hit,
    IdentifierUse,
    Member,
    Page,
    Reliance,
    Risk,
    Subgraph,
    Tie,
    Users,
)
from linkage.ledger import Workspace


class EmbeddedGraph:
    """A `Graph` on the run files of a workspace; any number of threads and processes may ask at once."""

    def __init__(self, workspace: Path, *, degree_cap: int, unread: Callable[[str], None] | None = None) -> None:
        """Serve the run that the workspace's `current` names, whichever that is at each call.

        Nothing is opened yet: a server may start before the first run.

        Args:
            workspace: its folder, whether it exists already or not.
            degree_cap: accounts above which an identifier is a hub: `LinkSettings.degree_cap`.
            unread: is told that decisions may not be read and are left out; without it that is an error.
        """
        self.workspace = Workspace(workspace)
        """Whose runs and decisions are asked for."""
        self._decisions = Decisions(self.workspace.decisions, unread)
        self._degree_cap = degree_cap
        self._served: RunFile | None = None
        self._refused: tuple[Path, object] | None = None
        self._lock = threading.Lock()

    def health(self) -> Health:
        """Return whether the graph answers, and the run that it serves."""
        try:
            info = self._file().info
        except LinkageError as error:
            return Health("embedded", None, str(error))
        return Health("embedded", info, f"serves the file of run {info.run}")

    def run(self) -> RunInfo:
        """Return the run that is served. Raises RunNotFound before the first."""
        return self._file().info

    def risks(self, account_ids: Sequence[str]) -> tuple[Risk, ...]:
        """Return the risk of each account, in the order asked; unknown accounts have status `unknown`."""
        return accounts.risks(self._file(), account_ids)

    def account(self, account_id: str) -> Account:
        """Return an account in full. Raises AccountNotFound."""
        return accounts.account(self._file(), account_id)

    def uses(
        self, account_ids: Sequence[str], identifiers: Sequence[tuple[str, str]]
    ) -> dict[str, tuple[IdentifierUse, ...]]:
        """Return what each account uses of these identifiers, as `account` lists it; who uses none is left out."""
        return accounts.uses(self._file(), account_ids, identifiers)

    def ties(self, account_ids: Sequence[str]) -> dict[str, tuple[Tie, ...]]:
        """Return what each account uses of what its campaign relies on, by (kind, key); those of none are left out."""
        return accounts.ties(self._file(), account_ids)

    def explain(self, a: str, b: str) -> Explanation:
        """Return why two accounts are linked, or what they share. Raises AccountNotFound, UsageError for a == b."""
        return accounts.explain(self._file(), a, b, self._degree_cap)

    def users_of(self, kind: str, key: str, limit: int) -> tuple[str, ...]:
        """Return the ids of accounts that use an identifier, sorted; empty when nobody does."""
        return accounts.users_of(self._file(), kind, key, limit)

    def users(self, kind: str, key: str, limit: int, cursor: str | None = None) -> Users:
        """Return a page of what is known of the accounts that use an identifier, by id. Raises UsageError."""
        return accounts.users(self._file(), kind, key, limit, cursor)

    def declares(self, organisation_id: str) -> bool:
        """Return whether any account declares an organisation."""
        return accounts.declares(self._file(), organisation_id)

    def organisations(self, account_ids: Sequence[str]) -> dict[str, str]:
        """Return the organisation that each account declares; those of none are left out."""
        return accounts.organisations(self._file(), account_ids)

    def reliances(self, kind: str, key: str, limit: int = 20) -> tuple[Reliance, ...]:
        """Return the campaigns that rely on an identifier, those with most members that use it first, then by id."""
        return campaigns.reliances(self._file(), kind, key, limit)

    def search(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return accounts, campaigns and identifiers that a text finds, exact ids first."""
        return accounts.search(self._file(), text, limit)

    def campaigns(self, wanted: CampaignFilter, limit: int, cursor: str | None = None) -> Page[CampaignSummary]:
        """Return a page of campaigns, by score descending then id. Raises UsageError for a bad cursor."""
        verdicts = self._decisions.on_campaigns(needed=wanted.reviewed is not None)
        return campaigns.campaigns(self._file(), wanted, verdicts, limit, cursor)

    def campaign(self, campaign_id: str) -> Campaign:
        """Return a campaign in full. Raises CampaignNotFound."""
        return campaigns.campaign(self._file(), campaign_id, self._decisions.about("campaign", campaign_id))

    def members(self, campaign_id: str, limit: int, cursor: str | None = None) -> Page[Member]:
        """Return a page of members, by account id. Raises CampaignNotFound, UsageError."""
        return campaigns.members(self._file(), campaign_id, limit, cursor)

    def subgraph(self, campaign_id: str, max_nodes: int) -> Subgraph:
        """Return a campaign's subgraph, cut to `max_nodes`. Raises CampaignNotFound."""
        return campaigns.subgraph(self._file(), campaign_id, max_nodes)

    def timeline(self, campaign_id: str) -> tuple[Day, ...]:
        """Return a campaign's days, oldest first. Raises CampaignNotFound."""
        return campaigns.timeline(self._file(), campaign_id)

    def decide(self, decision: Decision) -> None:
        """Write down what a person said; the newest on a subject counts."""
        self._decisions.add(decision)

    def decisions(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first."""
        return self._decisions.all()

    def close(self) -> None:
        """Let go of the file; calls that are under way end undisturbed."""
        with self._lock:
            self._served = None

    def _file(self) -> RunFile:
        """Return the open file of the run to serve; the one before while the new one cannot be opened."""
        try:
            path = self._path()
            mark = stamp(path)
        except (RunNotFound, FileNotFoundError):
            if (served := self._served) is None:
                raise
            return served
        served = self._served
        if served is not None and (path, mark) in ((served.path, served.stamp), self._refused):
            return served
        with self._lock:
            if self._served is not None and (self._served.path, self._served.stamp) == (path, mark):
                return self._served
            return self._swap(path, mark)

    def _path(self) -> Path:
        """Return the path of the current run's file. Raises RunNotFound before the first run."""
        path = current_run(self.workspace) / "graph.duckdb"
        if not path.exists():
            raise RunNotFound(f"There is no {path}; run `linkage detect` again.")
        return path

    def _swap(self, path: Path, mark: tuple[int, int, int]) -> RunFile:
        try:
            self._served = RunFile(path)
        except (GraphCorrupt, FileNotFoundError) as error:
            if self._served is None:
                raise
            self._refused = (path, mark)
            structlog.get_logger().error(
                "graph.run_refused", path=str(path), serving=self._served.info.run, why=str(error)
            )
        return self._served
