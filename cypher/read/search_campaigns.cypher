// Return campaigns whose id starts with one of these forms of a text: that which is the first of them, then by id.
// mode: read
// params: forms, run, limit
// returns: campaign_id, name, n_accounts
MATCH (c:Campaign)
WHERE any(form IN $forms WHERE c.id STARTS WITH form) AND c.run = $run
RETURN c.id AS campaign_id, c.name AS name, c.accounts AS n_accounts
ORDER BY campaign_id <> $forms[0], campaign_id LIMIT $limit
