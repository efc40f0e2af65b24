// New since a run.
// question: Which campaigns got members since a moment, such as the end of an earlier run?
// mode: read
// params: since, limit
// example: {"since": 1750000000, "limit": 50}
// returns: campaign, name, state, verdict, band, score, n_new, n_accounts
MATCH (c:Campaign)
WHERE c.last_seen >= $since AND c.verdict <> 'organisation'
MATCH (c)<-[m:MEMBER_OF]-(a:Account)
WHERE m.since >= $since
RETURN c.id AS campaign, c.name AS name, c.state AS state, c.verdict AS verdict, c.band AS band,
       round(c.score, 1) AS score, count(a) AS n_new, c.accounts AS n_accounts
ORDER BY n_new DESC, campaign LIMIT $limit
