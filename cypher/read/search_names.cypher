// Return campaigns whose name has a word from which on it reads as a lower-case text, in any case, by id.
// mode: read
// params: text, run, limit
// returns: campaign_id, name, n_accounts
MATCH (c:Campaign)
WHERE ' ' + toLower(c.name) CONTAINS ' ' + $text AND c.run = $run
RETURN c.id AS campaign_id, c.name AS name, c.accounts AS n_accounts
ORDER BY campaign_id LIMIT $limit
