// Write identifiers of kind device; rows are [key, accounts, first_seen, last_seen].
// mode: write
// params: rows
// returns: written
UNWIND $rows AS row
MERGE (i:Device {key: row[0]})
SET i:Identifier, i.kind = 'device', i.accounts = row[1], i.first_seen = row[2], i.last_seen = row[3]
RETURN count(*) AS written
