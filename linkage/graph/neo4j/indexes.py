"""Constraints and indexes: made before the first row, and again when somebody dropped one."""

from linkage.graph.neo4j.database import Database
from linkage.graph.statements import Statement, statement

_AWAIT_SECONDS = 600


def definitions() -> tuple[Statement, ...]:
    """Return what must be there; the last part of a statement's name is the name of its constraint or index."""
    return (
        statement("schema/publish_lock_id"),
        statement("schema/publish_lane_lane"),
        statement("schema/publication_id"),
        statement("schema/run_id"),
        statement("schema/account_id"),
        statement("schema/organisation_id"),
        statement("schema/campaign_id"),
        statement("schema/campaign_score"),
        statement("schema/campaign_last_seen"),
        statement("schema/staged_campaign_id"),
        statement("schema/ip_key"),
        statement("schema/device_key"),
        statement("schema/payment_key"),
        statement("schema/template_key"),
        statement("schema/artifact_key"),
        statement("schema/email_key"),
        statement("schema/phone_key"),
        statement("schema/email_domain_key"),
        statement("schema/client_key"),
        statement("schema/identifier_kind_key"),
        statement("schema/template_folded"),
        statement("schema/skeleton_words"),
        statement("schema/decision_log_id"),
        statement("schema/decision_subject"),
    )


def ensure(database: Database) -> None:
    """Make the constraints and indexes that are missing, and wait until all are usable.

    Only what is missing is asked for: a definition waits for every writer on its label, even when it is there already.

    Raises:
        GraphCorrupt: the database already holds two nodes that a constraint forbids.
    """
    there = {row[0] for row in database.read(lambda transaction: transaction.run(statement("schema/names")))}
    missing = [one for one in definitions() if one.name.rpartition("/")[2] not in there]
    for definition in missing:
        database.define(definition)
    if missing:
        for _ in database.stream(statement("schema/await"), 1, seconds=_AWAIT_SECONDS):
            pass
