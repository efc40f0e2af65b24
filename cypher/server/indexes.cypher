// List the indexes that somebody made, those of constraints among them.
// mode: read
// params: -
// returns: name
SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'
RETURN name
