// Wait until every index is usable.
// mode: read
// params: seconds
// returns: -
CALL db.awaitIndexes($seconds)
