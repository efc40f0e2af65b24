// Drop a projected graph, which frees its memory.
// question: When you are done with `accounts` or `campaign`.
// mode: read
// params: graph
// example: {"graph": "accounts"}
// returns: name
CALL gds.graph.drop($graph, false) YIELD graphName
RETURN graphName AS name
