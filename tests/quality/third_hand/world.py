"""What a world is put together in: its parameters, its accounts so far, and the personas that use them."""

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from .accounts import NEVER, Account, Persona
from .addresses import Addresses
from .clients import Client, Clients
from .countries import CODES, COUNTRIES, EVERYWHERE, HUMAN, MAIL, WEIGHTS
from .prompts import FREE, VAGUE, Prompts
from .words import FIRST_NAMES, LAST_NAMES, WORDS

Habits = dict[str, Any]
MOST_ROWS = 450
"""Most rows of a persona; what goes beyond is counted in `requests`."""
CARD_SIGNS = "abcdefghjkmnpqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Usual:
    """Parameters of one world, in which worlds differ."""

    nameless: float
    phone: float
    v6: float
    textless: float
    mail: float
    card_shown: float
    artifacts: float
    sessionless: float
    rows: float
    spread: float


class World:
    """One world, as it is made up."""

    def __init__(self, n_days: int, seed: int) -> None:
        self.rng = rng = random.Random(seed * 7919 + 13)
        self.arrays = np.random.default_rng(seed * 104729 + 7)
        self.days, self.hours = n_days, n_days * 24.0
        self.accounts: list[Account] = []
        self.personas: list[Persona] = []
        self.jobs: list[tuple[int, float, float]] = []
        """Sessions that farms plan: persona, hour, requests in a row."""
        self.release = rng.uniform(0.3, 0.7) * n_days * 24
        """When the new model comes out."""
        self.start = datetime(2026, rng.choice([3, 5, 8, 9, 10]), rng.randint(1, 28), tzinfo=UTC)
        self.net = Addresses(rng)
        self.clients = Clients(rng)
        self.prompts = Prompts(rng, self.clients)
        self.usual = Usual(
            nameless=rng.uniform(0.05, 0.5),
            phone=rng.uniform(0.3, 0.8),
            v6=rng.uniform(0.5, 1.2),
            textless=rng.uniform(0.02, 0.15),
            mail=rng.uniform(0.85, 1),
            card_shown=rng.uniform(0.9, 1),
            artifacts=rng.uniform(0.15, 0.5),
            sessionless=rng.uniform(0.05, 0.4),
            rows=rng.uniform(26, 40),
            spread=rng.uniform(1.15, 1.4),
        )
        self.net.v6, self.clients.nameless = self.usual.v6, self.usual.nameless
        self.rented_phones: list[str] = []
        self.throwaway_domains: list[str] = []
        self.tutorial = 0
        """The pool of artifacts that a tutorial shows."""

    def country(self) -> str:
        """Return a country by population."""
        return self.rng.choices(CODES, WEIGHTS)[0]

    def party(self, klass: str) -> str:
        """Return a name for who runs the accounts that are entered next."""
        return f"{klass}-{len(self.accounts)}"

    def phone(self) -> str:
        """Return a phone number."""
        return f"+{self.rng.randint(1, 98)}{self.rng.randint(10**8, 10**9 - 1)}"

    def card(self) -> str:
        """Return a payment method that nobody had before."""
        return "pm_" + "".join(self.rng.choices(CARD_SIGNS, k=16)) + "x"

    def volume(self, factor: float = 1.0) -> float:
        """Return how many requests somebody sends over all days."""
        return min(6000.0, self.rng.lognormvariate(math.log(self.usual.rows * factor), self.usual.spread))

    def account(
        self,
        klass: str,
        country: str | None = None,
        created: float | None = None,
        plan: str | None = None,
        *,
        mail: str | None = None,
        domain: str | None = None,
        organisation: str | None = None,
        programme: str | None = None,
        cards: list[str] | None = None,
        phone: str | None = None,
        party: str | None = None,
    ) -> int:
        """Enter an account, what is not given drawn, and return its number; without `cards` it has its own."""
        rng = self.rng
        country = country or self.country()
        if created is None and rng.random() < 0.2:
            created = rng.uniform(0, self.hours * 0.9)
        elif created is None:
            created = -min(900 * 24, rng.expovariate(1 / (rng.choice([25, 60, 220]) * 24)))
        plan = plan or rng.choices(["free", "pro", "payg", "max"], [50, 27, 18, 5])[0]
        mail = mail or self._mail(country, domain)
        if phone is None:
            phone = self.phone() if rng.random() < self.usual.phone else ""
        if cards is None:
            cards = [] if plan in ("free", "trial") else [self.card()]
            if cards and rng.random() < 0.08:
                cards.append(self.card())
        account = Account(
            klass, party, country, min(created, self.hours * 0.9), plan, mail, organisation, programme, phone, cards
        )
        self.accounts.append(account)
        return len(self.accounts) - 1

    def _mail(self, country: str, domain: str | None) -> str:
        rng = self.rng
        if not domain and rng.random() > 0.05:
            domain = rng.choice(MAIL.get(country, EVERYWHERE) if rng.random() < 0.6 else EVERYWHERE)
        elif not domain:
            domain = self.prompts.brand() + rng.choice([".com", ".dev", ".net", ".me"])
        a, b = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        name = rng.choice([f"{a}.{b}", f"{a}{b}", f"{a[0]}{b}", f"{a}_{b}", f"{b}.{a}"])
        name += rng.choice(["", str(rng.randint(1, 99)), str(rng.randint(1960, 2008)), rng.choice(WORDS)])
        name += str(rng.randint(1, 9999)) if rng.random() < 0.7 else ""
        return f"{name}@{domain}"

    def persona(self, account: int, **given: Any) -> Persona:
        """Enter a persona of an account, habits that are not given drawn."""
        rng = self.rng
        drawn: Habits = {
            "zone": COUNTRIES[self.accounts[account].country].offset,
            "rhythm": rng.choice(HUMAN),
            "jitter": rng.gauss(0, 1.3),
            "weekend": rng.uniform(0.3, 1.1),
            "evenness": rng.choice([0.3, 0.5, 1, 2]),
            "sitting": rng.choice([2, 3, 4, 5, 6, 8]),
            "gap": rng.uniform(40, 150),
            "artifacts": self.usual.artifacts * rng.choice([0, 0.5, 1, 1]),
            "big": rng.betavariate(2, 1.2),
            "adopts_at": self.release + rng.expovariate(1 / 75.0) if rng.random() < 0.8 else NEVER,
            "adopts": rng.uniform(0.4, 0.95),
            "tokens_out": rng.lognormvariate(5.6, 0.55),
            "tokens_in": rng.lognormvariate(5.8, 1.0),
            "errors": rng.uniform(0.003, 0.03),
            "refusals": rng.uniform(0, 0.015),
            "limited": rng.choice([0, 0, 0.003, 0.01, 0.03]),
        }
        persona = Persona(number=len(self.personas), account=account, **(drawn | given))
        if persona.rows > MOST_ROWS:
            persona.per_row, persona.rows = persona.rows / MOST_ROWS, float(MOST_ROWS)
        self.personas.append(persona)
        return persona

    def taste(self, api: bool, devices: list[int]) -> Habits:
        """Return what a person asks: sources, system prompts, and the devices with those of harnesses."""
        rng, prompts, clients = self.rng, self.prompts, self.clients
        sources = (
            rng.sample(range(FREE), rng.randint(1, 5))
            if rng.random() < 0.72
            else rng.sample(range(3), rng.randint(1, 3))
        )
        source_weights = [rng.uniform(0.3, 2) for _ in sources]
        systems: list[str | None] = [None]
        system_weights, devices = [1.0], list(devices)
        own = clients.devices[devices[0]].device_id
        if rng.random() < 0.35:
            sources += prompts.popular(1)
            source_weights.append(rng.uniform(0.1, 2))
        if rng.random() < 0.3:
            sources.append(prompts.private())
            source_weights.append(rng.uniform(0.2, 4))
        if rng.random() < 0.40:
            for _ in range(rng.choice([1, 1, 2])):
                number = prompts.some_harness()
                harness = prompts.harnesses[number]
                n_projects, weight = rng.choice([1, 1, 2, 4, 8]), rng.uniform(0.5, 4)
                for _ in range(n_projects if harness.says_where else 1):
                    systems.append(prompts.in_harness(number))
                    system_weights.append(weight / n_projects)
                sources.append(prompts.topic_of(number))
                source_weights.append(2.0)
                shown = clients.devices[harness.device]
                device_id = own if rng.random() < 0.6 else None
                devices.append(clients.device(True, device_id, Client(shown.tls, shown.agent)))
        elif api and rng.random() < 0.75:
            for _ in range(rng.choice([1, 1, 2, 3])):
                systems.append(prompts.system())
                system_weights.append(rng.uniform(0.5, 5))
        elif rng.random() < 0.35:
            systems.append(rng.choice(VAGUE) if rng.random() < 0.4 else prompts.system())
            system_weights.append(2.0)
        return {
            "sources": sources, "source_weights": source_weights, "systems": systems, "system_weights": system_weights,
            "devices": devices,
        }  # fmt: skip

    def human(
        self,
        account: int,
        addresses: list[str] | None = None,
        weights: list[float] | None = None,
        devices: list[int] | None = None,
        *,
        api: bool | None = None,
        rows: float | None = None,
        **given: Any,
    ) -> Persona:
        """Enter a person who uses an account; what is not given is drawn."""
        rng = self.rng
        known = self.accounts[account]
        pays_by_request = known.plan == "payg" or rng.random() < 0.15
        api = pays_by_request if api is None else api
        if addresses is None:
            addresses, weights = self.net.person(known.country)
        devices = devices or [self.clients.device(False) for _ in range(rng.choices([1, 2, 3], [50, 38, 12])[0])]
        taste = self.taste(api, devices)
        if api:
            taste["devices"].append(self.clients.device(True))
        factor = {"free": 0.7, "trial": 0.7, "pro": 1.2, "payg": 1.5, "max": 2.2}.get(known.plan, 1.0)
        rows = rows or self.volume(factor)
        return self.persona(account, addresses=addresses, address_weights=weights, rows=rows, api=api, **taste, **given)
