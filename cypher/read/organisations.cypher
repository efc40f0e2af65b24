// Return the organisations that these accounts declare.
// mode: read
// params: ids, run
// returns: account_id, organisation_id
UNWIND $ids AS id
MATCH (a:Account {id: id})
WHERE (a.run = $run OR a.previous[0] = $run)
MATCH (a)-[r:BELONGS_TO]->(o:Organisation)
WHERE r.run IS NOT NULL
RETURN a.id AS account_id, max(o.id) AS organisation_id
