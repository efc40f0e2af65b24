"""What people allowed, and a snapshot in which it says nothing.

A decision `allowed` on an identifier, an account or a declared organisation is an entry of the allow-list until a
later one on the same subject takes it back; a note takes nothing back. An address range is an identifier too:
`ip:198.51.100.0/24` stands for every address in it, and for the networks that it covers.

An allowed identifier gives no evidence to links, groups and verdicts; allowed accounts, and those of an allowed
organisation, use nothing and wake with nobody, so that they are in no group. Facts stay as they are: who uses an
allowed identifier can still be asked. An allowed mail domain keeps speaking for its accounts where it is judged
whether a group hides: what excuses must not be lost by being allowed.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.graph.decisions import standing
from linkage.graph.interface import Allowance, Decision, Explanation
from linkage.identifiers.kinds import KINDS
from linkage.ledger.snapshot import Snapshot

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_ADDRESSES: Final = ("ip", "network")
"""Kinds of which a range holds some."""


@dataclass(frozen=True, slots=True)
class AllowList:
    """Entries as people named them, sorted."""

    identifiers: tuple[str, ...] = ()
    """`kind:key`; a key of kind ip may be an address range."""
    accounts: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything is allowed."""
        return bool(self.identifiers or self.accounts or self.organisations)

    def entries(self) -> tuple[str, ...]:
        """Return every entry as `subject id`, by subject and id."""
        subjects = {"account": self.accounts, "identifier": self.identifiers, "organisation": self.organisations}
        return tuple(f"{subject} {name}" for subject, names in subjects.items() for name in names)

    def allows(self, kind: str, key: str) -> bool:
        """Return whether an identifier is allowed, by itself or by a range."""
        if f"{kind}:{key}" in self.identifiers:
            return True
        ranges = _ranges(self.identifiers) if kind == "ip" else []
        return bool(ranges) and _inside(key, ranges)


@dataclass(frozen=True, slots=True)
class Silence:
    """What an allow-list took away."""

    n_identifiers: int
    n_accounts: int


def allow_list(decisions: Iterable[Decision]) -> AllowList:
    """Return what is allowed after all decisions, given in any order; of one moment the later given counts."""
    allowed = sorted(subject for subject, decision in standing(decisions).items() if decision.verdict == "allowed")
    identifiers, accounts, organisations = (
        tuple(name for subject, name in allowed if subject == wanted)
        for wanted in ("identifier", "account", "organisation")
    )
    return AllowList(identifiers, accounts, organisations)


def covers(network: str, name: str) -> bool:
    """Return whether an address range holds an address, a network or a range; both are named `kind:key`."""
    kind, _, key = name.partition(":")
    return kind in _ADDRESSES and _inside(key, _ranges([network]))


def with_allowed(explanation: Explanation, allowed: AllowList, accounts: tuple[Allowance, ...] = ()) -> Explanation:
    """Return an explanation in which what is allowed gives no bits; the link is what the run made of it.

    Where one of the two accounts is allowed, that is all they share, unless the run was made before and links them.
    """
    silent = bool(accounts) and not explanation.linked
    shared = (
        replace(one, bits=0.0) if silent or allowed.allows(one.kind, one.key) else one for one in explanation.shared
    )
    order = sorted(shared, key=lambda one: (-one.bits, one.kind, one.key))
    return replace(explanation, shared=tuple(order), allowed=accounts)


def silenced(snapshot: Snapshot, allowed: AllowList) -> tuple[Snapshot, Snapshot, Silence]:
    """Return the snapshot for links and groups, the one for verdicts, and what was taken away.

    In both, numbers of accounts and identifiers stay; uses that may not speak are gone, and `n_accounts` counts the
    others. Only the first lacks allowed context and the activity of allowed accounts: verdicts compare with everybody.
    Linear in uses.
    """
    if not allowed:
        return snapshot, snapshot, Silence(0, 0)
    identifier = _allowed_identifiers(snapshot.identifiers, allowed)
    accounts = snapshot.accounts
    account = (
        accounts["account_id"].is_in(list(allowed.accounts))
        | accounts["organisation_id"].is_in(list(allowed.organisations)).fill_null(False)
    ).to_numpy()
    context = [name for name, kind in KINDS.items() if kind.family == "context"]
    excusing = snapshot.identifiers["kind"].is_in(context).to_numpy()
    used, user = snapshot.uses["identifier"].to_numpy(), snapshot.uses["account"].to_numpy()
    linked = snapshot.with_uses(~(identifier[used] | account[user]))
    judged = snapshot.with_uses(~((identifier & ~excusing)[used] | account[user]))
    active = ~account[snapshot.activity["account"].to_numpy()]
    linked = replace(linked, activity=snapshot.activity.filter(pl.Series(active, dtype=pl.Boolean)))
    return linked, judged, Silence(int(identifier.sum()), int(account.sum()))


def _allowed_identifiers(identifiers: pl.DataFrame, allowed: AllowList) -> npt.NDArray[np.bool_]:
    named = [name.partition(":") for name in allowed.identifiers]
    pairs = pl.DataFrame(
        {"kind": [kind for kind, _, _ in named], "key": [key for _, _, key in named]},
        schema={"kind": pl.String, "key": pl.String},
    ).with_columns(hit=True)
    hit = identifiers.select("kind", "key").join(pairs, on=["kind", "key"], how="left", maintain_order="left")
    found = hit["hit"].fill_null(False).to_numpy().copy()
    if ranges := _ranges(allowed.identifiers):
        addresses = np.flatnonzero(identifiers["kind"].is_in(_ADDRESSES).to_numpy())
        keys = identifiers["key"].gather(addresses).to_list()
        found[addresses] |= np.array([_inside(key, ranges) for key in keys], dtype=np.bool_)
    return found


def _ranges(identifiers: Iterable[str]) -> list[Network]:
    """Return the address ranges among entries; what is no range, or no address at all, is left to exact matching."""
    found: list[Network] = []
    for name in identifiers:
        kind, _, key = name.partition(":")
        if kind == "ip" and "/" in key:
            try:
                found.append(ipaddress.ip_network(key, strict=False))
            except ValueError:
                continue
    return found


def _inside(key: str, ranges: list[Network]) -> bool:
    try:
        place = ipaddress.ip_network(key)
    except ValueError:
        return False  # a hashed address
    return any(place.version == one.version and place.subnet_of(one) for one in ranges)  # type: ignore[arg-type]
