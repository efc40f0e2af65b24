// Return the uses of these accounts that a run wrote.
// mode: read
// params: ids
// returns: account_id, kind, key, count, share, first_seen, last_seen
UNWIND $ids AS id
MATCH (a:Account {id: id})-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
WHERE r.share IS NOT NULL
RETURN a.id AS account_id, i.kind AS kind, i.key AS key, r.count AS count, r.share AS share,
       r.first_seen AS first_seen, r.last_seen AS last_seen
