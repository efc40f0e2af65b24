// Return these identifiers; rows are [kind, key].
// mode: read
// params: rows
// returns: kind, key, n_accounts, first_seen, last_seen, skeleton
UNWIND $rows AS row
MATCH (i:Identifier {kind: row[0], key: row[1]})
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, i.first_seen AS first_seen, i.last_seen AS last_seen,
       i.skeleton AS skeleton
