// Let no two nodes of kind email_domain have the same key.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT email_domain_key IF NOT EXISTS FOR (n:EmailDomain) REQUIRE n.key IS UNIQUE
