// The biggest campaigns.
// question: Which campaigns have the most accounts, and how sure are we of them?
// mode: read
// params: limit
// example: {"limit": 20}
// returns: campaign, name, band, score, q_value, n_accounts, n_requests, first_seen, last_seen
MATCH (c:Campaign)
WHERE c.verdict = 'campaign'
RETURN c.id AS campaign, c.name AS name, c.band AS band, round(c.score, 1) AS score, c.q_value AS q_value,
       c.accounts AS n_accounts, c.requests AS n_requests,
       CASE WHEN c.first_seen IS NOT NULL THEN datetime({epochSeconds: c.first_seen}) END AS first_seen,
       CASE WHEN c.last_seen IS NOT NULL THEN datetime({epochSeconds: c.last_seen}) END AS last_seen
ORDER BY n_accounts DESC, campaign LIMIT $limit
