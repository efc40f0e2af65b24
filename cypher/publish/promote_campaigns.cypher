// Bring the campaigns that are aside into sight.
// mode: write
// params: -
// returns: promoted
MATCH (c:StagedCampaign)
REMOVE c:StagedCampaign
SET c:Campaign
RETURN count(*) AS promoted
