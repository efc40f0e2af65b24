// Identifiers that appeared lately in two campaigns.
// question: Which identifiers, rarest first, did members of two campaigns start to use since a moment, such as a week ago?
// mode: read
// params: since, max_accounts, limit
// example: {"since": 1750000000, "max_accounts": 100, "limit": 100}
// bounds: {"max_accounts": [1, null]}
// returns: kind, key, n_accounts, campaigns, started_at
MATCH (c:Campaign)
WHERE c.last_seen >= $since AND c.verdict <> 'organisation'
MATCH (c)<-[:MEMBER_OF]-(a:Account)-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE]->(i:Identifier)
WHERE r.first_seen >= $since AND i.accounts <= $max_accounts AND NOT i:EmailDomain
WITH i, c.id AS campaign, min(r.first_seen) AS started ORDER BY campaign
WITH i, collect(campaign) AS campaigns, min(started) AS started
WHERE size(campaigns) > 1
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, campaigns,
       datetime({epochSeconds: started}) AS started_at
ORDER BY n_accounts, kind, key LIMIT $limit
