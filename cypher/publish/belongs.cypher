// Write which organisation an account declares; rows are [account, organisation].
// mode: write
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
MATCH (o:Organisation {id: row[1]})
MERGE (a)-[:BELONGS_TO]->(o)
RETURN count(*) AS written
