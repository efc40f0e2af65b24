// Delete these accounts; of those to which somebody else's relationships lead, all but the id; rows are [account].
// mode: write
// params: rows
// returns: removed
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
SET a.run = ''
WITH a, EXISTS { (a)--() } AS is_tied
FOREACH (_ IN CASE WHEN is_tied THEN [1] ELSE [] END |
  REMOVE a.created_at, a.plan, a.programme, a.country, a.status, a.status_at, a.requests, a.first_seen, a.last_seen,
         a.risk_score, a.risk_band, a.campaign_id, a.reasons, a.previous)
FOREACH (_ IN CASE WHEN is_tied THEN [] ELSE [1] END | DELETE a)
RETURN count(CASE WHEN NOT is_tied THEN 1 END) AS removed
