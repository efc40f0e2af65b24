// Create accounts and their risk where none are.
// mode: write
// params: rows, run
// returns: written
UNWIND $rows AS row
CREATE (:Account {id: row[0], run: $run, created_at: row[1], plan: row[2], programme: row[3], country: row[4],
  status: row[5], status_at: row[6], requests: row[7], first_seen: row[8], last_seen: row[9],
  risk_score: row[10], risk_band: row[11], campaign_id: row[12], reasons: row[13]})
RETURN count(*) AS written
