// Let no two nodes of kind payment have the same key.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT payment_key IF NOT EXISTS FOR (n:PaymentMethod) REQUIRE n.key IS UNIQUE
