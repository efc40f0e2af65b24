"""What runs by itself: nightly jobs, continuous integration, back-fills, benchmarks, services."""

import numpy as np

from .accounts import Floats
from .world import World


def automate(w: World, account: int) -> None:
    """Enter a job that uses an account."""
    rng, net, clients, prompts = w.rng, w.net, w.clients, w.prompts
    kind = rng.choice(["cron", "ci", "fill", "bench", "evals", "service"])
    devices = [clients.device(True)]
    rows = w.volume(4.0)
    system = prompts.system() if rng.random() < 0.7 else None
    rhythm = f"cron{rng.choice([0, 2, 3, 5, 12, 22])}"
    addresses = net.machines(rng.randint(1, 3))
    sources = [prompts.private(n_items=rng.choice([0, 0, 30, 200]))]
    sitting = rng.choice([5, 10, 25])
    adopts_at = w.release + rng.expovariate(1 / 90)
    load: Floats | None = None
    if kind == "ci":
        addresses = rng.sample(net.runners, 40)
        rhythm = "shift"
        devices = [clients.device(True, clients.device_id()) for _ in range(12)]
    elif kind == "fill":
        load = np.zeros(w.days)
        load[rng.sample(range(w.days), rng.randint(1, 3))] = 1
        rhythm = "flat"
    elif kind == "bench":
        load = np.zeros(w.days)
        release_day = int(w.release / 24)
        load[release_day : release_day + 2] = 1
        rhythm = "flat"
        sources = rng.sample(prompts.benchmarks, 2)
        adopts_at = w.release + rng.uniform(0, 6)
    elif kind == "evals":
        sources = [rng.choice(prompts.benchmarks)]
    elif kind == "service":
        rhythm = rng.choice(["flat", "gateway"])
        sitting = 1
    w.accounts[account].overlays.append(f"automation_{kind}")
    w.persona(
        account,
        addresses=addresses,
        devices=devices,
        sources=sources,
        systems=[system],
        rhythm=rhythm,
        load=load,
        rows=rows,
        sitting=sitting,
        gap=rng.uniform(2, 30),
        api=True,
        evenness=5,
        weekend=1,
        rotates=kind == "ci",
        adopts_at=adopts_at,
        limited=rng.choice([0, 0.01, 0.05, 0.12]),
        tokens_out=rng.lognormvariate(5.7, 0.8),
        jitter=0,
    )
