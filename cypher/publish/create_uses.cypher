// Create uses of one kind where none are; rows are [account node, identifier node, count, share, first_seen, last_seen].
// mode: write
// params: rows, type
// returns: written
UNWIND $rows AS row
MATCH (a) WHERE id(a) = row[0]
MATCH (i) WHERE id(i) = row[1]
CREATE (a)-[:$($type) {count: row[2], share: row[3], first_seen: row[4], last_seen: row[5]}]->(i)
RETURN count(*) AS written
