// Return an account and what a run says of it.
// mode: read
// params: id, run
// returns: created_at, organisation_id, plan, programme, country, status, n_requests, first_seen, last_seen, score, band, campaign_id, reasons
MATCH (a:Account {id: $id})
WHERE (a.run = $run OR a.previous[0] = $run)
OPTIONAL MATCH (a)-[r:BELONGS_TO]->(o:Organisation)
WHERE r.run IS NOT NULL
RETURN a.created_at AS created_at, max(o.id) AS organisation_id, a.plan AS plan, a.programme AS programme,
       a.country AS country, a.status AS status, a.requests AS n_requests,
       a.first_seen AS first_seen, a.last_seen AS last_seen,
       CASE WHEN a.run = $run THEN a.risk_score ELSE toFloatOrNull(a.previous[1]) END AS score,
       CASE WHEN a.run = $run THEN a.risk_band ELSE a.previous[2] END AS band,
       CASE WHEN a.run = $run THEN a.campaign_id ELSE a.previous[3] END AS campaign_id,
       CASE WHEN a.run = $run THEN a.reasons ELSE a.previous[4] END AS reasons
