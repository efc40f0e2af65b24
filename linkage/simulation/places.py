"""Where accounts come from: countries with their zones, and the address space that they use.

Addresses are whole numbers: below 2**32 IPv4, from 2**40 on the number of an IPv6 /64. All IPv4 addresses lie in
20.0.0.0 to 99.255.255.255, all IPv6 ones in 2a0e::/16; none belongs to anybody in a simulation.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from linkage.simulation.draft import Draft, Floats, Ints

COUNTRIES: Final[tuple[tuple[str, float, float], ...]] = (
    ("US", 0.22, -6), ("IN", 0.12, 5.5), ("BR", 0.05, -3), ("GB", 0.05, 0), ("DE", 0.05, 1), ("FR", 0.04, 1),
    ("CA", 0.035, -5), ("JP", 0.04, 9), ("KR", 0.03, 9), ("AU", 0.02, 10), ("ES", 0.02, 1), ("IT", 0.02, 1),
    ("NL", 0.02, 1), ("PL", 0.02, 1), ("UA", 0.015, 2), ("TR", 0.02, 3), ("MX", 0.02, -6), ("AR", 0.012, -3),
    ("ID", 0.03, 7), ("VN", 0.025, 7), ("PH", 0.022, 8), ("SG", 0.017, 8), ("HK", 0.013, 8), ("TW", 0.015, 8),
    ("PK", 0.02, 5), ("NG", 0.015, 1), ("EG", 0.012, 2), ("ZA", 0.01, 2), ("SE", 0.01, 1), ("CH", 0.01, 1),
    ("IL", 0.01, 2), ("AE", 0.01, 4), ("TH", 0.015, 7), ("MY", 0.012, 8), ("CO", 0.01, -5), ("CL", 0.008, -4),
)  # fmt: skip
"""Country code, share of accounts, hours east of UTC."""

COUNTRY_SHARE: Final = np.array([c[1] for c in COUNTRIES]) / sum(c[1] for c in COUNTRIES)
COUNTRY_ZONE: Final = np.array([c[2] for c in COUNTRIES], np.float64)

PROVIDERS: Final = 3
"""Internet providers of a country."""

_LO, _HOSTS, _SERVERS, _END = 20 << 24, 80 << 24, 90 << 24, 100 << 24
_EDGES: Final = (_LO + np.r_[0.0, np.cumsum(COUNTRY_SHARE)] * (_HOSTS - _LO)).astype(np.int64) & ~0xFF
_V6: Final = 1 << 40
_HEX: Final = pl.Series([f"{i:x}" for i in range(65536)])


@dataclass(frozen=True, slots=True)
class Places:
    """Shared address pools of one world, as numbers of nets."""

    carriers: Ints
    """[countries, 3]: carrier-grade NAT pools, a few addresses for thousands of people."""
    mobile: Ints
    """[countries]: mobile pools so wide that people rarely meet."""
    vpns: Ints
    """[providers]: exits of VPNs and relays."""
    proxies: Ints
    """[providers]: residential-proxy networks, whose exits are people's homes."""
    cafes: Ints
    """Nets of cafés, shops and shared offices, where strangers meet."""
    library: Ints
    """Templates from public prompt libraries, each used by a few strangers or a few hundred."""
    emulators: Ints
    """Devices whose fingerprint is a factory setting, so that strangers share it."""


