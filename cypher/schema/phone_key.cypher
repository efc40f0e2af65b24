// Let no two nodes of kind phone have the same key.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT phone_key IF NOT EXISTS FOR (n:PhoneNumber) REQUIRE n.key IS UNIQUE
