// Take from some campaigns that are no longer served, and to which something still leads, all but id and name.
// mode: write
// params: limit
// returns: stripped
MATCH (c:RetiredCampaign)
WHERE c.run IS NOT NULL
WITH c LIMIT $limit
REMOVE c.run, c.verdict, c.resembles, c.band, c.score, c.link_score, c.conduct_score, c.q_value, c.state, c.accounts,
       c.pools, c.requests, c.first_seen, c.last_seen, c.why, c.link_reasons, c.conduct_reasons, c.relations, c.joins,
       c.timeline_days, c.timeline_requests, c.timeline_accounts
RETURN count(*) AS stripped
