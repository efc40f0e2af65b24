"""The graph in a Neo4j server."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from linkage.errors import LinkageError, RunNotFound
from linkage.findings import Findings, RunInfo
from linkage.graph.decisions import Beside, about, merged, nobody, on_campaigns
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
from linkage.graph.neo4j import accounts, campaigns, comparing, decisions, indexes, publication, publishing, reading
from linkage.graph.neo4j.database import Database
from linkage.graph.statements import statement
from linkage.settings import GraphSettings


class Neo4jGraph:
    """A `Graph` on a Neo4j server; any number of threads and processes may ask at once."""

    def __init__(self, settings: GraphSettings, *, degree_cap: int, beside: Beside = nobody) -> None:
        """Name the server; it is not asked anything yet.

        Args:
            settings: address, user, password, database, batches and timeouts.
            degree_cap: accounts above which an identifier is a hub: `LinkSettings.degree_cap`.
            beside: what people decided elsewhere, which is read with what the server holds.

        Raises:
            SettingsError: the address is not one of Neo4j.
        """
        self._settings = settings
        self._database = Database(settings)
        self._degree_cap = degree_cap
        self._beside = beside

    def health(self) -> Health:
        """Return whether the server answers, and the run that it serves."""
        try:
            found = self._database.read(reading.served)
            _, version, edition = self._database.read(lambda transaction: transaction.run(statement("read/server")))[0]
        except LinkageError as error:
            return Health("neo4j", None, str(error))
        answers = f"Neo4j {version} {edition} answers at {self._settings.uri}"
        if found is None:
            return Health("neo4j", None, f"{answers}. {reading.NOTHING}")
        return Health("neo4j", found[1], f"{answers} and serves run {found[1].run}")

    def run(self) -> RunInfo:
        """Return the run that is served. Raises RunNotFound before the first."""
        found = self._database.read(reading.served)
        if found is None:
            raise RunNotFound(reading.NOTHING)
        return found[1]

    def risks(self, account_ids: Sequence[str]) -> tuple[Risk, ...]:
        """Return the risk of each account, in the order asked; unknown accounts have status `unknown`."""
        return self._ask(lambda reader: accounts.risks(reader, account_ids))

    def account(self, account_id: str) -> Account:
        """Return an account in full. Raises AccountNotFound."""
        return self._ask(lambda reader: accounts.account(reader, account_id))

    def uses(
        self, account_ids: Sequence[str], identifiers: Sequence[tuple[str, str]]
    ) -> dict[str, tuple[IdentifierUse, ...]]:
        """Return what each account uses of these identifiers, as `account` lists it; who uses none is left out."""
        return self._ask(lambda reader: accounts.uses(reader, account_ids, identifiers))

    def ties(self, account_ids: Sequence[str]) -> dict[str, tuple[Tie, ...]]:
        """Return what each account uses of what its campaign relies on, by (kind, key); those of none are left out."""
        return self._ask(lambda reader: accounts.ties(reader, account_ids))

    def explain(self, a: str, b: str) -> Explanation:
        """Return why two accounts are linked, or what they share. Raises AccountNotFound, UsageError for a == b."""
        return self._ask(lambda reader: accounts.explain(reader, a, b, self._degree_cap))

    def users_of(self, kind: str, key: str, limit: int) -> tuple[str, ...]:
        """Return the ids of accounts that use an identifier, sorted; empty when nobody does."""
        return self._ask(lambda reader: accounts.users_of(reader, kind, key, limit))

    def users(self, kind: str, key: str, limit: int, cursor: str | None = None) -> Users:
        """Return a page of what is known of the accounts that use an identifier, by id. Raises UsageError."""
        return self._ask(lambda reader: accounts.users(reader, kind, key, limit, cursor))

    def declares(self, organisation_id: str) -> bool:
        """Return whether any account declares an organisation."""
        return self._ask(lambda reader: accounts.declares(reader, organisation_id))

    def organisations(self, account_ids: Sequence[str]) -> dict[str, str]:
        """Return the organisation that each account declares; those of none are left out."""
        return self._ask(lambda reader: accounts.organisations(reader, account_ids))

    def reliances(self, kind: str, key: str, limit: int = 20) -> tuple[Reliance, ...]:
        """Return the campaigns that rely on an identifier, those with most members that use it first, then by id."""
        return self._ask(lambda reader: campaigns.reliances(reader, kind, key, limit))

    def search(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return accounts, campaigns and identifiers that a text finds, exact ids first."""
        return self._ask(lambda reader: accounts.search(reader, text, limit))

    def campaigns(self, wanted: CampaignFilter, limit: int, cursor: str | None = None) -> Page[CampaignSummary]:
        """Return a page of campaigns, by score descending then id. Raises UsageError for a bad cursor."""
        verdicts = on_campaigns(self.decisions())
        return self._ask(lambda reader: campaigns.campaigns(reader, wanted, verdicts, limit, cursor))

    def campaign(self, campaign_id: str) -> Campaign:
        """Return a campaign in full. Raises CampaignNotFound."""
        found = self._ask(lambda reader: campaigns.campaign(reader, campaign_id))
        said = merged(about(self._beside(), "campaign", campaign_id), found.decisions)
        summary = replace(found.summary, decision=on_campaigns(said).get(campaign_id))
        return replace(found, summary=summary, decisions=said)

    def members(self, campaign_id: str, limit: int, cursor: str | None = None) -> Page[Member]:
        """Return a page of members, by account id. Raises CampaignNotFound, UsageError."""
        return self._ask(lambda reader: campaigns.members(reader, campaign_id, limit, cursor))

    def subgraph(self, campaign_id: str, max_nodes: int) -> Subgraph:
        """Return a campaign's subgraph, cut to `max_nodes`. Raises CampaignNotFound."""
        return self._ask(lambda reader: campaigns.subgraph(reader, campaign_id, max_nodes))

    def timeline(self, campaign_id: str) -> tuple[Day, ...]:
        """Return a campaign's days, oldest first. Raises CampaignNotFound."""
        return self._ask(lambda reader: campaigns.timeline(reader, campaign_id))

    def decide(self, decision: Decision) -> None:
        """Write down what a person said; the newest on a subject counts."""
        indexes.ensure(self._database)
        self._database.write(
            lambda transaction: transaction.run(
                statement("decisions/decide"),
                subject=decision.subject,
                id=decision.id,
                verdict=decision.verdict,
                note=decision.note,
                author=decision.author,
                at=decision.at,
            )
        )

    def decisions(self) -> tuple[Decision, ...]:
        """Return every decision, oldest first: what the server holds, and what is beside it."""
        return merged(self._beside(), self._database.read(decisions.written))

    def holder(self) -> publication.Holder | None:
        """Return whose runs the database holds, where that is known."""
        return publication.state(self._database).holder

    def publish(
        self,
        findings: Findings,
        info: RunInfo,
        *,
        again: bool = False,
        holder: publication.Holder | None = None,
        replace: bool = False,
    ) -> None:
        """Make this run the one that is served; completes what a killed publisher began.

        With `again`, all is written even when it is there, which mends what somebody changed. With a `holder`, the
        database remembers whose run it is, and what it holds of another is replaced only with `replace`. What people
        decided beside it is written down there too, each decision once.

        Raises:
            UsageError: the database holds the runs of another.
            GraphBusy: another publisher is at work.
            GraphOutOfMemory: not even small batches fit into the server's memory.
        """
        publishing.publish(
            self._database,
            findings,
            info,
            self._settings,
            again=again,
            holder=holder,
            replace=replace,
            decided=self._beside(),
        )

    def compare(self, findings: Findings, info: RunInfo, n_accounts: int) -> comparing.Comparison:
        """Return how the database differs from this run; of so many accounts to the last property.

        Raises:
            RunNotFound: another run is served, or a publication is not complete.
        """
        there = self.run()
        if there != info:
            raise RunNotFound(f"It serves run {there.run}; publishing brings it to {info.run}.")
        return comparing.compare(self._database, findings, n_accounts)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def _ask(self, question: Callable[[reading.Reader], reading.T]) -> reading.T:
        return reading.ask(self._database, question)
