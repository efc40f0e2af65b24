"""Numbers that identifiers are until the end: devices, cards, prompts, addresses; and texts of domains and clients."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .draws import Ints

Thing = Literal[
    "device", "card", "template", "artifact", "party", "campaign", "pool", "organisation", "group", "phone"
]  # fmt: skip
Net = Literal["home", "cgnat", "mobile", "vpn", "cloud", "hosted", "office", "campus"]


@dataclass(frozen=True, slots=True)
class Block:
    """Addresses that were taken together, and the sort of network that they are cut from."""

    first: int
    n: int
    net: Net


@dataclass(frozen=True, slots=True)
class Client:
    """What a program says of itself, and the fingerprint of its TLS."""

    user_agent: str
    fingerprint: str


class Names:
    """What has been named so far; numbers of one thing are never given twice."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._next: dict[str, int] = {}
        self._next_address = 0
        self.blocks: list[Block] = []
        self.domains: list[str] = []
        self.clients: list[Client] = []

    def many(self, thing: Thing, n: int) -> Ints:
        """Return n new numbers."""
        first = self._next.get(thing, 0)
        self._next[thing] = first + n
        return np.arange(first, first + n)

    def one(self, thing: Thing) -> int:
        """Return a new number."""
        return int(self.many(thing, 1)[0])

    def addresses(self, n: int, net: Net) -> Ints:
        """Return a new block of n addresses."""
        first = self._next_address
        self._next_address += n
        self.blocks.append(Block(first, n, net))
        return np.arange(first, first + n)

    def domain(self, text: str) -> int:
        """Return the number of a mail domain."""
        self.domains.append(text)
        return len(self.domains) - 1

    def own_domain(self, kind: str, ending: str) -> int:
        """Return the number of a mail domain that nobody has yet."""
        return self.domain(f"{kind}{self._seed}x{len(self.domains)}.{ending}")

    def client(self, user_agent: str, fingerprint: str) -> int:
        """Return the number of a client."""
        self.clients.append(Client(user_agent, fingerprint))
        return len(self.clients) - 1

    def party(self) -> str:
        """Return the name of a new party."""
        return f"party{self.one('party')}"

    def group(self, kind: str) -> str:
        """Return the name of a new group of people who have something in common."""
        return f"{kind}-{self.one('group')}"
