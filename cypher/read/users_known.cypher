// Return what a run says of the accounts that use an identifier, and when they did, by id, after a given one.
// mode: read
// params: kind, key, run, after, limit
// returns: account_id, score, band, campaign_id, campaign_name, status, first_seen, last_seen
MATCH (i:Identifier {kind: $kind, key: $key})<-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(a:Account)
WHERE $after IS NULL OR a.id > $after
WITH a, r ORDER BY a.id LIMIT $limit
WITH a, r, CASE
  WHEN a.run = $run THEN a.campaign_id
  WHEN a.previous[0] = $run THEN nullIf(a.previous[3], '')
END AS campaign_id
OPTIONAL MATCH (c:Campaign {id: campaign_id})
WHERE c.run = $run
RETURN a.id AS account_id,
       coalesce(CASE WHEN a.run = $run THEN a.risk_score WHEN a.previous[0] = $run THEN toFloatOrNull(a.previous[1]) END,
                0.0) AS score,
       coalesce(CASE WHEN a.run = $run THEN a.risk_band WHEN a.previous[0] = $run THEN nullIf(a.previous[2], '') END,
                'none') AS band,
       campaign_id, c.name AS campaign_name, a.status AS status, r.first_seen AS first_seen, r.last_seen AS last_seen
ORDER BY account_id
