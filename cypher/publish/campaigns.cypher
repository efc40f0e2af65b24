// Write campaigns aside, under a label that no reader asks for; rows are maps.
// mode: write
// params: rows, run
// returns: written
UNWIND $rows AS row
MERGE (c:StagedCampaign {id: row.id})
SET c.run = $run, c.name = row.name, c.verdict = row.verdict, c.resembles = row.resembles, c.band = row.band,
    c.score = row.score, c.link_score = row.link_score, c.conduct_score = row.conduct_score, c.q_value = row.q_value,
    c.state = row.state, c.accounts = row.accounts, c.pools = row.pools, c.requests = row.requests,
    c.first_seen = row.first_seen, c.last_seen = row.last_seen, c.why = row.why,
    c.link_reasons = row.link_reasons, c.conduct_reasons = row.conduct_reasons, c.relations = row.relations,
    c.joins = row.joins, c.timeline_days = row.timeline_days, c.timeline_requests = row.timeline_requests,
    c.timeline_accounts = row.timeline_accounts
RETURN count(*) AS written
