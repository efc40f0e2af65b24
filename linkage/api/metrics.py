"""What operators watch: counts and seconds by route pattern, never by anything that a client chose."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from linkage.graph import Graph

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})


class _Served(Collector):
    """Asks the graph at each scrape which run it serves."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def collect(self) -> Iterable[GaugeMetricFamily]:
        run = self._graph.health().run
        yield GaugeMetricFamily("linkage_ready", "Whether a run is served.", value=float(run is not None))
        if run is not None:
            described = GaugeMetricFamily(
                "linkage_run_as_of_seconds", "Latest moment that the served run speaks of.", labels=["run"]
            )
            described.add_metric([run.run], float(run.as_of))
            yield described
            yield GaugeMetricFamily(
                "linkage_accounts", "Accounts of the served run.", value=float(run.n_total_accounts)
            )


class Metrics:
    """The metrics of one app."""

    def __init__(self, graph: Graph) -> None:
        """Count for the app that serves `graph`."""
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_Served(graph))
        self._requests = Counter(
            "linkage_http_requests", "Requests.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "linkage_http_request_seconds",
            "Seconds from request to answer.",
            ["route"],
            registry=self._registry,
            buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return all metrics in the text format."""
        return generate_latest(self._registry)
