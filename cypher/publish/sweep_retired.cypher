// Delete some campaigns that are no longer served.
// mode: write
// params: limit
// returns: removed
MATCH (c:RetiredCampaign)
WITH c LIMIT $limit
DELETE c
RETURN count(*) AS removed
