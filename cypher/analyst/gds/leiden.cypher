// Find communities with Leiden; the seed and one thread make it give the same answer again.
// question: Which groups does the database itself see, and do they agree with the campaigns?
// mode: read
// params: gamma, limit
// example: {"gamma": 1.0, "limit": 20}
// returns: community, n_accounts, campaigns
CALL gds.leiden.stream('accounts', {relationshipWeightProperty: 'weight_bits', gamma: $gamma, randomSeed: 7,
                                    concurrency: 1})
YIELD nodeId, communityId
WITH communityId AS community, gds.util.asNode(nodeId) AS a
OPTIONAL MATCH (a)-[:MEMBER_OF]->(c:Campaign)
RETURN community, count(DISTINCT a) AS n_accounts, collect(DISTINCT c.id) AS campaigns
ORDER BY n_accounts DESC, community LIMIT $limit
