// Delete these organisations, but not those to which somebody else's relationships lead; rows are [id].
// mode: write
// params: rows
// returns: removed
UNWIND $rows AS row
MATCH (o:Organisation {id: row[0]})
SET o.run = ''
WITH o
WHERE NOT EXISTS { (o)--() }
DELETE o
RETURN count(*) AS removed
