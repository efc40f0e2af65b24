// Who shares this payment, device, template, artifact or other identifier.
// question: Which accounts use it, since when, and in which campaigns are they?
// mode: read
// params: kind, key, limit
// example: {"kind": "device", "key": "dev-1", "limit": 100}
// returns: account, count, share, first_seen, last_seen, risk_band, campaign
MATCH (i:Identifier {kind: $kind, key: $key})<-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(a:Account)
RETURN a.id AS account, r.count AS count, r.share AS share, r.first_seen AS first_seen, r.last_seen AS last_seen,
       a.risk_band AS risk_band, a.campaign_id AS campaign
ORDER BY first_seen, account LIMIT $limit
