"""The HTTP door: every question of `graph.Graph` under /v1, the explorer at /, and what operators need.

A handler reads the request, asks the graph and shapes the answer; whatever decides something lives below. Those that
ask the graph are plain functions that run in threads, because DuckDB and the Neo4j driver block. Errors of every sort,
a missing route included, leave as RFC 9457 problems. There is one key for everybody: who did what is known only from
what people write into their decisions, so put a proxy that knows people in front where that is not enough. The proxy
is also what ends clients that never finish their request; the server waits for them.
"""
