// Return the run that is served.
// mode: read
// params: -
// returns: id, run, as_of, model_version, ledger_digest, n_total_accounts
MATCH (p:Publication {id: 'linkage'})
MATCH (r:Run {id: p.served})
RETURN r.id AS id, r.run AS run, r.as_of AS as_of, r.model_version AS model_version,
       r.ledger_digest AS ledger_digest, r.total_accounts AS n_total_accounts
