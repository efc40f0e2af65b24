// Return where publishing stands.
// mode: read
// params: -
// returns: served, target, fingerprint, workspace, folder, fresh, is_empty
OPTIONAL MATCH (p:Publication {id: 'linkage'})
RETURN p.served AS served, p.target AS target, p.fingerprint AS fingerprint,
       p.workspace AS workspace, p.folder AS folder, coalesce(p.fresh, false) AS fresh,
       NOT EXISTS { MATCH (:Account) } AND NOT EXISTS { MATCH (:Identifier) }
         AND NOT EXISTS { MATCH (:Organisation) } AND NOT EXISTS { MATCH (:Campaign) }
         AND NOT EXISTS { MATCH (:RetiredCampaign) } AS is_empty
