"""What is asked: sources of prompts, of which each request draws one, and system prompts before them."""

import random
from typing import NamedTuple

from .clients import Clients
from .texts import TOPICS
from .words import FIRST_NAMES, HARNESSES, JOINTS, PLACES, ROLES, RULES, TRADES, WORDS

FREE = 8
"""Number of the first sources, one a topic, that put nothing around what a person asks."""
VAGUE = [
    "You are a helpful assistant.",
    "You are a helpful assistant.",
    "You are an AI assistant. Be concise.",
    "Answer briefly and accurately.",
    "You are a senior software engineer.",
]


class Source(NamedTuple):
    """A template of prompts: what stands before, amid and after two halves, and which halves it draws."""

    before: str
    amid: str
    after: str
    topic: int
    n_items: int
    """How many different prompts it has; 0 for no end of them."""
    base: int
    """Where they are drawn from."""


class Harness(NamedTuple):
    """A widespread application that puts its own system prompt before what people ask."""

    system: str
    says_where: bool
    """Whether it adds the folder it runs in."""
    topic: str
    device: int


class Prompts:
    """All sources of one world."""

    def __init__(self, rng: random.Random, clients: Clients) -> None:
        self.rng = rng
        self._brands: set[str] = set()
        self.sources = [Source("", " ", "", topic, 0, 0) for topic in range(FREE)]
        self.harness_weights = [1 / (rank + 1) ** 1.05 for rank in range(len(HARNESSES))]
        self.harnesses = [self._harness(name, clients) for name in HARNESSES]
        self._popular = [self.private() for _ in range(60)]
        self._popular_weights = [1 / (rank + 1) for rank in range(60)]
        self.benchmarks = [self.private(rng.choice(["math", "code", "data"]), rng.randint(100, 800)) for _ in range(6)]

    def _harness(self, name: str, clients: Clients) -> Harness:
        rng = self.rng
        kind = rng.choice(
            [
                "an interactive CLI coding agent",
                "a helpful in-editor assistant",
                "a chat companion",
                "an autonomous agent with tools",
            ]
        )
        system = f"You are {name}, {kind}. {self.system(name)}"
        says_where = rng.random() < 0.6
        topic = rng.choice(["code", "code", "agent", "write", "data", "chat"])
        client = clients.application(name.split(maxsplit=1)[0].lower(), 3, 30)
        return Harness(system, says_where, topic, clients.device(True, None, client))

    def words(self, n: int) -> str:
        """Return n words that mean nothing."""
        return " ".join(self.rng.choice(JOINTS) if i % 2 else self.rng.choice(WORDS) for i in range(n))

    def tails(self) -> list[str]:
        """Return what prompts go on with, by chance; some with nothing."""
        return [""] * 6000 + [self.words(self.rng.randint(3, 8)) for _ in range(60000)]

    def brand(self) -> str:
        """Return a name that nobody had before."""
        rng = self.rng
        while True:
            brand = (
                rng.choice(PLACES) + rng.choice(PLACES + WORDS[:150]) + rng.choice(["", "", "ly", "io", "hq", "lab"])
            )
            if brand not in self._brands:
                self._brands.add(brand)
                return brand

    def _rule(self, rule: str) -> str:
        rng = self.rng
        number = str(rng.choice([2, 3, 5, 10, 30, 80, 120, 200]))
        word, second = rng.choice(WORDS), rng.choice(WORDS)
        return rule.replace("{n}", number).replace("{w}", word).replace("{w2}", second)

    def system(self, brand: str | None = None, n_rules: int | None = None) -> str:
        """Return a system prompt that nobody had before."""
        rng = self.rng
        rules = [self._rule(rule) for rule in rng.sample(RULES, n_rules or rng.randint(2, 8))]
        who = f"You are {rng.choice(['a', 'the', 'our', 'an experienced'])} {rng.choice(ROLES)}"
        where = (
            f"{rng.choice(['for', 'at', 'of', 'working for'])} {(brand or self.brand()).title()}, {rng.choice(TRADES)}"
        )
        end = self.words(rng.randint(8, 30)).capitalize() + "." if rng.random() < 0.8 else ""
        return f"{who} {where}. {'. '.join(rules)}. {end}"

    def add(self, before: str, amid: str, after: str, topic: str | None, n_items: int) -> int:
        """Return the number of a new source."""
        number = self.rng.randrange(len(TOPICS)) if topic is None else TOPICS.index(topic)
        self.sources.append(Source(before, amid, after, number, n_items, self.rng.getrandbits(50)))
        return len(self.sources) - 1

    def private(self, topic: str | None = None, n_items: int = 0) -> int:
        """Return the number of a new source with words of its own around what it asks."""
        rng = self.rng
        if rng.random() < 0.6:
            before = f"{self.words(rng.randint(4, 14)).capitalize()}: "
        else:
            before = f"# {self.words(3)}\n{self.words(rng.randint(10, 30))}.\nInput: "
        amid = "\n" + self.words(rng.randint(3, 12)) + ": "
        return self.add(before, amid, ". " + self.words(rng.randint(0, 18)), topic, n_items)

    def popular(self, n: int) -> list[int]:
        """Return n sources that many people use, by popularity."""
        return self.rng.choices(self._popular, self._popular_weights, k=n)

    def some_harness(self) -> int:
        """Return the number of a harness, by popularity."""
        return self.rng.choices(range(len(self.harnesses)), self.harness_weights)[0]

    def topic_of(self, number: int) -> int:
        """Return the source of what is asked in a harness."""
        return TOPICS.index(self.harnesses[number].topic)

    def in_harness(self, number: int) -> str:
        """Return the system prompt of a harness as one project has it."""
        rng = self.rng
        harness = self.harnesses[number]
        system = harness.system
        if harness.says_where:
            folder = f"/home/{rng.choice(FIRST_NAMES)}/{rng.choice(WORDS)}-{rng.choice(WORDS)}"
            system += f" Working directory: {folder}. Platform: {rng.choice(['linux', 'darwin', 'win32'])}."
        return system
