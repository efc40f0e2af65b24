// Delete these identifiers; of those to which somebody else's relationships lead, all but the key; rows are [kind, key].
// mode: write
// params: rows
// returns: removed
UNWIND $rows AS row
MATCH (i:Identifier {kind: row[0], key: row[1]})
SET i.accounts = 0
WITH i, EXISTS { (i)--() } AS is_tied
FOREACH (_ IN CASE WHEN is_tied THEN [1] ELSE [] END | REMOVE i.first_seen, i.last_seen, i.skeleton, i.folded)
FOREACH (_ IN CASE WHEN is_tied THEN [] ELSE [1] END | DELETE i)
RETURN count(CASE WHEN NOT is_tied THEN 1 END) AS removed
