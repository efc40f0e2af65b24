// Let no two states of publishing have the same id.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT publication_id IF NOT EXISTS FOR (n:Publication) REQUIRE n.id IS UNIQUE
