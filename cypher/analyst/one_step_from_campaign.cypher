// Accounts one step from a campaign.
// question: Which accounts outside of it are linked to its members, and how strongly?
// mode: read
// params: campaign, min_bits, limit
// example: {"campaign": "c-0001", "min_bits": 3.0, "limit": 50}
// returns: account, n_members, strongest_bits, risk_score, risk_band, other_campaign
MATCH (p:Publication {id: 'linkage'})
MATCH (c:Campaign {id: $campaign})<-[:MEMBER_OF]-(m:Account)-[r:LINKED_TO {run: p.served}]-(a:Account)
WHERE r.weight_bits >= $min_bits AND NOT EXISTS { (a)-[:MEMBER_OF]->(c) }
RETURN a.id AS account, count(DISTINCT m) AS n_members, max(r.weight_bits) AS strongest_bits,
       a.risk_score AS risk_score, a.risk_band AS risk_band, a.campaign_id AS other_campaign
ORDER BY n_members DESC, strongest_bits DESC, account LIMIT $limit
