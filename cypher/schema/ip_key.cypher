// Let no two nodes of kind ip have the same key.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT ip_key IF NOT EXISTS FOR (n:IPAddress) REQUIRE n.key IS UNIQUE
