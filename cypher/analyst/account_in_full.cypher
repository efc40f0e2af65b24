// Everything about one account.
// question: How risky is it and why, where does it belong, to whom is it linked, what does it use that few others do?
// mode: read
// params: account, limit
// example: {"account": "acct-17", "limit": 1000}
// forms: {"account": "account"}
// returns: relation, kind, other, n_accounts, weight_bits, share, first_seen, last_seen, why
MATCH (p:Publication {id: 'linkage'})
MATCH (a:Account {id: $account})
CALL (p, a) {
  WITH CASE WHEN a.run = p.served THEN a.reasons ELSE a.previous[4] END AS reasons
  RETURN 0 AS place, 'ITSELF' AS relation, null AS kind, a.id AS other, null AS n_accounts, null AS weight_bits,
         null AS share, a.first_seen AS first, a.last_seen AS last,
         [part IN split(reasons, '"text": "')[1..] | split(part, '", "weight": ')[0]] AS why
  UNION ALL
  MATCH (a)-[r]-(n)
  WHERE (type(r) <> 'LINKED_TO' OR r.run = p.served)
    AND none(l IN labels(n) WHERE l IN ['StagedCampaign', 'RetiredCampaign'])
  RETURN CASE type(r) WHEN 'MEMBER_OF' THEN 1 WHEN 'BELONGS_TO' THEN 2 WHEN 'LINKED_TO' THEN 3 ELSE 4 END AS place,
         type(r) AS relation, n.kind AS kind, coalesce(n.id, n.key) AS other, n.accounts AS n_accounts,
         round(r.weight_bits, 1) AS weight_bits, round(r.share, 3) AS share,
         coalesce(r.first_seen, r.since) AS first, r.last_seen AS last, n.why[..3] AS why
}
RETURN relation, kind, other, n_accounts, weight_bits, share,
       CASE WHEN first IS NOT NULL THEN datetime({epochSeconds: first}) END AS first_seen,
       CASE WHEN last IS NOT NULL THEN datetime({epochSeconds: last}) END AS last_seen, why
ORDER BY place, weight_bits DESC, n_accounts, relation, other LIMIT $limit
