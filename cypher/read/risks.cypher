// Return what a run says of these accounts.
// mode: read
// params: ids, run
// returns: account_id, score, band, campaign_id, reasons
UNWIND $ids AS id
MATCH (a:Account {id: id})
WHERE (a.run = $run OR a.previous[0] = $run)
RETURN a.id AS account_id,
       CASE WHEN a.run = $run THEN a.risk_score ELSE toFloatOrNull(a.previous[1]) END AS score,
       CASE WHEN a.run = $run THEN a.risk_band ELSE a.previous[2] END AS band,
       CASE WHEN a.run = $run THEN a.campaign_id ELSE a.previous[3] END AS campaign_id,
       CASE WHEN a.run = $run THEN a.reasons ELSE a.previous[4] END AS reasons
