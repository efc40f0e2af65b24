// Activity before and after a model release.
// question: Which campaigns send more, or less, in the whole UTC days after a moment than in as many before it? The day of the moment counts on neither side, unless it is a midnight.
// mode: read
// params: released_at, days, limit
// example: {"released_at": 1750000000, "days": 14, "limit": 50}
// bounds: {"days": [1, 3650]}
// returns: campaign, name, band, n_days, n_before, n_after, ratio
MATCH (p:Publication {id: 'linkage'})
MATCH (r:Run {id: p.served})
MATCH (d:Campaign)
WHERE d.last_seen >= 0
WITH r.as_of + 1 AS told_until, min(d.first_seen) AS told_from, 86400 AS day
WITH day, $released_at - $released_at % day AS ends, $released_at + (day - $released_at % day) % day AS begins,
     told_from + (day - told_from % day) % day AS earliest, told_until - told_until % day AS latest
WITH day, ends, begins,
     reduce(n = $days, m IN [(ends - earliest) / day, (latest - begins) / day] | CASE WHEN m < n THEN m ELSE n END) AS n_days
WHERE n_days > 0
MATCH (c:Campaign)
WHERE c.last_seen >= ends - n_days * day AND c.verdict <> 'organisation'
UNWIND range(0, size(coalesce(c.timeline_days, [])) - 1) AS k
WITH c, day, ends, begins, n_days, c.timeline_days[k] AS at, c.timeline_requests[k] AS n
WITH c, n_days, sum(CASE WHEN at >= ends - n_days * day AND at < ends THEN n ELSE 0 END) AS n_before,
     sum(CASE WHEN at >= begins AND at < begins + n_days * day THEN n ELSE 0 END) AS n_after
WHERE n_before + n_after > 0
RETURN c.id AS campaign, c.name AS name, c.band AS band, n_days, n_before, n_after,
       CASE WHEN n_before > 0 THEN round(toFloat(n_after) / n_before, 2) END AS ratio
ORDER BY n_after - n_before DESC, campaign LIMIT $limit
