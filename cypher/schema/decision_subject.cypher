// Find decisions by their subject.
// mode: schema
// params: -
// returns: -
CREATE INDEX decision_subject IF NOT EXISTS FOR (n:Decision) ON (n.subject, n.subject_id)
