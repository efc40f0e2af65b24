// Begin to publish a run: its node, its progress markers, and what it is made of.
// mode: write
// params: run, publisher, n_lanes, fingerprint, fresh
// returns: -
MERGE (p:Publication {id: 'linkage'})
SET p.target = $run.id, p.fingerprint = $fingerprint, p.fresh = $fresh
MERGE (r:Run {id: $run.id})
SET r.run = $run.run, r.as_of = $run.as_of, r.model_version = $run.model_version,
    r.ledger_digest = $run.ledger_digest, r.total_accounts = $run.total_accounts, r.digest = $run.digest,
    r.complete = false
WITH r
UNWIND range(0, $n_lanes - 1) AS lane
CREATE (:PublishLane {lane: lane, publisher: $publisher, step: 0, rows: 0})
