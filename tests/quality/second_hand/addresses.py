"""Where requests come from: subscribers with leases, carriers, offices, exits. An address is a hash of who and when.

A subscriber is one integer, `country + 64 * serial`; its provider, its technology and the length of its lease follow
from a hash of it. So an exit of a rented proxy pool is simply the subscriber it runs at, whether that one has an
account in this world or not.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

HOME, MOBILE, SITE, VPN, SERVER, RUNNER, PROXY, PROXY_STICKY = range(8)
"""Kinds of place. `PROXY` draws an exit for each request, `PROXY_STICKY` for each session."""

N_COUNTRIES: Final = 26
DAY: Final = 86_400
V6: Final = 1 << 40


def mixed(*parts: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    """Return one 64-bit hash per row of the parts (splitmix64, chained)."""
    with np.errstate(over="ignore"):
        state = np.uint64(0x9E3779B97F4A7C15)
        for part in parts:
            state = state ^ np.asarray(part).astype(np.int64).astype(np.uint64)
            state = (state + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            state = state ^ (state >> np.uint64(31))
        return np.asarray(state)


def uniform(*parts: npt.ArrayLike) -> Floats:
    """Return hashes of the parts as numbers in [0, 1)."""
    return (mixed(*parts) >> np.uint64(11)).astype(np.float64) / float(1 << 53)


class Addresses:
    """The address plan of one world: who has which block, and which address anybody has at a time."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.salt = int(rng.integers(1 << 40))
        octets = [o for o in range(2, 220) if o not in (10, 100, 127, 169, 172, 192, 198, 203)]
        blocks = rng.permutation(len(octets) * 256)
        self.blocks = np.array(octets)[blocks // 256] * (1 << 24) + (blocks % 256) * (1 << 16)
        self.country_weight = rng.dirichlet(np.full(N_COUNTRIES, 0.7)) * 0.7 + 0.3 / N_COUNTRIES
        self.offset_hours = rng.choice([-8, -6, -5, -3, 0, 1, 1, 2, 3, 5.5, 7, 8, 8, 9], N_COUNTRIES)
        n_providers = 3 * N_COUNTRIES
        self.n_blocks = rng.integers(2, 6, n_providers)
        self.cgnat_share = np.clip(rng.beta(0.5, 1.7, n_providers), 0, 0.95)
        self.v6_share = rng.beta(0.8, 1.6, n_providers)
        self.pool = 2 ** rng.integers(3, 8, n_providers)
        self.mobile_pool = 2 ** rng.integers(4, 9, n_providers)
        self.n_sites = 0
        self.site_base: list[int] = []
        self.site_width: list[int] = []
        n_vpns = int(rng.integers(9, 22))
        self.vpn_weight = 1 / np.arange(1, n_vpns + 1) ** rng.uniform(0.8, 1.5)
        self.vpn_weight /= self.vpn_weight.sum()
        self.vpn_exits = rng.integers(4, 70, n_vpns)
        self.vpn_skew = rng.uniform(1.3, 3.2, n_vpns)
        n_vendors = int(rng.integers(2, 5))
        self.vendor_size = np.exp(rng.uniform(np.log(4_000), np.log(60_000), n_vendors)).astype(np.int64)
        self.vendor_known = rng.uniform(0.01, 0.12, n_vendors)
        self.vendor_mobile = rng.uniform(0, 0.35, n_vendors)
        self.vendor_churn = rng.uniform(0.5, 6, n_vendors)
        self.known = np.zeros(1, np.int64)
        """Subscribers with an account in this world; some of them run an exit without knowing."""

    def subscribers(self, countries: Ints) -> Ints:
        """Return a fresh subscriber per country given."""
        return countries + 64 * self.rng.integers(1 << 20, 1 << 34, len(countries))

    def countries(self, n: int) -> Ints:
        """Return n countries, drawn by population."""
        return self.rng.choice(N_COUNTRIES, n, p=self.country_weight / self.country_weight.sum()).astype(np.int64)

    def site(self, width: int) -> int:
        """Return the id of a new office, campus or gateway with `width` consecutive egress addresses."""
        block = int(self.blocks[-1 - int(self.rng.integers(300))])
        self.site_base.append(block + int(self.rng.integers(1, 250)) * 256 + int(self.rng.integers(2, 250 - width)))
        self.site_width.append(width)
        self.n_sites += 1
        return self.n_sites - 1

    def servers(self, n: int) -> Ints:
        """Return n addresses of rented machines in a dozen clouds."""
        return self.blocks[-400 - self.rng.integers(12, size=n)] + self.rng.integers(256, 65_000, n)

    def provider(self, who: Ints) -> Ints:
        """Return the provider of each subscriber: the first of a country has half of it."""
        u = uniform(who, self.salt, 1)
        return (who % 64) * 3 + (u > 0.5) + (u > 0.82)

    def home(self, who: Ints, at: Floats) -> Ints:
        """Return the address of each subscriber's line at a time: IPv4 by lease, IPv6, or a carrier-grade NAT."""
        provider = self.provider(who)
        lease = np.exp(np.log(3) + 1.6 * (uniform(who, self.salt, 2) * 4 - 1.6))
        epoch = np.floor(at / DAY / lease + uniform(who, self.salt, 3) * 7).astype(np.int64)
        kind = uniform(who, self.salt, 4)
        h = mixed(who, epoch, self.salt, 5)
        which = (mixed(who, self.salt, 6) % self.n_blocks[provider].astype(np.uint64)).astype(np.int64)
        host = (h % np.uint64(6_000)).astype(np.int64)
        v4 = self.blocks[provider * 6 + which] + (host // 250) * 256 + host % 250 + 2
        v6 = V6 + (provider << 32) + (h & np.uint64(0xFFFFFFFF)).astype(np.int64)
        width = self.pool[provider]
        region = (uniform(who, self.salt, 7) * width).astype(np.int64)
        slot = (region + (uniform(who, epoch, self.salt, 8) ** 2 * np.minimum(width, 6)).astype(np.int64)) % width
        nat = self.blocks[provider * 6 + 5] + 512 + slot
        share = self.cgnat_share[provider]
        return np.where(kind < share, nat, np.where(kind < share + (1 - share) * self.v6_share[provider], v6, v4))

    def mobile(self, who: Ints, at: Floats) -> Ints:
        """Return the address on a subscriber's phone: hours on one address of the carrier, or a /64 of its own."""
        provider = self.provider(who)
        epoch = np.floor(at / (3 * 3600)).astype(np.int64)
        width = self.mobile_pool[provider]
        region = (uniform(who, self.salt, 9) * width).astype(np.int64)
        slot = (region + (uniform(who, epoch, self.salt, 10) * np.minimum(width, 12)).astype(np.int64)) % width
        v4 = self.blocks[provider * 6 + 5] + 4096 + slot
        h = mixed(who, np.floor(at / 5400).astype(np.int64), self.salt, 11) & np.uint64(0x0FFFFFFF)
        v6 = V6 + ((provider + 100) << 32) + h.astype(np.int64)
        return np.where(uniform(who, self.salt, 12) < 0.45, v6, v4)

    def exits(self, vendor: Ints, at: Floats) -> Ints:
        """Return the address of one exit of a rented pool per row, drawn anew each time."""
        size = self.vendor_size[vendor]
        churn = np.floor(at / DAY * self.vendor_churn[vendor] / 10).astype(np.int64)
        rank = (self.rng.random(len(vendor)) ** 1.25 * size).astype(np.int64)
        h = mixed(vendor, rank, churn, self.salt, 13)
        known = self.known[(h % np.uint64(len(self.known))).astype(np.int64)]
        country = (uniform(h, 14) ** 1.4 * N_COUNTRIES).astype(np.int64)
        stranger = country + 64 * ((1 << 36) + vendor * (1 << 24) + rank + churn * 97)
        who = np.where(uniform(h, 15) < self.vendor_known[vendor], known, stranger)
        return np.where(uniform(h, 16) < self.vendor_mobile[vendor], self.mobile(who, at), self.home(who, at))

    def exit_of_day(self, vendor: int, account: Ints, at: Floats) -> Ints:
        """Return the subscriber whose line an account is given for a day."""
        h = mixed(account, np.floor(at / DAY).astype(np.int64), self.salt, 18)
        rank = (uniform(h, 19) ** 1.25 * self.vendor_size[vendor]).astype(np.int64)
        country = (uniform(vendor, rank, 20) ** 1.4 * N_COUNTRIES).astype(np.int64)
        return country + 64 * ((1 << 36) + vendor * (1 << 24) + rank)

    def resolve(self, place: Ints, ref: Ints, account: Ints, at: Floats) -> Ints:
        """Return the address of each row: `ref` is a subscriber, site, VPN, server or vendor, as the place says."""
        code = np.zeros(len(place), np.int64)
        base, width = np.array(self.site_base or [0]), np.array(self.site_width or [1])
        for kind in np.unique(place):
            rows = np.flatnonzero(place == kind)
            who, when = ref[rows], at[rows]
            if kind == HOME:
                code[rows] = self.home(who, when)
            elif kind == MOBILE:
                code[rows] = self.mobile(who, when)
            elif kind == SITE:
                nat = uniform(account[rows], np.floor(when / DAY).astype(np.int64), self.salt, 17)
                code[rows] = base[who] + (nat**1.6 * width[who]).astype(np.int64)
            elif kind == VPN:
                rank = self.rng.random(len(rows)) ** self.vpn_skew[who] * self.vpn_exits[who]
                code[rows] = self.blocks[-450 - who] + (who % 7) * 256 + rank.astype(np.int64) + 5
            elif kind == SERVER:
                code[rows] = who
            elif kind == RUNNER:
                code[rows] = self.servers(len(rows))
            else:
                code[rows] = self.exits(who, when)
        return code


def written(codes: Ints) -> list[str]:
    """Return addresses as text; an IPv6 one lies in the /64 of its code."""
    return [
        f"2a0{(c >> 32) % 8}:{((c - V6) >> 32) + 0x100:x}:{(c >> 16) & 0xFFFF:x}:{c & 0xFFFF:x}::{c % 911 + 1:x}"
        if c >= V6
        else f"{c >> 24}.{(c >> 16) & 255}.{(c >> 8) & 255}.{c & 255}"
        for c in codes.tolist()
    ]
