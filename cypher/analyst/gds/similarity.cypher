// Compare the members of the projected campaign by what they use.
// question: Which pairs of accounts use nearly the same identifiers?
// mode: read
// params: limit
// example: {"limit": 20}
// returns: a, b, similarity
CALL gds.nodeSimilarity.stream('campaign', {concurrency: 1, topK: 10}) YIELD node1, node2, similarity
WITH gds.util.asNode(node1).id AS x, gds.util.asNode(node2).id AS y, similarity
RETURN DISTINCT CASE WHEN x < y THEN x ELSE y END AS a, CASE WHEN x < y THEN y ELSE x END AS b,
       round(similarity, 3) AS similarity
ORDER BY similarity DESC, a, b LIMIT $limit
