// The biggest campaigns.
// question: Which campaigns have the most accounts, and how sure are we of them?
// mode: read
// params: limit
// example: {"limit": 20}
// returns: campaign, name, verdict, band, score, q_value, n_accounts, n_pools, n_requests, first_seen, last_seen
MATCH (c:Campaign)
RETURN c.id AS campaign, c.name AS name, c.verdict AS verdict, c.band AS band, c.score AS score,
       c.q_value AS q_value, c.accounts AS n_accounts, c.pools AS n_pools, c.requests AS n_requests,
       c.first_seen AS first_seen, c.last_seen AS last_seen
ORDER BY n_accounts DESC, campaign LIMIT $limit
