// Strongest links of a campaign.
// question: Which pairs of its accounts hold it together, and by which kinds of evidence?
// mode: read
// params: campaign, limit
// example: {"campaign": "c-0001", "limit": 50}
// forms: {"campaign": "campaign"}
// returns: a, b, weight_bits, kinds
MATCH (p:Publication {id: 'linkage'})
MATCH (c:Campaign {id: $campaign})<-[:MEMBER_OF]-(a:Account)-[r:LINKED_TO {run: p.served}]->(b:Account)
WHERE EXISTS { (b)-[:MEMBER_OF]->(c) }
RETURN a.id AS a, b.id AS b, round(r.weight_bits, 1) AS weight_bits, r.kinds AS kinds
ORDER BY r.weight_bits DESC, a, b LIMIT $limit
