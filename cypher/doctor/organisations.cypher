// Return which organisations these accounts declare, as the run says.
// mode: read
// params: ids, run
// returns: account_id, organisation_id
UNWIND $ids AS id
MATCH (a:Account {id: id})-[r:BELONGS_TO]->(o:Organisation)
WHERE r.run = $run
RETURN a.id AS account_id, o.id AS organisation_id
