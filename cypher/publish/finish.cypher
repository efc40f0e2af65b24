// Write down that a run is complete, and forget how it got here.
// mode: write
// params: run
// returns: -
MATCH (p:Publication {id: 'linkage'})
REMOVE p.target, p.fingerprint, p.fresh
WITH p
MATCH (r:Run {id: $run})
SET r.complete = true
