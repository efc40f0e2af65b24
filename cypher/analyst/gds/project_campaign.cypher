// Project the members of one campaign and what they use.
// question: For node similarity, which is too slow on everything: the graph `campaign` is small.
// mode: read
// params: campaign
// example: {"campaign": "c-0001"}
// returns: name, n_nodes, n_relationships
MATCH (c:Campaign {id: $campaign})<-[:MEMBER_OF]-(a:Account)-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
WITH a, i, r ORDER BY a.id, i.kind, i.key
WITH gds.graph.project('campaign', a, i, {relationshipProperties: {share: r.share}}) AS g
RETURN g.graphName AS name, g.nodeCount AS n_nodes, g.relationshipCount AS n_relationships
