// The accounts of a declared organisation.
// question: Which accounts say that they belong to it, and does any of them sit in a campaign?
// mode: read
// params: organisation, limit
// example: {"organisation": "org-1", "limit": 200}
// returns: account, plan, n_requests, risk_score, risk_band, campaign
MATCH (o:Organisation {id: $organisation})<-[:BELONGS_TO]-(a:Account)
RETURN a.id AS account, a.plan AS plan, a.requests AS n_requests, a.risk_score AS risk_score,
       a.risk_band AS risk_band, a.campaign_id AS campaign
ORDER BY risk_score DESC, account LIMIT $limit
