"""The lanes: pairs of Neo4j and Graph Data Science that are known to work together, and their Java."""

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from linkage.errors import UsageError


@dataclass(frozen=True, slots=True)
class Lane:
    """One pair of server and Graph Data Science."""

    name: str
    neo4j_version: str
    gds_version: str
    java_min: int
    java_max: int
    """Newest Java that the server's makers name for it."""
    main_class: str
    kernel_version: int
    """The newest format of logs that its server writes; see `kernel`."""
    java_options: tuple[str, ...] = ()
    """Options that this lane's Java needs beyond those that all lanes need."""

    @property
    def pom(self) -> Traversable:
        """The Maven file that names every artifact of the lane."""
        return files(__package__) / "lanes" / f"{self.name}.xml"

    @property
    def checksums(self) -> dict[str, str]:
        """SHA-256, in hex, of every jar of the lane by its path in the assembly (`lib/…`, `plugins/…`)."""
        lines = (files(__package__) / "lanes" / f"{self.name}.sha256").read_text("utf-8").splitlines()
        return {path: digest for digest, path in (line.split(maxsplit=1) for line in lines)}


LANES: Final[dict[str, Lane]] = {
    lane.name: lane
    for lane in (
        Lane("5.26", "5.26.24", "2.13.9", 17, 21, "org.neo4j.server.CommunityEntryPoint", 20),
        Lane(
            "2026",
            "2026.01.4",
            "2.26.0",
            25,
            25,
            "org.neo4j.server.Neo4jCommunity",
            28,
            ("--sun-misc-unsafe-memory-access=allow",),
        ),
    )
}
DEFAULT_LANE: Final = "5.26"


def lane_named(name: str) -> Lane:
    """Return the lane of that name.

    Raises:
        UsageError: there is none.
    """
    try:
        return LANES[name]
    except KeyError:
        raise UsageError(f"There is no lane {name!r}; choose one of {', '.join(LANES)}.") from None
