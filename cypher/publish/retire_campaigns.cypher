// Take the campaigns of the run before out of sight.
// mode: write
// params: -
// returns: retired
MATCH (c:Campaign)
REMOVE c:Campaign
SET c:RetiredCampaign
RETURN count(*) AS retired
