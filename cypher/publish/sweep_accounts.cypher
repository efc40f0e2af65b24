// Delete, of these accounts, links of other runs, other organisations, and what the run before said; rows are [account, organisation].
// mode: write
// params: rows, run
// returns: removed
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
REMOVE a.previous
WITH a, row
OPTIONAL MATCH (a)-[r:LINKED_TO|BELONGS_TO]->(other)
WHERE (type(r) = 'LINKED_TO' AND r.run <> $run)
   OR (type(r) = 'BELONGS_TO' AND (row[1] IS NULL OR other.id <> row[1]))
DELETE r
RETURN count(r) AS removed
