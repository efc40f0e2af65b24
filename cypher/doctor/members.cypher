// Return the memberships of these accounts.
// mode: read
// params: ids
// returns: account_id, campaign_id, pool, strength, since
UNWIND $ids AS id
MATCH (a:Account {id: id})-[r:MEMBER_OF]->(c:Campaign)
WHERE r.strength IS NOT NULL
RETURN a.id AS account_id, c.id AS campaign_id, r.pool AS pool, r.strength AS strength, r.since AS since
