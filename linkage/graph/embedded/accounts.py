"""What a run file answers about accounts and identifiers.

Cost: a look-up reads a few groups of rows; a search by start reads the ids once.
"""

# ruff: noqa: S608 (only constants of this module are put into statements; values are parameters)

from collections.abc import Sequence
from typing import Any, Final

import duckdb

from linkage.findings import FAMILY_BITS, LINK_FAMILIES
from linkage.graph import cut, hits
from linkage.graph.account import N_FACTS, account_of, by_account
from linkage.graph.cursor import check_limit, users_after, users_page
from linkage.graph.embedded.runfile import RunFile
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
from linkage.graph.risk import known_risk, unknown_risk

_BITS: Final = ", ".join(FAMILY_BITS)
_RISK: Final = "risk_score, risk_band, reasons, campaign_id"

_ACCOUNT: Final = f"""
SELECT account, created_at, organisation_id, plan, programme, country, status, n_requests, first_seen, last_seen,
    {_RISK}
FROM accounts WHERE account_id = ?
"""
_USES: Final = """
SELECT kind, key, n_accounts, count, share, u.first_seen, u.last_seen, skeleton
FROM (SELECT * FROM uses WHERE account = ?) u JOIN identifiers USING (identifier)
ORDER BY n_accounts, kind, key LIMIT ?
"""
_USES_OF: Final = """
SELECT account_id, kind, key, n_accounts, count, share, first_seen, last_seen, skeleton
FROM (
    SELECT account_id, kind, key, n_accounts, count, share, u.first_seen, u.last_seen, skeleton,
        row_number() OVER (PARTITION BY account ORDER BY n_accounts, kind, key) AS place
    FROM (SELECT account, account_id FROM accounts WHERE account_id IN (SELECT unnest(?::VARCHAR[])))
    JOIN uses u USING (account) JOIN identifiers USING (identifier)
)
WHERE place <= ? AND (kind, key) IN (SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]))
ORDER BY account_id, place
"""
_NEIGHBOURS: Final = """
SELECT account_id, weight_bits, kinds
FROM (SELECT * FROM neighbours WHERE account = ? ORDER BY weight_bits DESC, other LIMIT ?) n
JOIN accounts a ON a.account = n.other ORDER BY weight_bits DESC, account_id
"""
_TIES: Final = """
SELECT account_id, kind, key, share, lift
FROM (SELECT account, account_id, campaign_id FROM accounts WHERE account_id IN (SELECT unnest(?::VARCHAR[])))
JOIN uses USING (account) JOIN (SELECT identifier, kind, key FROM identifiers) USING (identifier)
JOIN relies_on USING (campaign_id, kind, key) ORDER BY account_id, kind, key
"""
_ORGANISATIONS: Final = """
SELECT account_id, organisation_id FROM accounts
WHERE account_id IN (SELECT unnest(?::VARCHAR[])) AND organisation_id IS NOT NULL
"""
_USERS: Final = """
SELECT account_id, coalesce(risk_score, 0), coalesce(risk_band, 'none'), a.campaign_id, name, status,
    u.first_seen, u.last_seen
FROM (
    SELECT account FROM users WHERE identifier = $identifier
        AND account > coalesce((SELECT max(account) FROM accounts WHERE account_id <= $after), -1)
    ORDER BY account LIMIT $limit
)
JOIN accounts a USING (account) JOIN (SELECT * FROM uses WHERE identifier = $identifier) u USING (account)
LEFT JOIN campaigns c ON c.campaign_id = a.campaign_id ORDER BY account_id
"""
_ACCOUNTS: Final = """
SELECT account_id FROM accounts
WHERE starts_with(account_id, $text) OR starts_with(account_id, $lower) OR starts_with(account_id, $upper)
ORDER BY account_id <> $text, account_id LIMIT $limit
"""
_CAMPAIGNS: Final = """
SELECT campaign_id, name, n_accounts FROM campaigns
WHERE starts_with(campaign_id, $text) OR starts_with(campaign_id, $lower) OR starts_with(campaign_id, $upper)
ORDER BY campaign_id <> $text, campaign_id LIMIT $limit
"""
_NAMES: Final = """
SELECT campaign_id, name, n_accounts FROM campaigns
WHERE contains(' ' || lower(name), ' ' || $folded) ORDER BY campaign_id LIMIT $limit
"""
_IDENTIFIERS: Final = """
SELECT kind, key, n_accounts, skeleton FROM identifiers
WHERE starts_with(key, $text) OR starts_with(key, $lower) OR starts_with(key, $upper)
    OR (kind = $kind AND (starts_with(key, $key) OR starts_with(key, $lower_key) OR starts_with(key, $upper_key)))
ORDER BY $text NOT IN (key, kind || ':' || key), kind || ':' || key LIMIT $limit
"""
_SKELETONS: Final = """
SELECT kind, key, n_accounts, skeleton FROM skeletons
WHERE contains(folded, $folded) ORDER BY kind || ':' || key LIMIT $limit
"""


