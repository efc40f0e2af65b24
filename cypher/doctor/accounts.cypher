// Return these accounts with what the run says of them.
// mode: read
// params: ids, run
// returns: account_id, created_at, plan, programme, country, status, status_at, n_requests, first_seen, last_seen, risk_score, risk_band, campaign_id, reasons
UNWIND $ids AS id
MATCH (a:Account {id: id})
WHERE a.run = $run
RETURN a.id AS account_id, a.created_at AS created_at, a.plan AS plan, a.programme AS programme, a.country AS country,
       a.status AS status, a.status_at AS status_at, a.requests AS n_requests, a.first_seen AS first_seen,
       a.last_seen AS last_seen, a.risk_score AS risk_score, a.risk_band AS risk_band, a.campaign_id AS campaign_id,
       a.reasons AS reasons
