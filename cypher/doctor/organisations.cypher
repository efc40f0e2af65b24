// Return which organisations these accounts declare.
// mode: read
// params: ids
// returns: account_id, organisation_id
UNWIND $ids AS id
MATCH (a:Account {id: id})-[:BELONGS_TO]->(o:Organisation)
RETURN a.id AS account_id, o.id AS organisation_id
