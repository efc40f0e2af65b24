// Count the relationships of each type, all of them and those that the run wrote.
// mode: read
// params: run
// returns: type, total, ours
MATCH ()-[r:USED_IP]->()
RETURN 'USED_IP' AS type, count(r) AS total, count(r.share) AS ours
UNION ALL
MATCH ()-[r:USED_DEVICE]->()
RETURN 'USED_DEVICE' AS type, count(r) AS total, count(r.share) AS ours
UNION ALL
MATCH ()-[r:PAID_WITH]->()
RETURN 'PAID_WITH' AS type, count(r) AS total, count(r.share) AS ours
UNION ALL
MATCH ()-[r:SENT_TEMPLATE]->()
RETURN 'SENT_TEMPLATE' AS type, count(r) AS total, count(r.share) AS ours
UNION ALL
MATCH ()-[r:REPLAYED_ARTIFACT]->()
RETURN 'REPLAYED_ARTIFACT' AS type, count(r) AS total, count(r.share) AS ours
UNION ALL
MATCH ()-[r:HAS_EMAIL]->()
RETURN 'HAS_EMAIL' AS type, count(r) AS total, count(r.share) AS ours
UNION ALL
MATCH ()-[r:HAS_PHONE]->()
RETURN 'HAS_PHONE' AS type, count(r) AS total, count(r.share) AS ours
UNION ALL
MATCH ()-[r:USED_CLIENT]->()
RETURN 'USED_CLIENT' AS type, count(r) AS total, count(r.share) AS ours
UNION ALL
MATCH ()-[r:LINKED_TO]->()
RETURN 'LINKED_TO' AS type, count(r) AS total, count(CASE WHEN r.run = $run THEN 1 END) AS ours
UNION ALL
MATCH ()-[r:BELONGS_TO]->()
RETURN 'BELONGS_TO' AS type, count(r) AS total, count(CASE WHEN r.run = $run THEN 1 END) AS ours
UNION ALL
MATCH ()-[r:MEMBER_OF]->()
RETURN 'MEMBER_OF' AS type, count(r) AS total, count(r.strength) AS ours
UNION ALL
MATCH ()-[r:RELIES_ON]->()
RETURN 'RELIES_ON' AS type, count(r) AS total, count(r.accounts) AS ours
UNION ALL
MATCH ()-[r:SUCCEEDED_BY]->()
RETURN 'SUCCEEDED_BY' AS type, count(r) AS total, count(r.text) AS ours
UNION ALL
MATCH ()-[r:SPLIT_INTO]->()
RETURN 'SPLIT_INTO' AS type, count(r) AS total, count(r.text) AS ours
UNION ALL
MATCH ()-[r:MERGED_INTO]->()
RETURN 'MERGED_INTO' AS type, count(r) AS total, count(r.text) AS ours
