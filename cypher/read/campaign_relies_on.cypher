// Return the identifiers that most members of a campaign rely on, and which others do; what an older linkage published names none.
// mode: read
// params: id, run, limit
// returns: kind, key, n_accounts, n_accounts_outside, lift, skeleton, n_campaigns_outside, also_by
MATCH (c:Campaign {id: $id})-[r:RELIES_ON]->(i:Identifier)
WHERE c.run = $run AND r.accounts IS NOT NULL
WITH c, r, i ORDER BY r.accounts DESC, i.kind, i.key LIMIT $limit
RETURN i.kind AS kind, i.key AS key, r.accounts AS n_accounts, r.accounts_outside AS n_accounts_outside,
       r.lift AS lift, i.skeleton AS skeleton, coalesce(r.campaigns_outside, 0) AS n_campaigns_outside,
       COLLECT {
         UNWIND range(0, size(coalesce(r.also_by, [])) - 1) AS place
         MATCH (d:Campaign {id: r.also_by[place]})
         WHERE d.run = $run
         RETURN [d.id, d.name] ORDER BY place
       } AS also_by
ORDER BY n_accounts DESC, kind, key
