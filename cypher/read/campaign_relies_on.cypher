// Return the identifiers that a campaign relies on.
// mode: read
// params: id, run
// returns: kind, key, n_accounts, n_accounts_outside, lift, skeleton
MATCH (c:Campaign {id: $id})-[r:RELIES_ON]->(i:Identifier)
WHERE c.run = $run AND r.accounts IS NOT NULL
RETURN i.kind AS kind, i.key AS key, r.accounts AS n_accounts, r.accounts_outside AS n_accounts_outside,
       r.lift AS lift, i.skeleton AS skeleton
ORDER BY n_accounts DESC, kind, key
