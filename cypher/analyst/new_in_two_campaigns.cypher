// Identifiers that appeared lately in two campaigns.
// question: Which identifiers did members of two campaigns start to use since a moment, such as a week ago?
// mode: read
// params: since, max_accounts, limit
// example: {"since": 1750000000, "max_accounts": 1000, "limit": 100}
// returns: kind, key, n_accounts, campaigns, first_seen
MATCH (c:Campaign)
WHERE c.last_seen >= $since
MATCH (c)<-[:MEMBER_OF]-(a:Account)-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
WHERE r.first_seen >= $since AND i.accounts <= $max_accounts
WITH i, c.id AS campaign, min(r.first_seen) AS started ORDER BY campaign
WITH i, collect(campaign) AS campaigns, min(started) AS first_seen
WHERE size(campaigns) > 1
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, campaigns, first_seen
ORDER BY size(campaigns) DESC, n_accounts, kind, key LIMIT $limit
