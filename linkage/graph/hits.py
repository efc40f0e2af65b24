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
    """Without the space around it. Ids and keys that start with one of its forms, names of campaigns of which a word
    starts with it, and skeletons that hold it, both in any case, are hits."""
    kind: str | None
    """The kind, when the text reads `kind:key`; then identifiers of that kind whose key starts with `key` are hits."""
    key: str

    @property
    def folded(self) -> str:
        """Return the text in lower case, as names and skeletons are compared with it."""
        return self.text.lower()


def forms(text: str) -> tuple[str, str, str]:
    """Return what ids and keys may start with: the text as it is, in lower and in upper case.

    So all of them are found by an index; what mixes cases otherwise than the text does is not.
    """
    return text, text.lower(), text.upper()


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


def ranked(wanted: Terms, by_start: Iterable[Hit], by_words: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """Return the first `limit` hits: exact ids, then starts, then words; campaigns, accounts, identifiers; by id.

    Args:
        wanted: what was asked.
        by_start: hits whose id or key starts with it: of campaigns, accounts and identifiers the first `limit` by id
            or `kind:key`, exact ones before all others, or more.
        by_words: campaigns by their name and templates by their skeleton, of each the first `limit` by id or
            `kind:key`; may repeat hits of `by_start`.
        limit: most hits.
    """
    places: dict[tuple[str, str], tuple[int, int, str]] = {}
    hits: dict[tuple[str, str], Hit] = {}
    for place, found in ((1, by_start), (2, by_words)):
        for hit in found:
            name = (hit.type, hit.id)
            if name not in hits:
                hits[name] = hit
                places[name] = (0 if _is_exact(wanted, hit) else place, _TYPES.index(hit.type), hit.id)
    return tuple(hits[name] for name in sorted(hits, key=lambda name: places[name]))[:limit]


def _is_exact(wanted: Terms, hit: Hit) -> bool:
    is_key = hit.type == "identifier" and hit.id.partition(":")[2] == wanted.text
    return is_key or hit.id == wanted.text
