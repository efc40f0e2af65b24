// Delete some relationships of these accounts; rows are [account].
// mode: write
// params: rows, limit
// returns: removed
UNWIND $rows AS row
MATCH (:Account {id: row[0]})-[r]-()
WITH DISTINCT r LIMIT $limit
DELETE r
RETURN count(*) AS removed
