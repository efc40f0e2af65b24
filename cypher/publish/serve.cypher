// Serve a run.
// mode: write
// params: run
// returns: served
MATCH (p:Publication {id: 'linkage'})
SET p.served = $run
RETURN p.served AS served
