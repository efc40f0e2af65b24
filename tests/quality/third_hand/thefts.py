"""Stolen keys: for some days an honest account sends what a thief, or a farm that bought the key, sends."""

import numpy as np

from .prompts import FREE
from .world import World


def steal(w: World) -> None:
    """Have a thousandth of the accounts, but at least two that pay by request, used by thieves."""
    rng, clients = w.rng, w.clients
    victims = [i for i, account in enumerate(w.accounts) if not account.campaign and account.plan == "payg"]
    farms = [persona for persona in w.personas if persona.farm]
    for number in rng.sample(victims, max(2, int(len(w.accounts) * 0.001))):
        first_day = rng.randrange(w.days)
        load = np.zeros(w.days)
        load[first_day : first_day + rng.randint(1, 4)] = 1
        w.accounts[number].overlays.append("stolen_key")
        if farms and rng.random() < 0.5:
            buyer = rng.choice(farms)
            w.persona(
                number,
                addresses=buyer.addresses,
                devices=buyer.devices,
                sources=buyer.sources,
                systems=buyer.systems,
                load=load,
                rhythm="flat",
                rows=rng.uniform(20, 200),
                api=True,
            )
        else:
            w.persona(
                number,
                addresses=rng.sample(w.net.proxies[0], 5),
                devices=[clients.device(True, None)],
                sources=list(range(FREE)),
                systems=[w.prompts.system()],
                load=load,
                rhythm="gateway",
                rows=rng.uniform(20, 300),
                api=True,
                sitting=1,
            )
