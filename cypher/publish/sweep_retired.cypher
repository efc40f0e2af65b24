// Delete some campaigns that are no longer served, and to which nothing leads.
// mode: write
// params: limit
// returns: removed
MATCH (c:RetiredCampaign)
WHERE NOT EXISTS { (c)--() }
WITH c LIMIT $limit
DELETE c
RETURN count(*) AS removed
