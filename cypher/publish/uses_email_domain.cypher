// Write uses of kind email_domain; rows are [account, key, count, share, first_seen, last_seen].
// mode: write
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
MATCH (i:EmailDomain {key: row[1]})
MERGE (a)-[r:HAS_EMAIL]->(i)
SET r.count = row[2], r.share = row[3], r.first_seen = row[4], r.last_seen = row[5]
RETURN count(*) AS written
