// Return uses between these members of a campaign and these identifiers, the largest shares first.
// mode: read
// params: id, run, accounts, identifiers, limit
// returns: account_id, kind, key, share, count, first_seen, last_seen
MATCH (c:Campaign {id: $id})<-[:MEMBER_OF]-(a:Account)
WHERE c.run = $run AND a.id IN $accounts
MATCH (a)-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
WHERE i.kind + ':' + i.key IN $identifiers
RETURN a.id AS account_id, i.kind AS kind, i.key AS key, r.share AS share, r.count AS count,
       r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY share DESC, account_id, kind, key LIMIT $limit
