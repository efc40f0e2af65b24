// Return identifiers of these kinds whose key starts with a text: those that are the text first, then by kind and key.
// mode: read
// params: kinds, key, limit
// returns: kind, key, n_accounts, skeleton
UNWIND $kinds AS wanted
CALL (wanted) {
  MATCH (i:Identifier)
  WHERE i.kind = wanted AND i.key STARTS WITH $key
  RETURN i ORDER BY i.kind, i.key LIMIT $limit
}
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, i.skeleton AS skeleton
ORDER BY key <> $key, kind, key LIMIT $limit
