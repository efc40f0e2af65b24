// Delete these accounts.
// mode: write
// params: ids
// returns: removed
UNWIND $ids AS id
MATCH (a:Account {id: id})
DELETE a
RETURN count(*) AS removed
