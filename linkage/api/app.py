"""The app: routes, guard and problems put together around one graph."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from linkage.api import accounts, assess, browser, campaigns, decisions, operators
from linkage.api.asked import NeedsKey, TakesOnlyItsOwn
from linkage.api.described import Described
from linkage.api.guard import Guard
from linkage.api.metrics import Metrics
from linkage.api.problems import handle_problems
from linkage.graph import Graph
from linkage.graph.assessment import Rule
from linkage.ledger.identify import Identify, plain_identify
from linkage.settings import Settings

_DESCRIPTION = """
Which accounts of an LLM API one party runs while pretending to be many, and why.

A run is computed from records and served whole; `Linkage-Run` names it in each answer. Scores say *coordinated*, with
a q-value; what anybody meant is for people to judge. Ids in paths are percent-encoded, slashes as `%2F`; an id `.` or
`..` most clients leave out of any path, and `POST /v1/accounts/risk` takes it. Errors are RFC 9457 problems.
"""


def create_app(graph: Graph, settings: Settings, *, identify: Identify = plain_identify) -> FastAPI:
    """Return the API over a graph, which is closed when the app shuts down.

    Args:
        graph: what is asked.
        settings: the key, the limits, and when /assess lets an account attach.
        identify: gives the key of a raw identifier for /assess and decisions; the default knows no pseudonyms, so
            that sensitive kinds must be named by their pseudonym.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        graph.close()

    app = Described(
        title="linkage",
        version=version("linkage"),
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect names its whole address, which behind TLS is that of another server
    )
    app.state.graph = graph
    app.state.identify = identify
    app.state.rule = Rule.of(settings.links)
    app.state.max_subgraph_nodes = settings.api.max_subgraph_nodes
    app.state.metrics = Metrics(graph)
    for routes in (accounts.router, campaigns.router, assess.router, decisions.router):
        app.include_router(routes, dependencies=[NeedsKey, TakesOnlyItsOwn])
    for routes in (operators.router, browser.router):
        app.include_router(routes)
    handle_problems(app)
    key = settings.api.key.get_secret_value() if settings.api.key is not None else None
    app.add_middleware(Guard, key=key, metrics=app.state.metrics)
    return app
