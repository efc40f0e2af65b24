// Delete some relationships of campaigns that are no longer served.
// mode: write
// params: limit
// returns: removed
MATCH (:RetiredCampaign)-[r]-()
WITH DISTINCT r LIMIT $limit
DELETE r
RETURN count(*) AS removed
