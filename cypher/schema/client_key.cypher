// Let no two nodes of kind client have the same key.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT client_key IF NOT EXISTS FOR (n:Client) REQUIRE n.key IS UNIQUE