def risks(file: RunFile, account_ids: Sequence[str]) -> tuple[Risk, ...]:
    """Return the risk of each account, in the order asked."""
    asked = list(dict.fromkeys(account_ids))
    marks = ", ".join("?" * len(asked))
    rows = _all(file, f"SELECT account_id, {_RISK} FROM accounts WHERE account_id IN ({marks})", asked) if asked else []
    known = {row[0]: _risk(file, *row) for row in rows}
    return tuple(known.get(one) or unknown_risk(file.info, one) for one in account_ids)


def account(file: RunFile, account_id: str) -> Account:
    """Return an account in full."""
    with file.cursor() as cursor:
        found = cursor.execute(_ACCOUNT, [account_id]).fetchone()
        if found is None:
            raise no_account(account_id)
        number, facts, risk = found[0], found[1 : N_FACTS + 1], found[N_FACTS + 1 :]
        uses = cursor.execute(_USES, [number, cut.MAX_IDENTIFIERS]).fetchall()
        neighbours = cursor.execute(_NEIGHBOURS, [number, cut.MAX_NEIGHBOURS]).fetchall()
    return account_of(account_id, facts, uses, neighbours, _risk(file, account_id, *risk))


def uses(
    file: RunFile, account_ids: Sequence[str], identifiers: Sequence[tuple[str, str]]
) -> dict[str, tuple[IdentifierUse, ...]]:
    """Return what each account uses of these identifiers."""
    kinds, keys = [kind for kind, _ in identifiers], [key for _, key in identifiers]
    return by_account(
        IdentifierUse, _all(file, _USES_OF, [list(dict.fromkeys(account_ids)), cut.MAX_IDENTIFIERS, kinds, keys])
    )


def ties(file: RunFile, account_ids: Sequence[str]) -> dict[str, tuple[Tie, ...]]:
    """Return what each account uses of what its campaign relies on."""
    return by_account(Tie, _all(file, _TIES, [list(dict.fromkeys(account_ids))]))


def explain(file: RunFile, a: str, b: str, degree_cap: int) -> Explanation:
    """Return why two accounts are linked, or what they share without being linked."""
    check_pair(a, b)
    with file.cursor() as cursor:
        x, y = _number(cursor, a), _number(cursor, b)
        link = cursor.execute(
            f"SELECT weight_bits, {_BITS} FROM neighbours WHERE account = ? AND other = ?", [x, y]
        ).fetchone()
        shared = cursor.execute(
            """SELECT kind, key, n_accounts, u.share, v.share, 0.0,
                      u.first_seen, u.last_seen, v.first_seen, v.last_seen, skeleton
               FROM (SELECT * FROM uses WHERE account = ?) u JOIN (SELECT * FROM uses WHERE account = ?) v
               USING (identifier) JOIN identifiers USING (identifier)""",
            [x, y],
        ).fetchall()
        memberships = cursor.execute(
            "SELECT account, campaign_id FROM memberships JOIN campaigns USING (campaign) WHERE account IN (?, ?)",
            [x, y],
        ).fetchall()
    return explanation(
        a,
        b,
        link=LinkRow(link[0], dict(zip(LINK_FAMILIES, link[1:], strict=True))) if link else None,
        shared=[SharedIdentifier(*row) for row in shared],
        campaigns_a=[row[1] for row in memberships if row[0] == x],
        campaigns_b=[row[1] for row in memberships if row[0] == y],
        n_accounts=file.info.n_total_accounts,
        degree_cap=degree_cap,
    )


