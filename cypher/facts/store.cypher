// Return what tells this database from every other.
// mode: read
// params: -
// returns: id
CALL db.info() YIELD id
RETURN id
