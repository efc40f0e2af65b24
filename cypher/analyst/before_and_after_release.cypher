// Activity before and after a model release.
// question: Which campaigns send more, or less, since a moment such as the release of a model?
// mode: read
// params: released_at, days, limit
// example: {"released_at": 1750000000, "days": 14, "limit": 50}
// bounds: {"days": [1, 3650]}
// returns: campaign, name, band, n_before, n_after, ratio
MATCH (c:Campaign)
WHERE c.last_seen >= $released_at - $days * 86400 AND c.verdict <> 'organisation'
UNWIND range(0, size(coalesce(c.timeline_days, [])) - 1) AS k
WITH c, c.timeline_days[k] AS day, c.timeline_requests[k] AS n
WHERE day >= $released_at - $days * 86400 AND day < $released_at + $days * 86400
WITH c, sum(CASE WHEN day < $released_at THEN n ELSE 0 END) AS n_before,
     sum(CASE WHEN day >= $released_at THEN n ELSE 0 END) AS n_after
RETURN c.id AS campaign, c.name AS name, c.band AS band, n_before, n_after,
       CASE WHEN n_before > 0 THEN round(toFloat(n_after) / n_before, 2) END AS ratio
ORDER BY n_after - n_before DESC, campaign LIMIT $limit
