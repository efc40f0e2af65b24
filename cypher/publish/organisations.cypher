// Write declared organisations; rows are [id].
// mode: write
// params: rows
// returns: written
UNWIND $rows AS row
MERGE (o:Organisation {id: row[0]})
RETURN count(*) AS written
