// Write identifiers of kind template; rows are [key, accounts, first_seen, last_seen, skeleton, folded].
// mode: write
// params: rows
// returns: written
UNWIND $rows AS row
MERGE (i:PromptTemplate {key: row[0]})
SET i:Identifier, i.kind = 'template', i.accounts = row[1], i.first_seen = row[2], i.last_seen = row[3],
    i.skeleton = row[4], i.folded = row[5]
RETURN count(*) AS written
