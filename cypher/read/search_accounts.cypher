// Return accounts whose id starts with a text, by id.
// mode: read
// params: text, run, limit
// returns: account_id
MATCH (a:Account)
WHERE a.id STARTS WITH $text AND (a.run = $run OR a.previous[0] = $run)
RETURN a.id AS account_id
ORDER BY account_id LIMIT $limit
