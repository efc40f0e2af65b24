"""Who is in a world: honest people by their share, those whose homes are exits of a proxy, farms, and thieves."""

from collections.abc import Callable, Iterator

import numpy as np

from .accounts import Network
from .agencies import agency, reseller
from .cafes import cafe
from .classes import campus_lab, lessons
from .companies import company
from .days import live
from .draws import DAY, HOUR, Ints
from .enforcement import enforce, reopen
from .farms import farms
from .followers import community_app, discord_bot, launch, webinar
from .hackathons import hackathon
from .households import carpool, household, seat_sharing, several_accounts
from .individuals import individuals, privacy_minded, proxy_customers, vpn_users
from .people import people
from .platforms import platform
from .programmes import research_programme, startup_programme
from .sessions import send
from .thefts import steal
from .world import World

Story = Callable[[World, int], object]
Size = Callable[[], float]

GROUPS: tuple[tuple[Story, float, float, float, int, float], ...] = (
    (agency, 0.011, 18, 0.8, 5, np.inf),
    (reseller, 0.015, 30, 0.8, 5, np.inf),
    (startup_programme, 0.02, 40, 0.6, 6, np.inf),
    (research_programme, 0.01, 30, 0.6, 6, np.inf),
    (lessons, 0.05, 45, 0.7, 10, 400),
    (campus_lab, 0.018, 50, 0.6, 8, np.inf),
    (hackathon, 0.022, 70, 0.6, 10, np.inf),
    (webinar, 0.015, 80, 0.6, 10, np.inf),
    (launch, 0.035, 300, 0.5, 20, np.inf),
    (community_app, 0.015, 90, 0.6, 10, np.inf),
    (discord_bot, 0.013, 50, 0.6, 8, np.inf),
    (cafe, 0.015, 35, 0.5, 6, np.inf),
)
"""Story, share of accounts, and median, spread, least and most of the accounts of one group."""
FEW: tuple[tuple[Story, float, float], ...] = (
    (household, 0.024, 2.6),
    (carpool, 0.009, 5.5),
    (seat_sharing, 0.007, 4),
    (several_accounts, 0.014, 2.8),
)
"""Story, share of accounts, and accounts of one group in the mean; a carpool has 3 to 10."""


def populate(w: World) -> None:
    """Enter everybody, and let them live."""
    rng, accounts, size = w.rng, w.accounts, w.size
    n_farm = int(size * w.uniform(0.016, 0.024))
    n_reopened = int(size * 0.002)
    _groups(w)
    individuals(w, max(10, size - n_farm - accounts.n - n_reopened))
    honest = np.arange(accounts.n)
    alone = np.array([number for number in honest if accounts.klass[number] == "individual"])
    _rent_out_homes(w, alone)
    enforce(w, honest)
    reopen(w, n_reopened)
    w.n_honest = accounts.n
    farms(w, size - accounts.n)
    if accounts.n < size:
        live(w, people(w, size - accounts.n, "individual"))
    steal(w, alone)
    chosen = rng.random(accounts.n) < 0.12
    early = (accounts.adopts[: accounts.n] < 0.3 * DAY) & (rng.random(accounts.n) < 0.5)
    _try_releases(w, np.flatnonzero(chosen | early))


def _groups(w: World) -> None:
    """Enter honest people who have something in common, and those who come through VPNs and proxies."""
    w.places.companies = [company(w, n) for n in _sizes(_share(w, 0.14), 2, _company_size(w))]
    for story, share, median, spread, least, most in GROUPS:
        _fill(w, story, share, least, _lognormal_size(w, median, spread, most))
    for story, share, mean in FEW:
        _fill(w, story, share, 2, _few_size(w, None if story is carpool else mean))
    _fill(w, platform, 0.01, 5, _lognormal_size(w, 18, 0.7, np.inf))
    vpn_users(w, _share(w, 0.05))
    privacy_minded(w, _share(w, 0.025))
    proxy_customers(w, _share(w, 0.004))


def _share(w: World, share: float) -> int:
    """Return about how many accounts a class has in this world."""
    return int(w.size * share * w.lognormal(1, 0.18))


def _fill(w: World, story: Story, share: float, least: int, size: Size) -> None:
    for n in _sizes(_share(w, share), least, size):
        story(w, n)


def _sizes(total: int, least: int, size: Size) -> Iterator[int]:
    """Yield sizes of groups, none under a least one, until they come to a total, or to less than one group from it."""
    left = total
    while left >= least:
        n = int(min(left, max(least, size())))
        yield n
        left -= n


def _company_size(w: World) -> Size:
    return lambda: min(w.size * 0.03, w.lognormal(12, 1.25))


def _lognormal_size(w: World, median: float, spread: float, most: float) -> Size:
    return lambda: min(most, w.lognormal(median, spread))


def _few_size(w: World, mean: float | None) -> Size:
    if mean is None:
        return lambda: int(w.rng.integers(3, 11))
    return lambda: 2 + float(w.rng.poisson(mean - 2))


def _rent_out_homes(w: World, alone: Ints) -> None:
    """Make some homes exits of a network of proxies, without their people's knowledge."""
    rng, accounts, proxies = w.rng, w.accounts, w.commons.proxies
    fixed = alone[accounts.network[alone] == Network.STATIC]
    rented = rng.choice(fixed, min(len(fixed), int(w.size * 0.005)), replace=False)
    accounts.tag(rented, "proxied_home")
    accounts.call(rented, "proxied_home")
    for number in rented:
        proxies[int(rng.integers(len(proxies)))].append(int(accounts.home[number]))


def _try_releases(w: World, eager: Ints) -> None:
    """Let people of every kind try each new model on the day."""
    rng = w.rng
    for release in w.events.releases:
        whose = eager[rng.random(len(eager)) < w.uniform(0.25, 0.7)]
        send(w, whose, release + rng.exponential(w.uniform(2, 9) * HOUR, len(whose)))
