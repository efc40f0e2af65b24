// Write declared organisations; rows are [id].
// mode: write
// params: rows, run
// returns: written
UNWIND $rows AS row
MERGE (o:Organisation {id: row[0]})
SET o.run = $run
RETURN count(*) AS written
