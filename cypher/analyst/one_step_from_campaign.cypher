// Accounts one step from a campaign.
// question: Which accounts outside of it are linked to its members, and how strongly?
// mode: read
// params: campaign, min_bits, limit
// example: {"campaign": "c-0001", "min_bits": 3.0, "limit": 50}
// forms: {"campaign": "campaign"}
// bounds: {"min_bits": [0, null]}
// returns: account, n_members, strongest_bits, risk_score, risk_band, other_campaign
MATCH (p:Publication {id: 'linkage'})
MATCH (c:Campaign {id: $campaign})<-[:MEMBER_OF]-(m:Account)-[r:LINKED_TO {run: p.served}]-(a:Account)
WHERE r.weight_bits >= $min_bits AND NOT EXISTS { (a)-[:MEMBER_OF]->(c) }
WITH p, a, count(DISTINCT m) AS n_members, max(r.weight_bits) AS strongest
OPTIONAL MATCH (a)-[:MEMBER_OF]->(d:Campaign)
RETURN a.id AS account, n_members, round(strongest, 1) AS strongest_bits,
       CASE WHEN a.run = p.served THEN a.risk_score ELSE toFloatOrNull(a.previous[1]) END AS risk_score,
       CASE WHEN a.run = p.served THEN a.risk_band ELSE nullIf(a.previous[2], '') END AS risk_band, d.id AS other_campaign
ORDER BY n_members DESC, strongest DESC, account LIMIT $limit
