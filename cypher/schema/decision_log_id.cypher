// Let no two counters of decisions have the same id.
// mode: schema
// params: -
// returns: -
CREATE CONSTRAINT decision_log_id IF NOT EXISTS FOR (n:DecisionLog) REQUIRE n.id IS UNIQUE
