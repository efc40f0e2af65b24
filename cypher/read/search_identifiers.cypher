// Return identifiers of these kinds whose key starts with a form of a text: that which is the first, then by kind and key.
// mode: read
// params: kinds, forms, limit
// returns: kind, key, n_accounts, skeleton
UNWIND $kinds AS wanted
UNWIND $forms AS form
CALL (wanted, form) {
  MATCH (i:Identifier)
  WHERE i.kind = wanted AND i.key STARTS WITH form
  RETURN i ORDER BY i.kind, i.key LIMIT $limit
}
WITH DISTINCT i
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, i.skeleton AS skeleton
ORDER BY key <> $forms[0], kind, key LIMIT $limit
