// Everything about one account.
// question: Where does it belong, to whom is it linked, and what does it use that few others do?
// mode: read
// params: account, limit
// example: {"account": "acct-17", "limit": 1000}
// forms: {"account": "account"}
// returns: relation, kind, other, n_accounts, weight_bits, share, first_seen, last_seen
MATCH (p:Publication {id: 'linkage'})
MATCH (a:Account {id: $account})-[r]-(n)
WHERE (type(r) <> 'LINKED_TO' OR r.run = p.served)
  AND none(l IN labels(n) WHERE l IN ['StagedCampaign', 'RetiredCampaign'])
WITH type(r) AS relation, r, n,
     CASE type(r) WHEN 'MEMBER_OF' THEN 0 WHEN 'BELONGS_TO' THEN 1 WHEN 'LINKED_TO' THEN 2 ELSE 3 END AS place
RETURN relation, n.kind AS kind, coalesce(n.id, n.key) AS other, n.accounts AS n_accounts,
       round(r.weight_bits, 1) AS weight_bits, round(r.share, 3) AS share,
       CASE WHEN r.first_seen IS NOT NULL THEN datetime({epochSeconds: r.first_seen}) END AS first_seen,
       CASE WHEN r.last_seen IS NOT NULL THEN datetime({epochSeconds: r.last_seen}) END AS last_seen
ORDER BY place, weight_bits DESC, n_accounts, relation, other LIMIT $limit
