// Delete some relationships of campaigns that were left aside.
// mode: write
// params: limit
// returns: removed
MATCH (:StagedCampaign)-[r]-()
WITH DISTINCT r LIMIT $limit
DELETE r
RETURN count(*) AS removed
