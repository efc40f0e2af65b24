// Take the campaigns of the run before out of sight.
// mode: write
// params: -
// returns: retired
MATCH (c:Campaign)
WHERE c.run IS NOT NULL
REMOVE c:Campaign
SET c:RetiredCampaign
RETURN count(*) AS retired
