// Delete what runs wrote twice of these uses; rows are [account, kind, key].
// mode: write
// params: rows
// returns: removed
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
MATCH (i:Identifier {kind: row[1], key: row[2]})
MATCH (a)-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i)
WHERE r.share IS NOT NULL
WITH a, i, collect(r) AS all
UNWIND all[1..] AS surplus
DELETE surplus
RETURN count(*) AS removed
