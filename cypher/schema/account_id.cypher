// Let no two accounts have the same id.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT account_id IF NOT EXISTS FOR (n:Account) REQUIRE n.id IS UNIQUE
