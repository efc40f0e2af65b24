// What a campaign relies on.
// question: Which identifiers do many of its accounts use and few others?
// mode: read
// params: campaign, limit
// example: {"campaign": "c-0001", "limit": 100}
// forms: {"campaign": "campaign"}
// returns: kind, key, n_members, n_outside, lift, skeleton, also_by
MATCH (c:Campaign {id: $campaign})-[r:RELIES_ON]->(i:Identifier)
RETURN i.kind AS kind, i.key AS key, r.accounts AS n_members, r.accounts_outside AS n_outside,
       round(r.lift, 1) AS lift, i.skeleton AS skeleton, r.also_by AS also_by
ORDER BY n_members DESC, n_outside, kind, key LIMIT $limit
