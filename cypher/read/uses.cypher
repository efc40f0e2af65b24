// Return what accounts use of some identifiers, each account's rarest first, of the rarest that it uses.
// mode: read
// params: ids, identifiers, limit
// returns: account_id, kind, key, n_accounts, count, share, first_seen, last_seen, skeleton
UNWIND $ids AS id
MATCH (a:Account {id: id})
CALL (a) {
  MATCH (a)-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
  RETURN r, i
  ORDER BY i.accounts, i.kind, i.key LIMIT $limit
}
WITH a, r, i
WHERE [i.kind, i.key] IN $identifiers
RETURN a.id AS account_id, i.kind AS kind, i.key AS key, i.accounts AS n_accounts, r.count AS count, r.share AS share,
       r.first_seen AS first_seen, r.last_seen AS last_seen, i.skeleton AS skeleton
ORDER BY account_id, n_accounts, kind, key
