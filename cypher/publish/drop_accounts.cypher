// Delete these accounts; rows are [account].
// mode: write
// params: rows
// returns: removed
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
DELETE a
RETURN count(*) AS removed
