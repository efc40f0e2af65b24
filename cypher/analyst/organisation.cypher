// The accounts of a declared organisation.
// question: Which accounts say that they belong to it, and does any of them sit in a campaign?
// mode: read
// params: organisation, limit
// example: {"organisation": "org-1", "limit": 200}
// forms: {"organisation": "organisation"}
// returns: account, plan, n_requests, risk_score, risk_band, campaign, verdict
MATCH (p:Publication {id: 'linkage'})
MATCH (o:Organisation {id: $organisation})<-[:BELONGS_TO]-(a:Account)
OPTIONAL MATCH (a)-[:MEMBER_OF]->(c:Campaign)
RETURN a.id AS account, a.plan AS plan, a.requests AS n_requests,
       CASE WHEN a.run = p.served THEN a.risk_score ELSE toFloatOrNull(a.previous[1]) END AS risk_score,
       CASE WHEN a.run = p.served THEN a.risk_band ELSE nullIf(a.previous[2], '') END AS risk_band, c.id AS campaign, c.verdict AS verdict
ORDER BY risk_score DESC, account LIMIT $limit
