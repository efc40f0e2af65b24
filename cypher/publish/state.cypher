// Return where publishing stands.
// mode: read
// params: -
// returns: served, target, fingerprint, fresh, has_accounts
OPTIONAL MATCH (p:Publication {id: 'linkage'})
RETURN p.served AS served, p.target AS target, p.fingerprint AS fingerprint, p.fresh AS fresh,
       EXISTS { MATCH (:Account) } AS has_accounts
