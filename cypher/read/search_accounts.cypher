// Return accounts whose id starts with one of these forms of a text: that which is the first of them, then by id.
// mode: read
// params: forms, run, limit
// returns: account_id
UNWIND $forms AS form
CALL (form) {
  MATCH (a:Account)
  WHERE a.id STARTS WITH form AND (a.run = $run OR a.previous[0] = $run)
  RETURN a.id AS id ORDER BY a.id LIMIT $limit
}
WITH DISTINCT id
RETURN id AS account_id
ORDER BY account_id <> $forms[0], account_id LIMIT $limit
