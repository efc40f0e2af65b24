// Find campaigns by when they were last seen.
// mode: schema
// params: -
// returns: -
CREATE INDEX campaign_last_seen IF NOT EXISTS FOR (n:Campaign) ON (n.last_seen)
