"""Searching: what a text asks for, and in which order hits are given."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from linkage.graph.interface import Hit
from linkage.identifiers.kinds import KINDS

_TYPES: Final = ("campaign", "account", "identifier")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a searched text means."""

    text: str
    """Without the space around it. Ids and keys that start with it, skeletons that hold it in any case, are hits."""
    kind: str | None
    """The kind, when the text reads `kind:key`; then identifiers of that kind whose key starts with `key` are hits."""
    key: str


def terms(text: str) -> Terms | None:
    """Return what a text asks for, or None when it asks nothing."""
    text = text.strip()
    if not text:
        return None
    kind, colon, key = text.partition(":")
    return Terms(text, kind, key) if colon and kind in KINDS else Terms(text, None, text)


def account_hit(account_id: str) -> Hit:
    """Return an account as a hit."""
    return Hit("account", account_id, account_id, None)


def campaign_hit(campaign_id: str, name: str, n_accounts: int) -> Hit:
    """Return a campaign as a hit."""
    return Hit("campaign", campaign_id, name, n_accounts)


def identifier_hit(kind: str, key: str, n_accounts: int, skeleton: str | None) -> Hit:
    """Return an identifier as a hit; its id is `kind:key`."""
    return Hit("identifier", f"{kind}:{key}", f"{KINDS[kind].title} {skeleton or key}", n_accounts)


def ranked(wanted: Terms, by_start: Iterable[Hit], by_skeleton: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """Return the first `limit` hits: exact ids, then starts, then skeletons; campaigns, accounts, identifiers; by id.

    Args:
        wanted: what was asked.
        by_start: hits whose id or key starts with it: of campaigns and accounts the first `limit` by id,
            of identifiers the first `limit`, exact ones before all others, by `kind:key`, or more.
        by_skeleton: templates whose skeleton holds it, the first `limit` by `kind:key`; may repeat hits of `by_start`.
        limit: most hits.
    """
    places: dict[tuple[str, str], tuple[int, int, str]] = {}
    hits: dict[tuple[str, str], Hit] = {}
    for place, found in ((1, by_start), (2, by_skeleton)):
        for hit in found:
            name = (hit.type, hit.id)
            if name not in hits:
                hits[name] = hit
                places[name] = (0 if _is_exact(wanted, hit) else place, _TYPES.index(hit.type), hit.id)
    return tuple(hits[name] for name in sorted(hits, key=lambda name: places[name]))[:limit]


def _is_exact(wanted: Terms, hit: Hit) -> bool:
    is_key = hit.type == "identifier" and hit.id.partition(":")[2] == wanted.text
    return is_key or hit.id == wanted.text
