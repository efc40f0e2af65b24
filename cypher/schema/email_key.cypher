// Let no two nodes of kind email have the same key.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT email_key IF NOT EXISTS FOR (n:EmailAddress) REQUIRE n.key IS UNIQUE
