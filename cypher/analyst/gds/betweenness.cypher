// Find bridges: accounts that many shortest paths pass through, counted from 2,000 accounts drawn by a seed.
// question: Which accounts hold groups together that would fall apart without them?
// mode: read
// params: limit
// example: {"limit": 20}
// returns: account, betweenness, campaign
CALL gds.betweenness.stream('accounts', {samplingSize: 2000, samplingSeed: 7, concurrency: 1}) YIELD nodeId, score
WITH gds.util.asNode(nodeId) AS a, score WHERE score > 0
OPTIONAL MATCH (a)-[:MEMBER_OF]->(c:Campaign)
RETURN a.id AS account, round(score, 1) AS betweenness, c.id AS campaign
ORDER BY score DESC, account LIMIT $limit
