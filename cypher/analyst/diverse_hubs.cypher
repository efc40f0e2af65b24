// Most diverse hubs.
// question: Which identifiers do most different campaigns and strangers use: likely CGNAT, a VPN or a harness?
// mode: read
// params: kind, min_accounts, limit
// example: {"kind": "ip", "min_accounts": 50, "limit": 20}
// returns: key, n_accounts, n_campaigns, n_outside, first_seen, last_seen
MATCH (i:Identifier)
WHERE i.kind = $kind AND i.key IS NOT NULL AND i.accounts >= $min_accounts
MATCH (i)<-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(a:Account)
WITH i, count(DISTINCT a.campaign_id) AS n_campaigns, sum(CASE WHEN a.campaign_id IS NULL THEN 1 ELSE 0 END) AS n_outside
RETURN i.key AS key, i.accounts AS n_accounts, n_campaigns, n_outside, i.first_seen AS first_seen,
       i.last_seen AS last_seen
ORDER BY n_campaigns DESC, n_accounts DESC, key LIMIT $limit
