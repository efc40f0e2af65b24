// Create identifiers of one kind where none are; rows are [key, accounts, first_seen, last_seen(, skeleton, folded)].
// mode: write
// params: rows, label, kind
// returns: written
UNWIND $rows AS row
CREATE (:$($label):Identifier {key: row[0], kind: $kind, accounts: row[1], first_seen: row[2], last_seen: row[3],
  skeleton: row[4], folded: row[5]})
RETURN count(*) AS written
