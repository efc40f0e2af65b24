// Let no two organisations have the same id.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT organisation_id IF NOT EXISTS FOR (n:Organisation) REQUIRE n.id IS UNIQUE
