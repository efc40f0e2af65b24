// Campaigns by capability.
// question: Which campaigns ask for reasoning, code and tools more than like accounts do, and by how many of their usual spreads?
// mode: read
// params: min_score, limit
// example: {"min_score": 50.0, "limit": 50}
// bounds: {"min_score": [0, 100]}
// returns: campaign, name, verdict, band, score, n_accounts, spreads_more
MATCH (c:Campaign)
WHERE c.score >= $min_score AND c.verdict <> 'organisation'
WITH c, split(c.conduct_reasons, 'members ask for reasoning, code and tools more than is usual for such accounts, by ')[1] AS told
// Runs of versions before 2026-12-01 say so many "scales".
WITH c, coalesce(told, split(c.conduct_reasons, 'members ask for reasoning, code and tools ')[1]) AS told
WITH c, toFloatOrNull(split(split(told, ' of the usual spread')[0], ' scales more')[0]) AS spreads_more
WHERE spreads_more IS NOT NULL
RETURN c.id AS campaign, c.name AS name, c.verdict AS verdict, c.band AS band, round(c.score, 1) AS score,
       c.accounts AS n_accounts, spreads_more
ORDER BY spreads_more DESC, campaign LIMIT $limit
