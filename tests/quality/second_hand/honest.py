"""Honest people and organisations: a person is a row of habits; organisations overwrite some of them.

Habits are drawn per person from wide distributions whose parameters the world's seed draws first, so that no two
worlds agree on what is usual.
"""

from typing import Any

import numpy as np

from .addresses import DAY, HOME, N_COUNTRIES, RUNNER, SITE, Addresses, Ints

Columns = dict[str, Any]
FREE_MAIL = ["gmail.com"] * 9 + ["outlook.com", "outlook.com", "yahoo.com", "icloud.com", "qq.com", "163.com", "gmx.de"]
FREE_MAIL += ["proton.me", "hotmail.com", "naver.com", "yandex.ru", "mail.ru"]
N_HARNESS, N_APPS = 20, 260


class World:
    """What is being put together: accounts so far, counters of fresh identifiers, the world's own parameters."""

    def __init__(self, n_accounts: int, n_days: int, seed: int) -> None:
        self.rng = rng = np.random.default_rng([seed, 0x5EC0])
        self.n_accounts, self.n_days = n_accounts, n_days
        self.net = Addresses(rng)
        self.parts: list[Columns] = []
        self.n = self.n_parties = 0
        self.next_device = self.next_card = self.next_template = self.next_phone = 10_000
        self.next_org = 0
        self.sessions: list[Columns] = []
        self.evidence: list[tuple[str, str | None, str, str, int]] = []
        self.tail = rng.uniform(0.95, 1.5)
        self.busy = rng.uniform(0.6, 1.1)
        self.harness_share = rng.uniform(0.3, 0.5)
        self.app_share = rng.uniform(0.08, 0.25)
        self.no_device = rng.uniform(0.15, 0.4)
        self.clone_share = rng.uniform(0.0, 0.06)
        self.aggregator_share = rng.choice([0.0, rng.uniform(0.005, 0.03)])
        self.free_share = rng.uniform(0.15, 0.4)
        self.young = rng.uniform(0.15, 0.45)
        self.app_weight = 1 / np.arange(1, N_APPS + 1) ** rng.uniform(0.5, 1.1)
        self.harness_weight = 1 / np.arange(1, N_HARNESS + 1) ** rng.uniform(0.7, 1.3)
        self.client_weight = 1 / np.arange(1, 70) ** rng.uniform(0.8, 1.2)
        self.private_domains = [f"{_word(rng)}.{rng.choice(['com', 'io', 'net', 'dev', 'org'])}" for _ in range(400)]
        self.disposable = [
            f"{_word(rng)}{rng.choice(['mail', 'box', 'inbox', ''])}.{rng.choice(['com', 'xyz', 'top'])}"
            for _ in range(60)
        ]
        self.release_at = rng.uniform(0.25, 0.75) * n_days * DAY
        self.mixes = rng.dirichlet(np.array([3, 1.5, 2.0, 1.2, 1.5, 0.8]) * 0.5, 40)
        """Mixes of what is asked for: chat, reasoning, coding, tool_use, writing, extraction."""

    def devices(self, n: int) -> Ints:
        """Return n fresh devices; a few are clones, whose fingerprint many strangers have."""
        self.next_device += n
        fresh = np.arange(self.next_device - n, self.next_device)
        clone = self.rng.random(n) < self.clone_share
        return np.where(clone, (self.rng.random(n) ** 2.5 * 400).astype(np.int64), fresh)

    def cards(self, n: int) -> Ints:
        """Return n fresh payment methods; where an aggregator bills, its fingerprint stands for many strangers."""
        self.next_card += n
        fresh = np.arange(self.next_card - n, self.next_card)
        return np.where(self.rng.random(n) < self.aggregator_share, self.rng.integers(0, 3, n), fresh)

    def templates(self, n: int) -> Ints:
        """Return n fresh prompt templates."""
        self.next_template += n
        return np.arange(self.next_template - n, self.next_template)

    def clients(self, n: int) -> Ints:
        """Return n clients by popularity."""
        return self.rng.choice(len(self.client_weight), n, p=self.client_weight / self.client_weight.sum())

    def popular(self, n: int) -> Ints:
        """Return n harness templates by popularity."""
        return self.rng.choice(N_HARNESS, n, p=self.harness_weight / self.harness_weight.sum())

    def apps(self, n: int) -> Ints:
        """Return n templates of widespread applications."""
        return N_HARNESS + self.rng.choice(N_APPS, n, p=self.app_weight / self.app_weight.sum())

    def domain(self) -> str:
        """Return a mail domain that nobody had before."""
        return f"{_word(self.rng)}-{_word(self.rng)}.{self.rng.choice(['com', 'io', 'co', 'ai', 'tech'])}"

    def people(self, n: int) -> Columns:
        """Return the habits of n unrelated persons."""
        rng, net = self.rng, self.net
        country = net.countries(n)
        created = np.where(
            rng.random(n) < self.young,
            rng.beta(1.3, 1, n) * self.n_days * 0.97,
            -rng.gamma(0.9, 170, n),
        )
        kind = rng.random(n)
        harness, app = kind < self.harness_share, kind > 1 - self.app_share
        own = ~harness & ~app & (rng.random(n) < 0.2)
        no_device = rng.random(n) < self.no_device
        device, second = self.devices(n), self.devices(n)
        dev_first = np.where(no_device, -1, device)
        domains = np.where(rng.random(n) < 0.82, rng.choice(FREE_MAIL, n), rng.choice(self.private_domains, n))
        domains = np.where(rng.random(n) < 0.03, rng.choice(self.disposable, n), domains)
        free = rng.random(n) < self.free_share
        mobile = rng.beta(0.5, 1.5, n) * ~no_device
        vpn_user = rng.random(n) < 0.1
        subscriber = net.subscribers(country)
        return {
            "klass": np.full(n, "individual", object),
            "party": np.zeros(n, np.int64),
            "country": country,
            "zone": net.offset_hours[country],
            "created": created * DAY,
            "plan": np.where(free, "free", rng.choice(["pay_as_you_go", "pro", "team"], n, p=[0.55, 0.37, 0.08])),
            "org": np.full(n, -1),
            "programme": np.full(n, None, object),
            "domain": domains.astype(object),
            "mailbox": np.full(n, -1),
            "phone": np.where(rng.random(n) < 0.5, -1, self.phones(n)),
            "active": rng.beta(0.8, 1.9, n) * self.busy,
            "rate": rng.gamma(0.8, 1.2, n),
            "size": 1 + rng.gamma(0.8, 1.5, n),
            "tail": np.clip(self.tail + rng.normal(0, 0.15, n), 0.8, 2.2),
            "gap": np.exp(rng.normal(3.6, 0.9, n)),
            "peak": rng.normal(11.5, 2.5, n),
            "peak2": rng.normal(20, 2.5, n),
            "evening": rng.beta(1.2, 1.2, n),
            "spread": rng.uniform(0.8, 4, n),
            "weekend": rng.beta(1.5, 1.2, n) * 1.4,
            "begin": np.maximum(created, 0) * DAY,
            "end": np.where(rng.random(n) < 0.2, rng.uniform(0.2, 1, n), 1) * self.n_days * DAY,
            "home": subscriber,
            "site": np.full(n, -1),
            "vpn": rng.choice(len(net.vpn_weight), n, p=net.vpn_weight),
            "vendor": np.zeros(n, np.int64),
            "p_mobile": mobile,
            "p_site": np.zeros(n),
            "p_vpn": np.where(vpn_user, rng.beta(1, 1, n), 0),
            "p_proxy": np.zeros(n),
            "server": np.where(rng.random(n) < 0.12, net.servers(n), -1),
            "functions": rng.random(n) < 0.12,
            "p_server": rng.beta(0.8, 1, n),
            "device": dev_first,
            "device2": np.where(no_device, -1, second),
            "p_device2": np.where(rng.random(n) < 0.5, rng.beta(0.8, 2.5, n), 0),
            "client": self.clients(n),
            "client2": self.clients(n),
            "card": np.where(free, -1, self.cards(n)),
            "card2": np.where(free | (rng.random(n) > 0.08), -1, self.cards(n)),
            "template": np.where(
                harness, self.popular(n), np.where(app, self.apps(n), np.where(own, self.templates(n), -1))
            ),
            "p_template": rng.beta(3, 1, n),
            "template2": np.where(
                rng.random(n) < 0.3, np.where(rng.random(n) < 0.6, self.popular(n), self.apps(n)), -1
            ),
            "wanders": np.where(rng.random(n) < 0.25, rng.beta(0.8, 4, n), 0),
            "mix": rng.integers(len(self.mixes), size=n),
            "out": rng.normal(6.0, 0.8, n),
            "in_": rng.normal(6.8, 1.0, n),
            "limited": rng.beta(0.3, 25, n),
            "adopt": rng.exponential(9, n) * DAY,
            "old_model": rng.random(n) < 0.3,
            "artifacts": np.where(rng.random(n) < 0.2, rng.beta(1, 2, n), 0),
            "status": np.where(rng.random(n) < 0.012, "suspended", "active").astype(object),
            "status_at": np.full(n, np.nan),
            "cron": np.where(rng.random(n) < 0.05, rng.uniform(0, 24, n), -1),
            "cron_size": np.exp(rng.normal(2.0, 0.9, n)),
            "cron_runner": rng.random(n) < 0.4,
            "campaign": np.full(n, -1),
            "pool": np.full(n, -1),
            "rung": np.full(n, -1),
            "archetype": np.full(n, None, object),
            "overlay": np.full(n, None, object),
            "mute_from": np.full(n, np.inf),
            "mute_to": np.full(n, np.inf),
            "human": np.ones(n, bool),
        }

    def phones(self, n: int) -> Ints:
        """Return n fresh phone numbers."""
        self.next_phone += n
        return np.arange(self.next_phone - n, self.next_phone)

    def add(self, people: Columns, klass: str | None, together: bool) -> Ints:
        """Enter accounts, as one party or one each, and return their numbers."""
        n = len(people["party"])
        if klass is not None:
            people["klass"] = np.full(n, klass, object)
        people["party"] = self.n_parties + (np.zeros(n, np.int64) if together else np.arange(n))
        self.n_parties += 1 if together else n
        self.parts.append(people)
        self.n += n
        return np.arange(self.n - n, self.n)


