// Give some links without kinds the empty list that the import tool cannot write.
// mode: write
// params: limit
// returns: written
MATCH ()-[r:LINKED_TO]->()
WHERE r.kinds IS NULL
WITH r LIMIT $limit
SET r.kinds = []
RETURN count(*) AS written
