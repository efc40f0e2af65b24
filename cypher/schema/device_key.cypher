// Let no two nodes of kind device have the same key.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT device_key IF NOT EXISTS FOR (n:Device) REQUIRE n.key IS UNIQUE