def scramble(values: Ints | int, salt: Ints | int) -> Ints:
    """Return well-mixed, stable, non-negative 63-bit numbers for (values, salt): the finaliser of splitmix64."""
    x = np.asarray(values, np.int64).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    x = x + np.asarray(salt, np.int64).astype(np.uint64) * np.uint64(0xD1B54A32D192ED03) + np.uint64(0x2545F4914F6CDD1D)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Ints = ((x ^ (x >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)
    return mixed


def provider_of(addresses: Ints) -> Ints:
    """Return the internet provider of each address, `PROVIDERS` per country in their order; -1 for data centres."""
    six = addresses >= _V6
    country = np.where(six, (addresses - _V6) >> 32, np.searchsorted(_EDGES, addresses, side="right") - 1)
    block = np.where(six, (addresses - _V6) >> 16, addresses >> 14)
    return np.where(~six & (addresses >= _HOSTS), -1, country * PROVIDERS + scramble(block, 5) % PROVIDERS)


def build_places(draft: Draft, rng: np.random.Generator, n_accounts: int) -> Places:
    """Return the world's shared pools, sized so that crowds per address are those of a world of this size."""
    n = len(COUNTRIES)
    behind = np.maximum(n_accounts * 0.11 * COUNTRY_SHARE, 1)
    addresses = np.maximum(np.repeat(behind * 9 / 240 / 3, 3), 1).astype(np.int64)
    lo = np.repeat(_EDGES[:-1], 3) + np.tile(np.array([0, 1, 2]) << 14, n)
    carriers = draft.nets.add(3 * n, lo=lo, size=addresses, skew=rng.uniform(0.5, 0.95, 3 * n)).reshape(n, 3)
    carriers = np.where((behind < 90)[:, None], carriers[:, :1], carriers)
    mobile = draft.nets.add(
        n, lo=_EDGES[:-1] + (1 << 16), size=np.maximum(behind * 400, 4000), skew=0.1, lease=0.3, key=np.arange(n)
    )
    exits = int(np.clip(n_accounts / 10, 150, 2000))
    shares = rng.dirichlet(np.array([6.0, 2.0, 2.0, 1.0, 1.0]))
    vpns = draft.nets.add(
        5,
        lo=_SERVERS + (np.arange(5) << 18),
        size=np.maximum(shares * exits, 15),
        skew=rng.uniform(0.85, 0.95, 5),
        lease=0.4,
    )
    providers = int(rng.integers(3, 6))
    proxies = draft.nets.add(
        providers,
        lo=_LO,
        span=_HOSTS - _LO,
        size=np.maximum(rng.lognormal(np.log(0.8 * n_accounts), 0.5, providers), 2000),
        scattered=True,
        key=rng.integers(1, 2**40, providers),
    )
    where = rng.choice(n, max(10, n_accounts // 40), p=COUNTRY_SHARE).astype(np.int64)
    cafes = draft.nets.add(len(where), lo=home_addresses(rng, where))
    library = draft.new("template", max(20, n_accounts // 60))
    return Places(carriers, mobile, vpns, proxies, cafes, library, draft.new("device", 12))


def home_addresses(rng: np.random.Generator, countries: Ints) -> Ints:
    """Return one IPv4 address in each country."""
    lo, hi = _EDGES[countries], _EDGES[countries + 1]
    spot: Ints = (
        lo + (1 << 20) + (rng.random(len(countries)) * np.maximum(hi - lo - (1 << 20), 1 << 16)).astype(np.int64)
    )
    return spot


def home_prefixes(rng: np.random.Generator, countries: Ints) -> Ints:
    """Return the number of one IPv6 /64 in each country."""
    return _V6 + (countries << 32) + rng.integers(0, 2**32, len(countries))


def server_addresses(rng: np.random.Generator, n: int) -> Ints:
    """Return `n` addresses in data centres, of which some are neighbours."""
    return (_SERVERS + (1 << 22) + rng.integers(0, (_END - _SERVERS - (1 << 22)) >> 5, n)) & ~0x7


def addresses_at(nets: dict[str, Ints], index: Ints) -> Ints:
    """Return the address at `index` of each net (columns already gathered per row)."""
    index = index + nets["first"]
    spread = nets["lo"] + scramble(index, nets["key"]) % np.maximum(nets["span"], 1)
    found: Ints = np.where(nets["scattered"], spread, nets["lo"] + index)
    return found


def draw_addresses(nets: dict[str, Ints], holder: Ints, at: Ints, u: Floats) -> Ints:
    """Return an address per session from its net: by lease where there is one, else anew from `u`."""
    lease = nets["lease"].astype(np.float64)
    term = (at / 86400.0 / np.maximum(lease, 0.01) + (scramble(holder, 7) % 1000) / 1000).astype(np.int64)
    leased = (scramble(holder * 4096 + term, nets["key"] + nets["lo"]) % (1 << 52)) / float(1 << 52)
    u = np.where(lease > 0, leased, u)
    size, skew = nets["size"].astype(np.float64), np.minimum(nets["skew"].astype(np.float64), 0.97)
    power = 1 - skew
    index = np.minimum((u * ((size + 1) ** power - 1) + 1) ** (1 / power) - 1, size - 1).astype(np.int64)
    return addresses_at(nets, index)


def address_text(addresses: Ints, host: Ints) -> pl.Series:
    """Return addresses as text; `host` numbers the interface within an IPv6 /64."""
    v6 = addresses >= _V6
    four = np.where(v6, 0, addresses)
    six = np.where(v6, addresses - _V6, 0)
    frame = pl.DataFrame({f"b{i}": (four >> (8 * (3 - i))) & 255 for i in range(4)})
    text4 = frame.select(pl.concat_str([pl.col(f"b{i}") for i in range(4)], separator=".")).to_series()
    if not v6.any():
        return text4
    mixed = scramble(six, 11)
    parts = [mixed >> 47, (mixed >> 31) & 0xFFFF, (mixed >> 15) & 0xFFFF, host & 0xFFFF, host >> 16 & 0xFFFF]
    frame = pl.DataFrame({f"h{i}": _HEX.gather((p & 0xFFFF).astype(np.uint32)) for i, p in enumerate(parts)})
    text6 = frame.select(
        pl.concat_str(
            [pl.lit("2a0e"), *(pl.col(f"h{i}") for i in range(3)), pl.lit(""), pl.col("h3"), pl.col("h4")],
            separator=":",
        )
    ).to_series()
    return text4.zip_with(pl.Series(~v6), text6)


def any_server_net(draft: Draft, rng: np.random.Generator, n: int, size: int) -> Ints:
    """Return `n` new nets of `size` neighbouring data-centre addresses each."""
    return draft.nets.add(n, lo=server_addresses(rng, n), size=size)
