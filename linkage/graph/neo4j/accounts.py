"""What a database answers about accounts and identifiers."""

from collections.abc import Sequence

from linkage.findings import LINK_FAMILIES
from linkage.graph import cut, hits
from linkage.graph.account import N_FACTS, account_of, by_account
from linkage.graph.cursor import check_limit, users_after, users_page
from linkage.graph.explanation import LinkRow, check_pair, explanation
from linkage.graph.interface import (
    Account,
    Explanation,
    Hit,
    IdentifierUse,
    Risk,
    SharedIdentifier,
    Tie,
    User,
    Users,
)
from linkage.graph.missing import no_account
from linkage.graph.neo4j.reading import Reader
from linkage.graph.risk import known_risk, unknown_risk
from linkage.graph.statements import statement
from linkage.identifiers.kinds import PUBLISHED_KINDS


def risks(reader: Reader, account_ids: Sequence[str]) -> tuple[Risk, ...]:
    """Return the risk of each account, in the order asked."""
    asked = list(dict.fromkeys(account_ids))
    known = {row[0]: _risk(reader, *row) for row in reader.rows(statement("read/risks"), ids=asked)}
    return tuple(known.get(one) or unknown_risk(reader.info, one) for one in account_ids)


def account(reader: Reader, account_id: str) -> Account:
    """Return an account in full."""
    found = reader.rows(statement("read/account"), id=account_id)
    if not found:
        raise no_account(account_id)
    facts, risk = found[0][:N_FACTS], found[0][N_FACTS:]
    uses = reader.rows(statement("read/account_identifiers"), id=account_id, limit=cut.MAX_IDENTIFIERS)
    neighbours = reader.rows(statement("read/account_neighbours"), id=account_id, limit=cut.MAX_NEIGHBOURS)
    return account_of(account_id, facts, uses, neighbours, _risk(reader, account_id, *risk))


def uses(
    reader: Reader, account_ids: Sequence[str], identifiers: Sequence[tuple[str, str]]
) -> dict[str, tuple[IdentifierUse, ...]]:
    """Return what each account uses of these identifiers."""
    asked = {"ids": list(dict.fromkeys(account_ids)), "identifiers": [list(one) for one in identifiers]}
    return by_account(IdentifierUse, reader.rows(statement("read/uses"), **asked, limit=cut.MAX_IDENTIFIERS))


def ties(reader: Reader, account_ids: Sequence[str]) -> dict[str, tuple[Tie, ...]]:
    """Return what each account uses of what its campaign relies on."""
    return by_account(Tie, reader.rows(statement("read/ties"), ids=list(dict.fromkeys(account_ids))))


def explain(reader: Reader, a: str, b: str, degree_cap: int) -> Explanation:
    """Return why two accounts are linked, or what they share without being linked."""
    check_pair(a, b)
    rows = reader.rows(statement("read/explain_accounts"), ids=[a, b])
    campaigns: dict[str, list[str]] = {row[0]: row[1] for row in rows}
    for one in (a, b):
        if one not in campaigns:
            raise no_account(one)
    link = reader.rows(statement("read/explain_link"), a=a, b=b)
    shared = reader.rows(statement("read/explain_shared"), a=a, b=b)
    return explanation(
        a,
        b,
        link=LinkRow(link[0][0], _bits(link[0][1:])) if link else None,
        shared=[SharedIdentifier(*(*row[:5], 0.0, *row[5:])) for row in shared],
        campaigns_a=campaigns[a],
        campaigns_b=campaigns[b],
        n_accounts=reader.info.n_total_accounts,
        degree_cap=degree_cap,
    )


def users_of(reader: Reader, kind: str, key: str, limit: int) -> tuple[str, ...]:
    """Return the ids of accounts that use an identifier, sorted."""
    return tuple(row[0] for row in reader.rows(statement("read/users"), kind=kind, key=key, limit=limit))


def users(reader: Reader, kind: str, key: str, limit: int, cursor: str | None) -> Users:
    """Return a page of the accounts that use an identifier, by id."""
    check_limit(limit)
    after = users_after(cursor)
    total = reader.rows(statement("read/users_total"), kind=kind, key=key)
    rows = reader.rows(statement("read/users_known"), kind=kind, key=key, after=after, limit=limit + 1)
    return users_page([User(*row) for row in rows], limit, total[0][0] if total else 0)


def declares(reader: Reader, organisation_id: str) -> bool:
    """Return whether any account declares an organisation."""
    return bool(reader.rows(statement("read/organisation"), organisation=organisation_id))


def organisations(reader: Reader, account_ids: Sequence[str]) -> dict[str, str]:
    """Return the organisation that each account declares."""
    asked = list(dict.fromkeys(account_ids))
    return {row[0]: row[1] for row in reader.rows(statement("read/organisations"), ids=asked)}


def search(reader: Reader, text: str, limit: int) -> tuple[Hit, ...]:
    """Return the accounts, campaigns and identifiers that a text finds."""
    wanted = hits.terms(text)
    if wanted is None:
        return ()
    by_key = statement("read/search_identifiers")
    found = reader.rows(by_key, kinds=list(PUBLISHED_KINDS), forms=hits.forms(wanted.text), limit=limit)
    if wanted.kind is not None:
        found += reader.rows(by_key, kinds=[wanted.kind], forms=hits.forms(wanted.key), limit=limit)
    start = {"forms": hits.forms(wanted.text), "limit": limit}
    words = {"text": wanted.folded, "limit": limit}
    by_start = [
        *(hits.account_hit(*row) for row in reader.rows(statement("read/search_accounts"), **start)),
        *(hits.campaign_hit(*row) for row in reader.rows(statement("read/search_campaigns"), **start)),
        *(hits.identifier_hit(*row) for row in found),
    ]
    by_words = [
        *(hits.campaign_hit(*row) for row in reader.rows(statement("read/search_names"), **words)),
        *(hits.identifier_hit(*row) for row in reader.rows(statement("read/search_skeletons"), **words)),
    ]
    return hits.ranked(wanted, by_start, by_words, limit)


def _risk(
    reader: Reader, account_id: str, score: float | None, band: str | None, campaign: str | None, reasons: str | None
) -> Risk:
    # what the served run says is kept as text while the next is written; there nothing is an empty string
    return known_risk(
        reader.info, account_id, score=score, band=band or None, reasons=reasons or None, campaign_id=campaign or None
    )


def _bits(values: Sequence[float | None]) -> dict[str, float]:
    return {name: bits for name, bits in zip(LINK_FAMILIES, values, strict=True) if bits}
