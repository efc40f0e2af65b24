// Delete some relationships that a run wrote of campaigns that are no longer served.
// mode: write
// params: limit
// returns: removed
MATCH (:RetiredCampaign)-[r:MEMBER_OF|RELIES_ON|SUCCEEDED_BY|SPLIT_INTO|MERGED_INTO]-()
WHERE r.strength IS NOT NULL OR r.accounts IS NOT NULL OR r.text IS NOT NULL
WITH DISTINCT r LIMIT $limit
DELETE r
RETURN count(*) AS removed
