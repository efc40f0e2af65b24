// Delete these identifiers; rows are [kind, key].
// mode: write
// params: rows
// returns: removed
UNWIND $rows AS row
MATCH (i:Identifier {kind: row[0], key: row[1]})
DETACH DELETE i
RETURN count(*) AS removed
