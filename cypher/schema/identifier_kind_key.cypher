// Find identifiers of any kind by the start of their key.
// mode: schema
// params: -
// returns: -
CREATE INDEX identifier_kind_key IF NOT EXISTS FOR (n:Identifier) ON (n.kind, n.key)
