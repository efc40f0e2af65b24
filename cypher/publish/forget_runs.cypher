// Delete the nodes of runs that are not served.
// mode: write
// params: run
// returns: -
MATCH (r:Run)
WHERE r.id <> $run AND r.digest IS NOT NULL AND NOT EXISTS { (r)--() }
DELETE r
