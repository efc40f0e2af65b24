// Delete the nodes of runs that are not served.
// mode: write
// params: run
// returns: -
MATCH (r:Run) WHERE r.id <> $run
DELETE r
