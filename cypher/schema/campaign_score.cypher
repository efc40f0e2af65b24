// Find campaigns by their score.
// mode: schema
// params: -
// returns: -
CREATE INDEX campaign_score IF NOT EXISTS FOR (n:Campaign) ON (n.score)
