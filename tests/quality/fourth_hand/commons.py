"""What people draw from alike: networks, clients, prompts that go round, and providers of mail."""

from dataclasses import dataclass

import numpy as np

from .countries import CODES, WEIGHTS
from .draws import Ints, hashed, number_of
from .names import Names

MAIL = (
    "gmail.com", "outlook.com", "yahoo.com", "icloud.com", "proton.me", "hotmail.com", "gmx.de", "naver.com", "qq.com",
    "mail.com", "live.com", "web.de", "orange.fr", "rediffmail.com", "uol.com.br",
)  # fmt: skip
ENDINGS = ("xyz", "top", "site", "email", "click", "io")
USER_AGENTS = (
    "openai-python/1.%d", "anthropic-sdk-python/0.%d", "anthropic-sdk-typescript/0.%d", "node-fetch/3.%d",
    "python-requests/2.%d", "claude-code/1.%d", "cursor/0.%d", "okhttp/4.%d", "Go-http-client/1.%d",
    "Mozilla/5.0 Chrome/1%02d", "Mozilla/5.0 Safari/6%02d", "Mozilla/5.0 Firefox/1%02d", "aider/0.%d", "axios/1.%d",
    "litellm/1.%d",
)  # fmt: skip
N_CLIENTS = 170


@dataclass(frozen=True, slots=True)
class Commons:
    """Numbers of what many share; lists by country go by its place in `CODES`, others by popularity."""

    leases: list[Ints]
    cgnat: list[Ints]
    mobile: list[Ints]
    vpns: list[Ints]
    cloud: Ints
    proxies: list[list[int]]
    """Exits of networks that rent out homes; homes of honest people are added to them."""
    harnesses: Ints
    """Default prompts of programs."""
    passed_on: Ints
    """Prompts that people pass on."""
    rented_phones: Ints
    mail: list[int]
    throwaway_mail: list[int]
    clients: Ints


def draw_commons(rng: np.random.Generator, names: Names, n_accounts: int, seed: int) -> Commons:
    """Return what a world's people have in common, in measure of how many they are."""
    scale = n_accounts / 20000

    def uniform(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    def of_country(country: int, usual: float, factor: float, least: int) -> int:
        return max(3, int(usual * scale * WEIGHTS[country] * factor) + least)

    places = range(len(CODES))
    return Commons(
        leases=[names.addresses(int(6000 * scale) + 200, "home") for _ in places],
        cgnat=[names.addresses(of_country(c, 60, uniform(1.0, 2.5), 2), "cgnat") for c in places],
        mobile=[names.addresses(of_country(c, 200, uniform(0.6, 2), 3), "mobile") for c in places],
        vpns=[names.addresses(int(uniform(12, 110)), "vpn") for _ in range(int(rng.integers(6, 12)))],
        cloud=names.addresses(int(5000 * scale) + 300, "cloud"),
        proxies=[
            names.addresses(int(uniform(400, 2500) * max(scale, 0.3)), "home").tolist()
            for _ in range(int(rng.integers(3, 6)))
        ],
        harnesses=names.many("template", 20 + int(rng.integers(0, 8))),
        passed_on=names.many("template", int(uniform(150, 400))),
        rented_phones=names.many("phone", int(uniform(60, 200))),
        mail=[names.domain(text) for text in MAIL],
        throwaway_mail=[
            names.domain(f"tmp{int(rng.integers(10**6)):06d}.{ending}")
            for ending in rng.choice(ENDINGS, int(uniform(60, 220)))
        ],
        clients=np.array([_client(rng, names, seed) for _ in range(N_CLIENTS)]),
    )


def _client(rng: np.random.Generator, names: Names, seed: int) -> int:
    """Return a version of a program; it has one of three fingerprints, by the library that it was built with."""
    usual = USER_AGENTS[min(int(rng.exponential(4)), len(USER_AGENTS) - 1)]
    user_agent = usual % int(rng.integers(1, 60))
    build = int(hashed(number_of(user_agent) % 2**31, int(rng.integers(0, 3)), seed) * 1e9)
    return names.client(user_agent, f"ja4_{build:09d}")
