// Delete, of these accounts, links and declared organisations of other runs, and what the run before said; rows are [account].
// mode: write
// params: rows, run
// returns: removed
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
REMOVE a.previous
WITH a
OPTIONAL MATCH (a)-[r:LINKED_TO|BELONGS_TO]->()
WHERE r.run <> $run
DELETE r
RETURN count(r) AS removed
