// Let no two campaigns of a run that is being published have the same id.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT staged_campaign_id IF NOT EXISTS FOR (n:StagedCampaign) REQUIRE n.id IS UNIQUE
