"""Worlds with known truth: honest accounts of many kinds, farms that hide in them, and what each of them leaves behind.

A world is drawn by one seed from priors: places (address pools), honest populations, campaigns (A1 to A10) on rungs of
evasion (E0 to E8), then their traffic. Farms have schedulers, some of which move on before a limit, and honest parties
occasions (`occasions.py`): lessons, meetings, releases, jobs at one minute, outages. Over both lie routers that fail
over, back-fills (`automation.py`), and pools that carry others' traffic (`sublets.py`). `classes.py` is the table of
everybody in it. Loaders see `accounts` and `activity`; the truth lies apart and is read by `linkage evaluate` alone. A
world is as honest as its priors: they come from public reports (each one party's telemetry) and from what is known of
shared addresses, cards and devices; no detection rate measured here is one of the real world.
"""

from linkage.simulation.world import SimulationReport, simulate

__all__ = ["SimulationReport", "simulate"]
