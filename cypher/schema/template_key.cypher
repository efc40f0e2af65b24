// Let no two nodes of kind template have the same key.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT template_key IF NOT EXISTS FOR (n:PromptTemplate) REQUIRE n.key IS UNIQUE
