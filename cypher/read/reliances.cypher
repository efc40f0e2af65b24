// Return the campaigns that rely on an identifier, those with most members that use it first.
// mode: read
// params: kind, key, run, limit
// returns: campaign_id, n_accounts, n_accounts_outside
MATCH (i:Identifier {kind: $kind, key: $key})<-[r:RELIES_ON]-(c:Campaign)
WHERE c.run = $run AND r.accounts IS NOT NULL
RETURN c.id AS campaign_id, r.accounts AS n_accounts, r.accounts_outside AS n_accounts_outside
ORDER BY n_accounts DESC, campaign_id LIMIT $limit
