// Return which of these accounts a run knows, and the campaigns that each is a member of.
// mode: read
// params: ids, run
// returns: account_id, campaigns
UNWIND $ids AS id
MATCH (a:Account {id: id})
WHERE (a.run = $run OR a.previous[0] = $run)
RETURN a.id AS account_id, COLLECT { MATCH (a)-[:MEMBER_OF]->(c:Campaign) WHERE c.run = $run RETURN c.id } AS campaigns
