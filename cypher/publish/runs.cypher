// Return the runs that the database knows of.
// mode: read
// params: -
// returns: id, run, digest, complete
MATCH (r:Run)
WHERE r.digest IS NOT NULL
RETURN r.id AS id, r.run AS run, r.digest AS digest, r.complete AS complete
