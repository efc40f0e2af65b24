// Delete some campaigns that were left aside.
// mode: write
// params: limit
// returns: removed
MATCH (c:StagedCampaign)
WITH c LIMIT $limit
DELETE c
RETURN count(*) AS removed
