"""Where requests come from: lines of providers, carriers' shared addresses, offices, machines, exits."""

import random

from .countries import CODES, COUNTRIES, WEIGHTS

Block = tuple[int, int]
"""The first two octets of an address."""
OCTETS = [octet for octet in range(2, 223) if octet not in (10, 100, 127, 169, 172, 192, 198, 203)]


class Addresses:
    """The address plan of one world."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.v6 = 1.0
        """How common IPv6 is in this world, beside what is usual in a country."""
        self.campuses: list[str] = []
        """Addresses of campuses, as they are founded."""
        self._used: set[Block] = set()
        self._providers: dict[str, list[tuple[list[Block], str]]] = {}
        self._shared: dict[str, list[str]] = {}
        people_behind_one = rng.uniform(250, 700)
        for code in CODES:
            weight = COUNTRIES[code].weight
            n = 1 if weight < 0.006 else 2 if weight < 0.02 else 4
            self._providers[code] = [
                (
                    [self._block() for _ in range(rng.randint(1, 4))],
                    f"{rng.choice(['2a02', '2001', '2603', '2409', '2804'])}:{rng.randint(1, 65535):x}",
                )
                for _ in range(n)
            ]
            block = self._block()
            self._shared[code] = [self._v4(block) for _ in range(max(2, round(weight * people_behind_one)))]
        self._clouds = [self._block() for _ in range(14)]
        self.runners = [self._v4(rng.choice(self._clouds[:3])) for _ in range(400)]
        """Throw-away machines of continuous integration, which everybody shares."""
        self._vpns = []
        for rank in range(12):
            blocks = [self._block() for _ in range(3)]
            n = int(700 / (rank + 1) ** 0.9) + 20
            self._vpns.append([self._v4(rng.choice(blocks)) for _ in range(n)])
        self.relays = [self._v4(self._block()) for _ in range(25)]
        sizes = [int(rng.uniform(3000, 15000)), int(rng.uniform(1500, 6000)), int(rng.uniform(400, 2500))]
        self.proxies = [self._exits(size) for size in sizes]
        """The exits of each residential proxy network."""

    def _exits(self, n: int) -> list[str]:
        rng = self.rng
        countries = rng.choices(CODES, WEIGHTS, k=n)
        return [
            self.shared(code) if rng.random() < 0.12 else self._v4(rng.choice(rng.choice(self._providers[code])[0]))
            for code in countries
        ]

    def _block(self) -> Block:
        while True:
            block = self.rng.choice(OCTETS), self.rng.randint(0, 255)
            if block not in self._used:
                self._used.add(block)
                return block

    def _v4(self, block: Block) -> str:
        return f"{block[0]}.{block[1]}.{self.rng.randint(0, 255)}.{self.rng.randint(1, 254)}"

    def _v6(self, prefix: str) -> list[str]:
        rng = self.rng
        network = f"{prefix}:{rng.randint(0, 65535):x}:{rng.randint(0, 65535):x}"
        hosts = [":".join(f"{rng.randint(1, 65535):x}" for _ in range(4)) for _ in range(3)]
        return [f"{network}:{host}" for host in hosts]

    def shared(self, country: str) -> str:
        """Return an address of carrier-grade NAT, a crowded one rather than not."""
        addresses = self._shared[country]
        return addresses[min(len(addresses) - 1, int(len(addresses) * self.rng.random() ** 1.7))]

    def home(self, country: str, leases: int) -> list[str]:
        """Return the addresses of one line over so many leases: one each, or three within a /64."""
        blocks, prefix = self.rng.choice(self._providers[country])
        block = self.rng.choice(blocks)
        six = self.rng.random() < COUNTRIES[country].v6 * self.v6
        return [address for _ in range(leases) for address in (self._v6(prefix) if six else [self._v4(block)])]

    def office(self, country: str) -> str:
        """Return a fixed address."""
        return self._v4(self.rng.choice(self.rng.choice(self._providers[country])[0]))

    def machines(self, n: int) -> list[str]:
        """Return addresses of n machines rented in one cloud."""
        block = self.rng.choice(self._clouds)
        return [self._v4(block) for _ in range(n)]

    def vpn(self, n: int) -> list[str]:
        """Return n exits of one VPN, popular ones rather than not."""
        exits = self._vpns[min(11, int(self.rng.paretovariate(0.9)) - 1)]
        return [exits[min(len(exits) - 1, int(len(exits) ** self.rng.random()) - 1)] for _ in range(n)]

    def person(self, country: str) -> tuple[list[str], list[float]]:
        """Return a person's addresses and their weights: line or shared address, perhaps phone, VPN, office."""
        rng = self.rng
        kind = rng.choices(["home", "shared"], [80, 20])[0]
        if kind == "shared":
            addresses = [self.shared(country) for _ in range(rng.randint(1, 4))]
        else:
            addresses = self.home(country, rng.choices([1, 2, 3, 5, 9], [55, 20, 12, 8, 5])[0])
        weights = [1.0] * len(addresses)
        if rng.random() < 0.5:
            phone = [self.shared(country) for _ in range(rng.randint(1, 6))]
            addresses += phone
            weights += [rng.uniform(0.1, 0.8) * len(weights) / len(phone)] * len(phone)
        if rng.random() < 0.12:
            vpn = self.vpn(rng.randint(1, 6))
            addresses += vpn
            weights += [0.3] * len(vpn)
        if rng.random() < 0.15:
            addresses.append(self.office(country))
            weights.append(1.5)
        return addresses, weights
