// Return the identifiers that an account uses, the rarest first.
// mode: read
// params: id, limit
// returns: kind, key, n_accounts, count, share, first_seen, last_seen, skeleton
MATCH (a:Account {id: $id})-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, r.count AS count, r.share AS share,
       r.first_seen AS first_seen, r.last_seen AS last_seen, i.skeleton AS skeleton
ORDER BY n_accounts, kind, key LIMIT $limit
