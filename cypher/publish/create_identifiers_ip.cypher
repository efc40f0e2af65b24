// Create identifiers of kind ip where none are; rows are [key, accounts, first_seen, last_seen].
// mode: write
// params: rows
// returns: written
UNWIND $rows AS row
CREATE (:IPAddress:Identifier {key: row[0], kind: 'ip', accounts: row[1], first_seen: row[2], last_seen: row[3]})
RETURN count(*) AS written
