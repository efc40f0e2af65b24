// Campaigns of accounts that are new.
// question: Which campaigns have accounts that were first active since a moment? Those called campaigns come first.
// mode: read
// params: since, limit
// example: {"since": 1750000000, "limit": 50}
// returns: campaign, name, state, verdict, band, score, n_first_active, n_accounts
MATCH (c:Campaign)
WHERE c.last_seen >= $since AND c.verdict <> 'organisation'
MATCH (c)<-[m:MEMBER_OF]-(a:Account)
WHERE m.since >= $since
RETURN c.id AS campaign, c.name AS name, c.state AS state, c.verdict AS verdict, c.band AS band,
       round(c.score, 1) AS score, count(a) AS n_first_active, c.accounts AS n_accounts
ORDER BY c.verdict = 'campaign' DESC, n_first_active DESC, campaign LIMIT $limit
