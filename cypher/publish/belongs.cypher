// Write which organisation an account declares; rows are [account, organisation].
// mode: write
// params: rows, run
// returns: written
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
MATCH (o:Organisation {id: row[1]})
MERGE (a)-[r:BELONGS_TO]->(o)
SET r.run = $run
RETURN count(*) AS written
