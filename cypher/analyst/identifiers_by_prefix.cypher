// Identifiers by the start of their key.
// question: Which identifiers of a kind start like this, such as the addresses of a network?
// mode: read
// params: kind, prefix, limit
// example: {"kind": "ip", "prefix": "192.0.2.", "limit": 50}
// forms: {"kind": "kind"}
// returns: kind, key, n_accounts, first_seen, last_seen
MATCH (i:Identifier)
WHERE i.kind = $kind AND i.key STARTS WITH $prefix
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts,
       CASE WHEN i.first_seen IS NOT NULL THEN datetime({epochSeconds: i.first_seen}) END AS first_seen,
       CASE WHEN i.last_seen IS NOT NULL THEN datetime({epochSeconds: i.last_seen}) END AS last_seen
ORDER BY key LIMIT $limit
