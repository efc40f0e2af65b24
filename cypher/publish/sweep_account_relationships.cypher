// Delete some relationships of these accounts.
// mode: write
// params: ids, limit
// returns: removed
UNWIND $ids AS id
MATCH (:Account {id: id})-[r]-()
WITH DISTINCT r LIMIT $limit
DELETE r
RETURN count(*) AS removed
