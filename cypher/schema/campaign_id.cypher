// Let no two campaigns have the same id.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT campaign_id IF NOT EXISTS FOR (n:Campaign) REQUIRE n.id IS UNIQUE
