// Campaigns that share a pool.
// question: Which pools of other campaigns use the identifiers of this campaign's pools, clients and mail domains aside?
// mode: read
// params: campaign, max_accounts, limit
// example: {"campaign": "c-0001", "max_accounts": 100, "limit": 50}
// forms: {"campaign": "campaign"}
// bounds: {"max_accounts": [1, null]}
// returns: pool, other_campaign, other_pool, n_shared, kinds
MATCH (c:Campaign {id: $campaign})<-[m:MEMBER_OF]-(a:Account)
MATCH (a)-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE]->(i:Identifier)
WHERE i.accounts <= $max_accounts AND NOT i:EmailDomain
WITH DISTINCT c, m.pool AS pool, i
MATCH (i)<-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE]-(b:Account)-[n:MEMBER_OF]->(d:Campaign)
WHERE d <> c
RETURN pool, d.id AS other_campaign, n.pool AS other_pool, count(DISTINCT i) AS n_shared,
       collect(DISTINCT i.kind) AS kinds
ORDER BY n_shared DESC, other_campaign, pool, other_pool LIMIT $limit
