// Compare the members of the projected campaign by what they use.
// question: Which pairs of accounts use nearly the same identifiers?
// mode: read
// params: limit
// example: {"limit": 20}
// returns: a, b, similarity
CALL gds.nodeSimilarity.stream('campaign', {concurrency: 1, topK: 10}) YIELD node1, node2, similarity
WITH gds.util.asNode(node1) AS x, gds.util.asNode(node2) AS y, similarity
WHERE x.id < y.id
RETURN x.id AS a, y.id AS b, round(similarity, 3) AS similarity
ORDER BY similarity DESC, a, b LIMIT $limit
