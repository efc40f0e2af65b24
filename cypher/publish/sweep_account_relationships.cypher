// Delete some relationships of these accounts that runs wrote; rows are [account].
// mode: write
// params: rows, limit
// returns: removed
UNWIND $rows AS row
MATCH (:Account {id: row[0]})-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT|LINKED_TO|BELONGS_TO|MEMBER_OF]-()
WHERE r.share IS NOT NULL OR r.run IS NOT NULL OR r.strength IS NOT NULL
WITH DISTINCT r LIMIT $limit
DELETE r
RETURN count(*) AS removed
