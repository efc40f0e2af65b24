// Return campaigns whose id starts with a text, by id.
// mode: read
// params: text, run, limit
// returns: campaign_id, name, n_accounts
MATCH (c:Campaign)
WHERE c.id STARTS WITH $text AND c.run = $run
RETURN c.id AS campaign_id, c.name AS name, c.accounts AS n_accounts
ORDER BY campaign_id LIMIT $limit
