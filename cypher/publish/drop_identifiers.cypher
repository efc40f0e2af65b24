// Delete these identifiers; of those to which somebody else's relationships lead, all but the key; rows are [kind, key].
// mode: write
// params: rows
// returns: removed
UNWIND $rows AS row
MATCH (i:Identifier {kind: row[0], key: row[1]})
SET i.accounts = 0
REMOVE i.first_seen, i.last_seen, i.skeleton, i.folded
WITH i
WHERE NOT EXISTS { (i)--() }
DELETE i
RETURN count(*) AS removed
