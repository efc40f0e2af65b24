"""An account in full, and what ties accounts: rows from any graph, put together into values."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from linkage.graph.interface import Account, IdentifierUse, Neighbour, Risk

Found = TypeVar("Found")

N_FACTS: Final = 9
"""Columns of an account's own facts."""


def account_of(
    account_id: str,
    facts: Sequence[Any],
    uses: Iterable[Sequence[Any]],
    neighbours: Iterable[tuple[str, float, Sequence[str]]],
    risk: Risk,
) -> Account:
    """Return the account of these rows.

    Args:
        account_id: the account.
        facts: created_at, organisation_id, plan, programme, country, status, n_requests, first_seen, last_seen.
        uses: the fields of each `IdentifierUse`, in its order.
        neighbours: id, bits and kinds of each linked account.
        risk: what the run says of it.
    """
    created_at, organisation_id, plan, programme, country, status, n_requests, first_seen, last_seen = facts
    return Account(
        account_id=account_id,
        created_at=created_at,
        organisation_id=organisation_id,
        plan=plan,
        programme=programme,
        country=country,
        status=status,
        n_requests=n_requests,
        first_seen=first_seen,
        last_seen=last_seen,
        identifiers=tuple(IdentifierUse(*row) for row in uses),
        neighbours=tuple(Neighbour(other, weight, tuple(kinds)) for other, weight, kinds in neighbours),
        risk=risk,
    )


def by_account(make: Callable[..., Found], rows: Iterable[Sequence[Any]]) -> dict[str, tuple[Found, ...]]:
    """Return what is made of the rows of each account, in their order: account_id, then the fields of what is made."""
    found: dict[str, list[Found]] = {}
    for account_id, *fields in rows:
        found.setdefault(account_id, []).append(make(*fields))
    return {account_id: tuple(some) for account_id, some in found.items()}
