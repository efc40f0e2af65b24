"""Of which lane a database's files are, told by themselves.

Each record of a server's checkpoint log is `_RECORD_BYTES` long, after a head of `_HEAD_BYTES`. It begins with a number
that grows when the format of what is logged changes: 20 for Neo4j 5.25 and later of 5, 21 to 28 for 2025.04 to 2026.01.
A newer server reads what an older one wrote, and from then on the older one cannot.
"""

from pathlib import Path
from typing import Final

from linkage.graph.neo4j.server.lanes import LANES

_HEAD_BYTES: Final = 128
_RECORD_BYTES: Final = 232


def lane_of(transactions: Path) -> str | None:
    """Return the lane with the oldest server that reads all databases whose logs are in the folder; None for no lane.

    That is the one that wrote them last, as far as there is a lane of that server. None too where nothing is said.
    """
    newest = max((_kernel_version(database) for database in transactions.glob("*")), default=0)
    reading = sorted((lane.kernel_version, name) for name, lane in LANES.items() if lane.kernel_version >= newest)
    return reading[0][1] if newest and reading else None


def _kernel_version(database: Path) -> int:
    return max((_last(log.read_bytes()) for log in database.glob("checkpoint.*")), default=0)


def _last(log: bytes) -> int:
    """Return the number at the begin of the newest record; numbers never become less, and what is unused is zero."""
    return max(log[_HEAD_BYTES::_RECORD_BYTES], default=0)
