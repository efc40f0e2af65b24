// List the constraints and indexes that are there and usable.
// mode: read
// params: -
// returns: name
SHOW INDEXES YIELD name, state WHERE state = 'ONLINE'
RETURN name
