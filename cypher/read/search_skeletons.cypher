// Return templates whose skeleton holds a lower-case text, by key.
// mode: read
// params: text, limit
// returns: kind, key, n_accounts, skeleton
MATCH (i:PromptTemplate)
WHERE i.folded CONTAINS $text
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, i.skeleton AS skeleton
ORDER BY key LIMIT $limit