def _word(rng: np.random.Generator) -> str:
    return "".join(
        rng.choice(list("bdfgklmnprstvz")) + rng.choice(list("aeiou")) for _ in range(int(rng.integers(2, 5)))
    )


def populate(w: World, n: int) -> None:
    """Enter n honest accounts: persons, and every kind of organisation that shares something."""
    rng = w.rng
    w.net.known = w.net.subscribers(w.net.countries(n // 2))
    shares = {
        "company": rng.uniform(0.09, 0.16), "gateway": rng.uniform(0.01, 0.03), "programme": rng.uniform(0.02, 0.04),
        "campus": rng.uniform(0.03, 0.06), "classroom": rng.uniform(0.01, 0.03), "hackathon": rng.uniform(0.015, 0.035),
        "household": rng.uniform(0.02, 0.05), "carpool": 0.01, "several_accounts": rng.uniform(0.01, 0.03),
        "lab": rng.uniform(0.005, 0.015), "data_lab": rng.uniform(0.004, 0.012), "community": rng.uniform(0.005, 0.02),
        "proxy_customer": rng.uniform(0.005, 0.02), "vpn_only": rng.uniform(0.05, 0.09),
    }  # fmt: skip
    makers = {
        "company": company, "gateway": gateway, "programme": programme, "campus": campus, "classroom": classroom,
        "hackathon": hackathon, "household": household, "carpool": carpool, "several_accounts": several_accounts,
        "lab": lab, "data_lab": data_lab, "community": community,
    }  # fmt: skip
    first = w.n
    for name, share in shares.items():
        left = int(share * n)
        while left > 1 and name in makers:
            left -= makers[name](w, left)
    p = w.people(int(shares["vpn_only"] * n))
    p["p_vpn"] = rng.beta(6, 1.2, len(p["party"]))
    w.add(p, "vpn_user", False)
    p = w.people(int(shares["proxy_customer"] * n))
    m = len(p["party"])
    p["p_proxy"], p["vendor"] = rng.beta(2, 1, m), rng.integers(len(w.net.vendor_size), size=m)
    w.add(p, "proxy_customer", False)
    p = w.people(max(0, n - (w.n - first)))
    known = rng.random(len(p["party"])) < 0.5
    p["home"][known] = w.net.known[: known.sum()] if known.sum() <= len(w.net.known) else p["home"][known]
    p["overlay"][known & (rng.random(len(known)) < 0.02)] = "exit_runs_here"
    stolen = rng.random(len(known)) < 0.0015
    p["overlay"][stolen] = "stolen_key"
    w.add(p, "individual", False)


def _together(p: Columns, w: World, country: int) -> None:
    """Move people into one country, each with a line there."""
    p["country"][:] = country
    p["zone"][:] = w.net.offset_hours[country]
    p["home"] = w.net.subscribers(p["country"])


def _register(p: Columns, w: World, at_day: float, spread_days: float) -> None:
    """Have people register around a day, most of them soon after the first."""
    n = len(p["party"])
    created = at_day + w.rng.gamma(0.7, spread_days, n)
    p["created"] = np.minimum(created, w.n_days - 1.0) * DAY
    p["begin"] = np.maximum(p["created"], 0)


def _some(w: World, n: int, part: float) -> np.ndarray:
    return w.rng.random(n) < part


def company(w: World, left: int) -> int:
    """Enter one company: office, hybrid or remote; one card or own ones; own mail or freelancers; often undeclared."""
    rng = w.rng
    n = int(np.clip(np.exp(rng.normal(2.4, 1.1)), 2, max(2, min(left, w.n_accounts // 30))))
    p = w.people(n)
    style = rng.choice(["office", "hybrid", "remote", "service", "reseller_of_seats"], p=[0.25, 0.35, 0.22, 0.13, 0.05])
    country = int(w.net.countries(1)[0])
    if style in ("office", "hybrid", "service") or rng.random() < 0.3:
        abroad = _some(w, n, 0.0 if style == "office" else rng.beta(1, 4))
        before = {k: p[k].copy() for k in ("country", "zone", "home")}
        _together(p, w, country)
        for key, value in before.items():
            p[key] = np.where(abroad, value, p[key])
    else:
        abroad = np.ones(n, bool)
    site = w.net.site(int(rng.integers(1, 6)))
    attend = {"office": 0.95, "hybrid": rng.uniform(0.25, 0.75), "remote": 0.0, "service": 1.0}.get(style, 0.1)
    p["site"][:] = site
    p["p_site"] = np.clip(rng.normal(attend, 0.12, n), 0, 1) * (attend > 0)
    p["p_site"] = np.where(abroad & (rng.random(n) < 0.8), 0, p["p_site"])
    if style == "remote" and rng.random() < 0.5:  # everybody through the firm's own tunnel
        p["p_site"] = rng.beta(4, 1.5, n)
    domain = w.domain()
    staff = ~_some(w, n, rng.choice([0.0, 0.05, 0.3, 0.8], p=[0.4, 0.3, 0.2, 0.1]))
    p["domain"][staff] = domain
    if rng.random() < 0.5:
        p["org"][staff | _some(w, n, 0.5)] = w.next_org
    w.next_org += 1
    paying = rng.choice(["one", "teams", "own", "mixed"], p=[0.5, 0.15, 0.2, 0.15])
    cards = w.cards(1 if paying == "one" else max(1, n // int(rng.integers(4, 15))))
    shared = np.ones(n, bool) if paying in ("one", "teams") else _some(w, n, 0.0 if paying == "own" else 0.5)
    p["card"] = np.where(shared, rng.choice(cards, n), np.where(p["card"] < 0, w.cards(n), p["card"]))
    p["card2"] = np.where(_some(w, n, 0.03), w.cards(n), -1)
    plans = ["team", "pro", "pay_as_you_go", "enterprise"]
    p["plan"] = np.where(_some(w, n, 0.8), rng.choice(plans), rng.choice(plans, n))
    prompts = np.concatenate([w.templates(int(rng.integers(1, 5))), w.popular(1)])
    weight = rng.dirichlet(np.full(len(prompts), 0.4))
    uses = _some(w, n, rng.beta(2.5, 1))
    p["template"] = np.where(uses, rng.choice(prompts, n, p=weight), p["template"])
    p["template2"] = np.where(uses & _some(w, n, 0.4), rng.choice(prompts, n), p["template2"])
    day = -rng.gamma(0.8, 200) if rng.random() < 0.7 else rng.uniform(0, 0.7) * w.n_days
    _register(p, w, day, rng.choice([0.02, 0.3, 15, 90]))
    if rng.random() < 0.06:  # golden image: every virtual desktop has one fingerprint
        p["device"] = np.where(_some(w, n, 0.8), w.devices(1)[0], p["device"])
    p["mix"] = np.where(_some(w, n, 0.6), p["mix"][0], p["mix"])
    p["peak"], p["peak2"] = rng.normal(10.5, 1.2, n), rng.normal(15.5, 1.5, n)
    p["weekend"] *= rng.uniform(0, 0.6)
    p["vpn"][:] = p["vpn"][0]
    if style == "service":
        _scheduled(w, p)
    klass = f"company_{style}"
    if rng.random() < 0.07 and n >= 4:  # all banned over one card, back within days
        klass = "company_reinstated"
        at, back = rng.uniform(0.2, 0.85) * w.n_days * DAY, rng.uniform(0.5, 9) * DAY
        p["status_at"] = at + back + rng.exponential(3600, n)
        p["status"] = np.where(_some(w, n, 0.93), "active", "suspended").astype(object)
        p["mute_from"][:], p["mute_to"][:] = at, at + back
    elif rng.random() < 0.03 and n >= 4:
        klass = "company_banned"
        p["status"][:] = "suspended"
        p["status_at"] = rng.uniform(0.2, 0.95) * w.n_days * DAY + rng.exponential(1800, n)
    ids = w.add(p, klass, True)
    if style == "service" and rng.random() < 0.6:
        w.sessions.append(
            failover(w, ids, p, rng.uniform(0.5, 6) * n, int(rng.integers(1, 6)), SITE, site, rng.random() < 0.5)
        )
    return n


def _scheduled(w: World, p: Columns) -> None:
    """Turn accounts into services: no people, few machines, jobs at fixed times."""
    rng, n = w.rng, len(p["party"])
    machines = np.where(rng.random() < 0.5, w.devices(n), -1)
    p["device"] = rng.choice(machines[: int(rng.integers(1, 4))], n)
    p["device2"][:] = -1
    p["client"][:] = p["client"][0]
    p["p_mobile"][:] = 0
    p["active"] = rng.beta(4, 1.5, n)
    p["cron"] = np.where(_some(w, n, 0.6), (rng.uniform(0, 24) + np.arange(n) * rng.choice([0, 0.1, 1])) % 24, -1)
    p["cron_size"] = np.exp(rng.normal(2.5, 0.8, n))
    p["spread"] = rng.uniform(3, 8, n)


def failover(
    w: World, ids: Ints, p: Columns, per_day: float, machines: int, place: int, ref: int, artifacts: bool
) -> Columns:
    """Return sessions of a router that gives each job to the account that rested longest: honest, and very even."""
    rng = w.rng
    n = int(rng.poisson(min(per_day, 7 * len(ids)) * w.n_days))
    at = np.sort(rng.random(n)) * w.n_days * DAY
    device = w.devices(machines)[rng.integers(machines, size=n)]
    noise = np.argsort(np.arange(n) + rng.normal(0, rng.uniform(0, len(ids)), n))
    account = ids[noise % len(ids)]
    keep = at >= p["begin"][account - ids[0]]
    p["overlay"] = np.array([o or "router" for o in p["overlay"]], object)
    shared = w.n_parties * 1000 + rng.integers(30, size=n)
    s = {
        "account": account,
        "at": at,
        "n": 1 + (rng.pareto(1.6, n) * 2).astype(np.int64),
        "gap": np.full(n, 20.0),
        "place": np.full(n, place),
        "ref": np.full(n, ref),
        "device": device,
        "client": np.full(n, p["client"][0]),
        "template": p["template"][account - ids[0]],
        "artifact": np.where(artifacts & (rng.random(n) < 0.1), shared, -1),
    }
    return {k: v[keep] for k, v in s.items()}


def gateway(w: World, left: int) -> int:
    """Enter a gateway or agency: client accounts of one payer, all from its addresses, prompts of many kinds."""
    rng = w.rng
    n = int(np.clip(np.exp(rng.normal(3.2, 1.0)), 3, max(3, min(left, w.n_accounts // 40))))
    p = w.people(n)
    p["site"][:] = w.net.site(int(rng.integers(1, 9)))
    p["p_site"] = rng.beta(9, 1, n)
    p["card"] = np.where(_some(w, n, 0.92), w.cards(1)[0], w.cards(n))
    p["device"] = rng.choice(w.devices(int(rng.integers(1, 4))), n) if rng.random() < 0.6 else np.full(n, -1)
    p["device2"][:] = -1
    p["client"][:] = p["client"][0]
    p["peak"], p["peak2"], p["spread"] = rng.uniform(0, 24, n), rng.uniform(0, 24, n), rng.uniform(3, 8, n)
    p["active"], p["weekend"] = rng.beta(2.5, 1.2, n), rng.uniform(0.5, 1.1, n)
    own = _some(w, n, 0.4)
    p["template"] = np.where(own, w.templates(n), p["template"])
    p["plan"][:] = rng.choice(["pay_as_you_go", "enterprise", "team"])
    if rng.random() < 0.5:
        p["domain"][:] = w.domain()
        p["org"][:] = w.next_org if rng.random() < 0.6 else -1
        w.next_org += 1
    _register(p, w, -rng.gamma(1, 150), rng.uniform(5, 120))
    w.add(p, "gateway", True)
    return n


def programme(w: World, left: int) -> int:
    """Enter a start-up or research programme: one code, bursts of sign-ups, evaluations, independent members."""
    rng = w.rng
    n = int(np.clip(np.exp(rng.normal(3.4, 0.8)), 6, max(6, left)))
    p = w.people(n)
    p["programme"][:] = f"grant-{int(rng.integers(1e5))}"
    p["plan"][:] = "credits"
    p["card"] = np.where(_some(w, n, 0.6), -1, p["card"])
    _register(p, w, rng.uniform(-60, 0.6 * w.n_days), rng.uniform(0.3, 6))
    suite = w.templates(int(rng.integers(1, 4)))
    p["template"] = np.where(_some(w, n, rng.uniform(0.1, 0.6)), rng.choice(suite, n), p["template"])
    p["active"] *= 1.4
    p["cron"] = np.where(_some(w, n, 0.15), rng.uniform(0, 6, n), p["cron"])
    w.add(p, "programme", True)
    return n


def campus(w: World, left: int) -> int:
    """Enter a course: one NAT for part of the traffic, one assignment, one week, university or private mail."""
    rng = w.rng
    n = int(np.clip(np.exp(rng.normal(4.0, 0.8)), 12, max(12, min(left, w.n_accounts // 30))))
    p = w.people(n)
    _together(p, w, int(w.net.countries(1)[0]))
    p["site"][:] = w.net.site(int(rng.integers(1, 7)))
    p["p_site"] = rng.beta(2, 2, n)
    p["domain"] = np.where(_some(w, n, rng.uniform(0.3, 1)), f"{_word(rng)}.edu", p["domain"]).astype(object)
    day, length = rng.uniform(0, w.n_days - 8), rng.uniform(5, 12)
    _register(p, w, day if rng.random() < 0.6 else -40, rng.uniform(0.2, 3))
    p["begin"] = np.maximum(p["begin"], day * DAY)
    p["end"] = np.minimum((day + length) * DAY * rng.uniform(0.8, 1.6, n), w.n_days * DAY)
    assignment = w.templates(int(rng.integers(1, 3)))
    p["template"] = np.where(_some(w, n, 0.85), rng.choice(assignment, n), p["template"])
    p["plan"] = np.where(_some(w, n, 0.7), "free", p["plan"])
    p["card"] = np.where(p["plan"] == "free", -1, p["card"])
    p["active"] = rng.beta(2, 1.5, n)
    w.add(p, "campus", True)
    return n


def classroom(w: World, left: int) -> int:
    """Enter a class: lessons at fixed hours, everybody starts within minutes, on shared tablets or one's own."""
    rng = w.rng
    n = int(np.clip(rng.normal(24, 7), 8, max(8, min(left, 45))))
    p = w.people(n)
    _together(p, w, int(w.net.countries(1)[0]))
    p["site"][:] = w.net.site(1)
    p["p_site"] = rng.beta(9, 1.5, n)
    p["active"] = np.full(n, rng.uniform(0.2, 0.8))
    p["peak"][:], p["peak2"][:] = rng.uniform(8, 12), rng.uniform(10, 16)
    p["spread"] = np.full(n, rng.uniform(0.15, 0.5))
    p["weekend"][:] = 0
    if rng.random() < 0.5:
        p["device"] = rng.choice(w.devices(max(2, n // 2)), n)
        p["device2"] = rng.choice(p["device"], n)
        p["p_device2"][:] = 0.5
    lesson = w.templates(2)
    p["template"] = np.where(_some(w, n, 0.7), rng.choice(lesson, n), -1)
    _register(p, w, rng.uniform(-50, 0.5 * w.n_days), 0.03)
    p["plan"][:] = "free" if rng.random() < 0.5 else "team"
    p["card"] = np.where(p["plan"] == "free", -1, w.cards(1)[0])
    w.add(p, "classroom", True)
    return n


def hackathon(w: World, left: int) -> int:
    """Enter a hackathon: 48 hours, a venue, a starter repository, trial cards or credits, gone afterwards."""
    rng = w.rng
    n = int(np.clip(np.exp(rng.normal(3.6, 0.7)), 8, max(8, left)))
    p = w.people(n)
    p["site"][:] = w.net.site(int(rng.integers(1, 3)))
    p["p_site"] = rng.beta(5, 2, n)
    start = rng.uniform(1, w.n_days - 3)
    fresh = _some(w, n, 0.8)
    p["created"] = np.where(fresh, (start - rng.exponential(0.3, n)) * DAY, p["created"])
    p["begin"] = np.full(n, start * DAY)
    p["end"] = np.where(_some(w, n, 0.85), start + 2, start + rng.uniform(2, 9, n)) * DAY
    p["template"] = np.where(_some(w, n, 0.6), w.templates(1)[0], p["template"])
    p["active"], p["rate"], p["spread"] = np.full(n, 0.95), rng.gamma(2, 2, n), rng.uniform(3, 7, n)
    p["plan"] = np.where(_some(w, n, 0.6), "credits", p["plan"])
    p["card"] = np.where(_some(w, n, 0.1), w.cards(max(1, n // 5))[rng.integers(max(1, n // 5), size=n)], p["card"])
    w.add(p, "hackathon", True)
    return n


def household(w: World, left: int) -> int:
    """Enter two to five people of one line, sometimes of one card or one tablet."""
    rng = w.rng
    n = int(min(max(2, left), rng.integers(2, 6)))
    p = w.people(n)
    for key in ("country", "zone", "home"):
        p[key][:] = p[key][0]
    if rng.random() < 0.6:
        p["card"][:] = w.cards(1)[0]
    if rng.random() < 0.35:
        p["device2"][:] = w.devices(1)[0]
        p["p_device2"] = rng.beta(1, 2, n)
    w.add(p, "household", True)
    return n


def carpool(w: World, left: int) -> int:
    """Enter a host who pays for three to ten strangers."""
    n = int(min(max(3, left), w.rng.integers(3, 11)))
    p = w.people(n)
    p["card"][:] = w.cards(1)[0]
    p["plan"][:] = w.rng.choice(["pro", "team"])
    _register(p, w, -w.rng.gamma(1, 60), w.rng.uniform(1, 40))
    w.add(p, "carpool", True)
    return n


def several_accounts(w: World, left: int) -> int:
    """Enter one developer with two to six accounts: work, play, a customer's, another for the quota."""
    rng = w.rng
    n = int(min(max(2, left), 1 + rng.geometric(0.5), 6))
    p = w.people(n)
    for key in ("country", "zone", "home", "device", "device2", "client", "peak", "peak2", "vpn", "p_vpn", "template"):
        p[key][:] = p[key][0]
    p["card"] = np.where(_some(w, n, 0.6), p["card"][0], p["card"])
    p["mailbox"] = np.where(_some(w, n, 0.5), w.n, -1)
    p["phone"] = np.where(_some(w, n, 0.6), p["phone"][0], -1)
    ids = w.add(p, "several_accounts", True)
    if rng.random() < 0.3:
        w.sessions.append(failover(w, ids, p, rng.uniform(0.5, 6), 1, HOME, int(p["home"][0]), True))
    return n


def lab(w: World, left: int) -> int:
    """Enter a teaching or research lab, whose machines carry accounts of several people."""
    rng = w.rng
    n = int(min(max(4, left), rng.integers(5, 40)))
    p = w.people(n)
    _together(p, w, int(w.net.countries(1)[0]))
    machines = w.devices(max(2, n // int(rng.integers(2, 6))))
    p["device"], p["device2"] = rng.choice(machines, n), rng.choice(machines, n)
    p["p_device2"] = rng.beta(2, 2, n)
    p["site"][:] = w.net.site(int(rng.integers(1, 4)))
    p["p_site"] = rng.beta(4, 2, n)
    p["domain"] = np.where(_some(w, n, 0.6), f"{_word(rng)}.ac.uk", p["domain"]).astype(object)
    w.add(p, "lab", True)
    return n


def data_lab(w: World, left: int) -> int:
    """Enter a team that makes data honestly and openly: back-fills, one prompt, even load, day and night."""
    rng = w.rng
    n = int(min(max(3, left), rng.integers(4, 28)))
    p = w.people(n)
    prompts = w.templates(int(rng.integers(1, 5)))
    p["template"] = rng.choice(prompts, n)
    p["domain"][:] = w.domain()
    p["org"][:] = w.next_org if rng.random() < 0.5 else -1
    w.next_org += 1
    p["card"][:] = w.cards(1)[0] if rng.random() < 0.7 else w.cards(n)
    p["site"][:] = w.net.site(int(rng.integers(1, 4)))
    p["p_site"] = rng.beta(8, 1, n)
    p["adopt"] = rng.exponential(0.4, n) * DAY
    _register(p, w, -rng.gamma(1, 90), 0.1)
    _scheduled(w, p)
    ids = w.add(p, "data_lab", True)
    place, ref = (SITE, int(p["site"][0])) if rng.random() < 0.6 else (RUNNER, 0)
    w.sessions.append(failover(w, ids, p, rng.uniform(1, 7) * n, int(rng.integers(1, 5)), place, ref, False))
    return n


def community(w: World, left: int) -> int:
    """Enter strangers who follow one tutorial: a private-looking prompt, one VPN tip, sign-ups in one week."""
    rng = w.rng
    n = int(min(max(5, left), rng.integers(8, 120)))
    p = w.people(n)
    p["template"] = np.where(_some(w, n, 0.8), w.templates(1)[0], p["template"])
    p["vpn"][:] = p["vpn"][0]
    p["p_vpn"] = np.where(_some(w, n, 0.4), rng.beta(2, 1, n), p["p_vpn"])
    p["client"] = np.where(_some(w, n, 0.7), p["client"][0], p["client"])
    _register(p, w, rng.uniform(-10, 0.6 * w.n_days), rng.uniform(0.5, 8))
    w.add(p, "community", False)
    return n


assert N_COUNTRIES < 64
