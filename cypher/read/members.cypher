// Return members of a campaign by account id, after a given one.
// mode: read
// params: id, run, after, limit
// returns: account_id, pool, strength, since, score, band, status
MATCH (c:Campaign {id: $id})<-[r:MEMBER_OF]-(a:Account)
WHERE c.run = $run AND r.strength IS NOT NULL AND ($after IS NULL OR a.id > $after)
RETURN a.id AS account_id, r.pool AS pool, r.strength AS strength, r.since AS since,
       CASE WHEN a.run = $run THEN a.risk_score ELSE toFloatOrNull(a.previous[1]) END AS score,
       CASE WHEN a.run = $run THEN a.risk_band ELSE a.previous[2] END AS band,
       a.status AS status
ORDER BY account_id LIMIT $limit
