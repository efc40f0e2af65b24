// Everything about one account.
// question: What does it use, to whom is it linked, and where does it belong?
// mode: read
// params: account, limit
// example: {"account": "acct-17", "limit": 1000}
// returns: relation, labels, other, details
MATCH (p:Publication {id: 'linkage'})
MATCH (a:Account {id: $account})-[r]-(n)
WHERE (type(r) <> 'LINKED_TO' OR r.run = p.served)
  AND none(l IN labels(n) WHERE l IN ['StagedCampaign', 'RetiredCampaign'])
RETURN type(r) AS relation, labels(n) AS labels, coalesce(n.id, n.key) AS other, properties(r) AS details
ORDER BY relation, other LIMIT $limit
