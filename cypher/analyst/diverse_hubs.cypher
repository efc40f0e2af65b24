// Most diverse hubs.
// question: Which identifiers do most different campaigns and strangers use: likely CGNAT, a VPN or a harness?
// mode: read
// params: kind, min_accounts, limit
// example: {"kind": "ip", "min_accounts": 50, "limit": 20}
// forms: {"kind": "kind"}
// bounds: {"min_accounts": [1, null]}
// returns: key, n_accounts, n_campaigns, n_outside, first_seen, last_seen
MATCH (i:Identifier)
WHERE i.kind = $kind AND i.key IS NOT NULL AND i.accounts >= $min_accounts
MATCH (i)<-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(a:Account)
OPTIONAL MATCH (a)-[:MEMBER_OF]->(c:Campaign)
WITH i, count(DISTINCT c) AS n_campaigns, count(DISTINCT CASE WHEN c IS NULL THEN a END) AS n_outside
RETURN i.key AS key, i.accounts AS n_accounts, n_campaigns, n_outside,
       CASE WHEN i.first_seen IS NOT NULL THEN datetime({epochSeconds: i.first_seen}) END AS first_seen,
       CASE WHEN i.last_seen IS NOT NULL THEN datetime({epochSeconds: i.last_seen}) END AS last_seen
ORDER BY n_campaigns DESC, n_accounts DESC, key LIMIT $limit
