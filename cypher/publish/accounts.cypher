// Write accounts and their risk; what the served run says of one stays in `previous` until the switch.
// mode: write
// params: rows, run, served
// returns: written
UNWIND $rows AS row
MERGE (a:Account {id: row[0]})
SET a.previous = CASE
      WHEN $served IS NULL THEN null
      WHEN a.run = $served THEN [a.run, coalesce(toString(a.risk_score), ''), coalesce(a.risk_band, ''),
                                 coalesce(a.campaign_id, ''), coalesce(a.reasons, '')]
      WHEN a.previous[0] = $served THEN a.previous
    END,
    a.run = $run, a.created_at = row[1], a.plan = row[2], a.programme = row[3], a.country = row[4],
    a.status = row[5], a.status_at = row[6], a.requests = row[7], a.first_seen = row[8], a.last_seen = row[9],
    a.risk_score = row[10], a.risk_band = row[11], a.campaign_id = row[12], a.reasons = row[13]
RETURN count(*) AS written
