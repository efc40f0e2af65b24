// Bridges.
// question: Which accounts are linked to members of this campaign and to members of others?
// mode: read
// params: campaign, min_bits, limit
// example: {"campaign": "c-0001", "min_bits": 3.0, "limit": 50}
// forms: {"campaign": "campaign"}
// bounds: {"min_bits": [0, null]}
// returns: account, own_campaign, other_campaigns, n_links_here, n_links_there
MATCH (p:Publication {id: 'linkage'})
MATCH (c:Campaign {id: $campaign})<-[:MEMBER_OF]-(m:Account)-[r:LINKED_TO {run: p.served}]-(a:Account)
WHERE r.weight_bits >= $min_bits
WITH p, c, a, count(DISTINCT m) AS n_links_here
MATCH (a)-[s:LINKED_TO {run: p.served}]-(o:Account)-[:MEMBER_OF]->(d:Campaign)
WHERE s.weight_bits >= $min_bits AND d <> c
WITH a, n_links_here, collect(DISTINCT d.id) AS other_campaigns, count(DISTINCT o) AS n_links_there
OPTIONAL MATCH (a)-[:MEMBER_OF]->(own:Campaign)
RETURN a.id AS account, own.id AS own_campaign, other_campaigns, n_links_here, n_links_there
ORDER BY n_links_here + n_links_there DESC, account LIMIT $limit
