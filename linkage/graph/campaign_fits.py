"""How a new account fits the campaigns of the served run, asked of any graph."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from linkage.campaigns.attachment import Fit, fits_of, habits_of
from linkage.errors import NotFound
from linkage.graph.interface import Campaign, Graph

Place = tuple[str, str]
"""Kind and key."""

MAX_ASKED: Final = 5000
"""Users of its identifiers whose campaigns are looked up, those of the rarest identifiers first."""
ASKED_AT_ONCE: Final = 1000
MAX_CAMPAIGNS: Final = 20
"""Campaigns that are looked at: those whose members use most of its identifiers."""


def campaign_fits(
    graph: Graph, used: Mapping[Place, float], users: Mapping[Place, Sequence[str]], n_accounts: int, degree_cap: int
) -> dict[str, tuple[Campaign, Fit]]:
    """Return how an account fits each campaign whose members use what it uses, by campaign id.

    Args:
        graph: what is asked whose the users are.
        used: share of each identifier that the account uses.
        users: accounts that use each of them.
        n_accounts: accounts of the run.
        degree_cap: users from which an identifier is a hub: its users are not looked up, but who relies on it is.
    """
    counted = _counted(users, degree_cap)
    hubs = {place: found for place in users if place not in counted and (found := graph.reliances(*place))}
    names = list(dict.fromkeys(name for place in counted for name in users[place]))
    home = {
        risk.account_id: risk.campaign_id
        for start in range(0, len(names), ASKED_AT_ONCE)
        for risk in graph.risks(names[start : start + ASKED_AT_ONCE])
    }
    inside = {
        place: Counter(campaign for name in users[place] if (campaign := home[name]) is not None) for place in counted
    }
    inside |= {place: Counter({one.campaign_id: one.n_accounts for one in found}) for place, found in hubs.items()}
    totals = Counter(campaign for counts in inside.values() for campaign in counts)
    campaigns: dict[str, Campaign] = {}
    for name, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:MAX_CAMPAIGNS]:
        try:
            campaigns[name] = graph.campaign(name)
        except NotFound:
            continue  # the run was swapped meanwhile
    sizes = {name: campaign.summary.n_accounts for name, campaign in campaigns.items()}
    habits = {
        name: habits_of(((one.kind, one.n_accounts) for one in campaign.relies_on), sizes[name])
        for name, campaign in campaigns.items()
    }
    known = {place: {name: n for name, n in counts.items() if name in campaigns} for place, counts in inside.items()}
    n_users = {place: len(users[place]) for place in counted}
    n_users |= {place: found[0].n_accounts + found[0].n_accounts_outside for place, found in hubs.items()}
    fits = fits_of(used, known, n_users, sizes, habits, n_accounts, hubs)
    return {name: (campaigns[name], fit) for name, fit in fits.items()}


def _counted(users: Mapping[Place, Sequence[str]], degree_cap: int) -> list[Place]:
    """Return the identifiers whose users are looked up: no hubs, the rarest first, up to `MAX_ASKED` users in all."""
    counted: list[Place] = []
    n_asked = 0
    for place in sorted(users, key=lambda one: (len(users[one]), one)):
        n_asked += len(users[place])
        if n_asked > MAX_ASKED or len(users[place]) >= degree_cap:
            break
        counted.append(place)
    return counted
