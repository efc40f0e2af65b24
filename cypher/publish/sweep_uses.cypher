// Delete the uses of these accounts that are not listed and that a run wrote; rows are [account, [kind:key, ...]].
// mode: write
// params: rows
// returns: removed
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
WHERE r.share IS NOT NULL AND NOT i.kind + ':' + i.key IN row[1]
DELETE r
RETURN count(*) AS removed
