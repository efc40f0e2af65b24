// Return campaigns by score, then id, after a given one.
// mode: read
// params: run, min_score, bands, verdicts, min_accounts, seen_since, reviewed, judged, after_score, after_id, limit
// returns: campaign_id, name, verdict, resembles, band, score, link_score, conduct_score, q_value, state, n_accounts, n_pools, n_requests, first_seen, last_seen
MATCH (c:Campaign)
WHERE c.run = $run
  AND ($min_score IS NULL OR c.score >= $min_score)
  AND ($bands IS NULL OR c.band IN $bands)
  AND ($verdicts IS NULL OR c.verdict IN $verdicts)
  AND ($min_accounts IS NULL OR c.accounts >= $min_accounts)
  AND ($seen_since IS NULL OR c.last_seen >= $seen_since)
  AND ($after_id IS NULL OR c.score < $after_score OR (c.score = $after_score AND c.id > $after_id))
  AND ($reviewed IS NULL OR $reviewed = (c.id IN $judged))
RETURN c.id AS campaign_id, c.name AS name, c.verdict AS verdict, c.resembles AS resembles, c.band AS band,
       c.score AS score, c.link_score AS link_score, c.conduct_score AS conduct_score, c.q_value AS q_value,
       c.state AS state, c.accounts AS n_accounts, c.pools AS n_pools, c.requests AS n_requests,
       c.first_seen AS first_seen, c.last_seen AS last_seen
ORDER BY score DESC, campaign_id LIMIT $limit
