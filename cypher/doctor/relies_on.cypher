// Return what these campaigns rely on.
// mode: read
// params: ids
// returns: campaign_id, kind, key, n_accounts, n_accounts_outside, lift, n_campaigns_outside, also_by
UNWIND $ids AS id
MATCH (c:Campaign {id: id})-[r:RELIES_ON]->(i:Identifier)
WHERE r.accounts IS NOT NULL
RETURN c.id AS campaign_id, i.kind AS kind, i.key AS key, r.accounts AS n_accounts,
       r.accounts_outside AS n_accounts_outside, r.lift AS lift,
       r.campaigns_outside AS n_campaigns_outside, r.also_by AS also_by
