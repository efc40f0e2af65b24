"""What Neo4j Browser does after login: it colours nodes, opens the guide beside the results, and draws campaigns."""

import json
from typing import Final
from urllib.parse import urlsplit

from linkage.graph.neo4j.browser.style import rules
from linkage.graph.neo4j.saved import pictures
from linkage.graph.neo4j.server.configuration import Browser
from linkage.settings import ApiSettings

API_PORT: Final = 8321
API_ADDRESS: Final = f"http://127.0.0.1:{API_PORT}"
"""Where `linkage serve` answers unless told otherwise."""


def api_address(settings: ApiSettings) -> str:
    """Return where people on this machine reach the API that has these settings."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is bound here
    host = everywhere.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port or API_PORT}"


def welcome(address: str = API_ADDRESS) -> Browser:
    """Return the Browser's commands after login.

    The style is in the command itself, not fetched: it is there before the first node is drawn, and without the API.

    Args:
        address: where people's browsers reach the API, which serves the guide.
    """
    picture = next(query for query in pictures() if query.name == "campaigns")
    drawn = picture.text
    for one in picture.parameters:
        drawn = drawn.replace(f"${one.name}", repr(one.example))
    commands = (
        f"style {json.dumps(rules(), separators=(', ', ':'))}",
        f"guide {address}/browser/guide.html",
        f"auto {' '.join(drawn.split())}",
    )
    host = urlsplit(address).hostname or ""
    return Browser("; ".join(commands), tuple(dict.fromkeys(("127.0.0.1", "localhost", host))))
