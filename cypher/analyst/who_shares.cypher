// Who shares this payment, device, template, artifact or other identifier.
// question: Which accounts use it, since when, and in which campaigns are they?
// mode: read
// params: kind, key, limit
// example: {"kind": "device", "key": "dev-1", "limit": 100}
// forms: {"kind": "kind"}
// returns: account, count, share, first_seen, last_seen, risk_band, campaign
MATCH (p:Publication {id: 'linkage'})
MATCH (i:Identifier {kind: $kind, key: $key})<-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(a:Account)
OPTIONAL MATCH (a)-[:MEMBER_OF]->(c:Campaign)
RETURN a.id AS account, r.count AS count, round(r.share, 3) AS share,
       CASE WHEN r.first_seen IS NOT NULL THEN datetime({epochSeconds: r.first_seen}) END AS first_seen,
       CASE WHEN r.last_seen IS NOT NULL THEN datetime({epochSeconds: r.last_seen}) END AS last_seen,
       CASE WHEN a.run = p.served THEN a.risk_band ELSE nullIf(a.previous[2], '') END AS risk_band, c.id AS campaign
ORDER BY first_seen, account LIMIT $limit