def users_of(file: RunFile, kind: str, key: str, limit: int) -> tuple[str, ...]:
    """Return the ids of accounts that use an identifier, sorted."""
    rows = _all(
        file,
        """SELECT account_id FROM accounts JOIN (
               SELECT account FROM users
               WHERE identifier = (SELECT identifier FROM identifiers WHERE key = ? AND kind = ?)
               ORDER BY account LIMIT ?
           ) USING (account) ORDER BY account_id""",
        [key, kind, limit],
    )
    return tuple(row[0] for row in rows)


def users(file: RunFile, kind: str, key: str, limit: int, cursor: str | None) -> Users:
    """Return a page of the accounts that use an identifier, by id."""
    check_limit(limit)
    after = users_after(cursor)
    with file.cursor() as reader:
        found = reader.execute(
            """SELECT identifier, (SELECT count(*) FROM users u WHERE u.identifier = i.identifier)
               FROM identifiers i WHERE key = ? AND kind = ?""",
            [key, kind],
        ).fetchone()
        if found is None:
            return users_page([], limit, 0)
        asked = {"identifier": found[0], "after": after, "limit": limit + 1}
        rows = reader.execute(_USERS, asked).fetchall()
    return users_page([User(*row) for row in rows], limit, found[1])


def declares(file: RunFile, organisation_id: str) -> bool:
    """Return whether any account declares an organisation."""
    return bool(_all(file, "SELECT 1 FROM accounts WHERE organisation_id = ? LIMIT 1", [organisation_id]))


def organisations(file: RunFile, account_ids: Sequence[str]) -> dict[str, str]:
    """Return the organisation that each account declares."""
    return dict(_all(file, _ORGANISATIONS, [list(account_ids)]))


def search(file: RunFile, text: str, limit: int) -> tuple[Hit, ...]:
    """Return the accounts, campaigns and identifiers that a text finds."""
    wanted = hits.terms(text)
    if wanted is None:
        return ()
    start = {**dict(zip(("text", "lower", "upper"), hits.forms(wanted.text), strict=True)), "limit": limit}
    key = dict(zip(("key", "lower_key", "upper_key"), hits.forms(wanted.key), strict=True))
    words = {"folded": wanted.folded, "limit": limit}
    with file.cursor() as cursor:
        by_start = [
            *(hits.account_hit(*row) for row in cursor.execute(_ACCOUNTS, start).fetchall()),
            *(hits.campaign_hit(*row) for row in cursor.execute(_CAMPAIGNS, start).fetchall()),
            *(
                hits.identifier_hit(*row)
                for row in cursor.execute(_IDENTIFIERS, {**start, **key, "kind": wanted.kind}).fetchall()
            ),
        ]
        by_words = [
            *(hits.campaign_hit(*row) for row in cursor.execute(_NAMES, words).fetchall()),
            *(hits.identifier_hit(*row) for row in cursor.execute(_SKELETONS, words).fetchall()),
        ]
    return hits.ranked(wanted, by_start, by_words, limit)


def _risk(
    file: RunFile, account_id: str, score: float | None, band: str | None, reasons: str | None, campaign: str | None
) -> Risk:
    return known_risk(file.info, account_id, score=score, band=band, reasons=reasons, campaign_id=campaign)


def _number(cursor: duckdb.DuckDBPyConnection, account_id: str) -> int:
    found = cursor.execute("SELECT account FROM accounts WHERE account_id = ?", [account_id]).fetchone()
    if found is None:
        raise no_account(account_id)
    return int(found[0])


def _all(file: RunFile, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    with file.cursor() as cursor:
        return cursor.execute(statement, values).fetchall()
