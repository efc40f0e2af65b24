// Campaigns that share a pool.
// question: Which pools of other campaigns use the identifiers of this campaign's pools?
// mode: read
// params: campaign, max_accounts
// example: {"campaign": "c-0001", "max_accounts": 100}
// returns: pool, other_campaign, other_pool, n_shared, kinds
MATCH (c:Campaign {id: $campaign})<-[m:MEMBER_OF]-(a:Account)
MATCH (a)-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
WHERE i.accounts <= $max_accounts
MATCH (i)<-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(b:Account)-[n:MEMBER_OF]->(d:Campaign)
WHERE d <> c
RETURN m.pool AS pool, d.id AS other_campaign, n.pool AS other_pool, count(DISTINCT i) AS n_shared,
       collect(DISTINCT i.kind) AS kinds
ORDER BY n_shared DESC, other_campaign, pool, other_pool
