"""Cursors of paged lists: the key of the last item, so that a page costs the same wherever it lies.

A cursor is an opaque word for clients. It stays good when a new run is swapped in: the list goes on
after the same key.
"""

import base64
import binascii
import json
import math
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from linkage.errors import UsageError
from linkage.graph.interface import CampaignSummary, Member, Page, User, Users

T = TypeVar("T")

MAX_PAGE: Final = 1_000
"""Most items of one page."""


def campaigns_after(cursor: str | None) -> tuple[float, str] | None:
    """Return (score, campaign id) of the last campaign already seen, or None at the start.

    Raises:
        UsageError: the cursor was not made by `campaigns_page`.
    """
    if cursor is None:
        return None
    parts = _decode(cursor, "campaigns")
    score = parts[0] if len(parts) == 2 else None
    if not isinstance(score, float) or not math.isfinite(score):
        raise _bad()
    return score, _id(parts[1])


def campaigns_page(found: Sequence[CampaignSummary], limit: int) -> Page[CampaignSummary]:
    """Return a page of the first `limit` of `found`, which holds up to `limit + 1` in order."""
    return _page(found, limit, lambda last: _encode("campaigns", last.score, last.campaign_id))


def members_after(cursor: str | None) -> str | None:
    """Return the account id of the last member already seen, or None at the start.

    Raises:
        UsageError: the cursor was not made by `members_page`.
    """
    return _account_after(cursor, "members")


def members_page(found: Sequence[Member], limit: int) -> Page[Member]:
    """Return a page of the first `limit` of `found`, which holds up to `limit + 1` in order."""
    return _page(found, limit, lambda last: _encode("members", last.account_id))


def users_after(cursor: str | None) -> str | None:
    """Return the account id of the last user of an identifier already seen, or None at the start.

    Raises:
        UsageError: the cursor was not made by `users_page`.
    """
    return _account_after(cursor, "users")


def users_page(found: Sequence[User], limit: int, n_accounts: int) -> Users:
    """Return a page of the first `limit` of `found`, which holds up to `limit + 1` in order, of `n_accounts`."""
    page = _page(found, limit, lambda last: _encode("users", last.account_id))
    return Users(page.items, page.next_cursor, n_accounts)


def check_limit(limit: int) -> None:
    """Refuse a page size outside 1 to `MAX_PAGE`.

    Raises:
        UsageError: `limit` is outside.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise UsageError(f"A page has 1 to {MAX_PAGE:,} items; ask for a limit within that.")


def _account_after(cursor: str | None, what: str) -> str | None:
    if cursor is None:
        return None
    parts = _decode(cursor, what)
    if len(parts) != 1:
        raise _bad()
    return _id(parts[0])


def _page(found: Sequence[T], limit: int, cursor_of: Callable[[T], str]) -> Page[T]:
    items = tuple(found[:limit])
    return Page(items, cursor_of(items[-1]) if len(found) > limit else None)


def _encode(what: str, *parts: str | float) -> str:
    text = json.dumps([what, *parts], separators=(",", ":"), allow_nan=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, what: str) -> list[object]:
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        parts = json.loads(raw, parse_int=float)
    except (binascii.Error, ValueError, RecursionError):
        raise _bad() from None
    if not isinstance(parts, list) or parts[:1] != [what]:
        raise _bad()
    return parts[1:]


def _id(part: object) -> str:
    """Return an id; a lone surrogate, which JSON can write as an escape, is text that no graph takes."""
    if not isinstance(part, str):
        raise _bad()
    try:
        part.encode()
    except UnicodeEncodeError:
        raise _bad() from None
    return part


def _bad() -> UsageError:
    return UsageError("The cursor is not one that this list gave; start again without a cursor.")
