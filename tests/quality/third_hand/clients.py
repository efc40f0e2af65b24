"""With what requests are sent: browsers, libraries, and the devices they run on."""

import random
from typing import NamedTuple

FAMILIES = ("chrome", "firefox", "safari", "edge", "app", "python", "node", "go", "java", "curl")
BROWSERS = {"chrome": 60, "safari": 18, "edge": 10, "firefox": 7, "app": 12}
LIBRARIES = {"python": 60, "node": 25, "go": 5, "java": 4, "curl": 4}
SYSTEMS = {
    "Windows NT 10.0; Win64; x64": 5,
    "Macintosh; Intel Mac OS X 10_15_7": 3,
    "X11; Linux x86_64": 0.5,
    "Linux; Android 14": 2,
    "iPhone; CPU iPhone OS 18_1 like Mac OS X": 2,
}
NEW = "new"
"""Stands for the id of a device that nobody had before."""


class Client(NamedTuple):
    """What a client shows of itself."""

    tls: str
    agent: str


class Device(NamedTuple):
    """A client on a device; a library often names none."""

    device_id: str | None
    tls: str
    agent: str


class Clients:
    """All devices of one world, and what is in use there."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.nameless = 0.0
        """How often a library names no device."""
        self.devices: list[Device] = []
        self._browser_weights: list[float] = []
        self._browsers: list[Client] = []
        self._library_weights: list[float] = []
        self._libraries: list[Client] = []
        tls = {family: [self._tls() for _ in range(3)] for family in FAMILIES}
        for family, weight in BROWSERS.items():
            for version in range(6):
                for system, usual in SYSTEMS.items():
                    if family == "safari" and "Mac" not in system:
                        continue
                    self._browser_weights.append(weight * (0.55**version) * usual)
                    agent = f"Mozilla/5.0 ({system}) {family.title()}/{141 - version}.0"
                    self._browsers.append(Client(tls[family][version % 3 if version > 3 else 0], agent))
        for family, weight in LIBRARIES.items():
            for version in range(14):
                self._library_weights.append(weight * 0.8**version)
                agent = f"orion-{family}/1.{40 - version}.{rng.randint(0, 3)}"
                self._libraries.append(Client(tls[family][min(2, version // 5)], agent))

    def _tls(self) -> str:
        rng = self.rng
        return f"t13d{rng.randint(10, 17)}{rng.randint(10, 99)}h2_{self._hex(12)}_{self._hex(12)}"

    def _hex(self, n: int) -> str:
        return "".join(self.rng.choices("0123456789abcdef", k=n))

    def browser(self) -> Client:
        """Return a browser by popularity."""
        return self.rng.choices(self._browsers, self._browser_weights)[0]

    def library(self) -> Client:
        """Return a library by popularity."""
        return self.rng.choices(self._libraries, self._library_weights)[0]

    def application(self, name: str, major: int, minor: int) -> Client:
        """Return the client of an application in some version up to those given; it is built on some library."""
        tls = self.rng.choice(self._libraries).tls
        return Client(tls, f"{name}/{self.rng.randint(0, major)}.{self.rng.randint(0, minor)}")

    def device_id(self) -> str:
        """Return the id of a device that nobody had before."""
        return "d" + self._hex(20)

    def device(self, api: bool, device_id: str | None = NEW, client: Client | None = None) -> int:
        """Return the number of a new device: of a browser, or of a library where it calls the interface."""
        if client is None:
            client = self.library() if api else self.browser()
        if device_id == NEW:
            device_id = None if api and self.rng.random() < self.nameless else self.device_id()
        self.devices.append(Device(device_id, client.tls, client.agent))
        return len(self.devices) - 1
