"""The graph in a Neo4j server, where analysts can put their own questions to it.

Facts are shared: one node per account and identifier, one relationship per use, written in place. Conclusions carry
the tag of their run: a new run's links and campaigns are written beside those that are served, then one transaction
switches what is served, and what is left of the run before is swept away. Readers name the run that they read and
ask again when it changed under them, so no answer mixes two runs' conclusions; a killed publisher is completed by
the next, from progress markers that live in the database itself.

It stops being exact for facts: while a run is being published, an account's uses may be newer than its links.
`database` is the door to the driver, `science` that to Graph Data Science; every statement is a file of `cypher/`.
"""

from linkage.graph.neo4j.graph import Neo4jGraph

__all__ = ["Neo4jGraph"]
