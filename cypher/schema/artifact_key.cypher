// Let no two nodes of kind artifact have the same key.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT artifact_key IF NOT EXISTS FOR (n:ReasoningArtifact) REQUIRE n.key IS UNIQUE
