// Delete these uses that runs wrote; rows are [account, kind, key].
// mode: write
// params: rows
// returns: removed
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
MATCH (i:Identifier {kind: row[1], key: row[2]})
MATCH (a)-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i)
WHERE r.share IS NOT NULL
DELETE r
RETURN count(*) AS removed
