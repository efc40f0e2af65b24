// Return what accounts use of the identifiers that their campaigns rely on.
// mode: read
// params: ids, run
// returns: account_id, kind, key, share, lift
UNWIND $ids AS id
MATCH (a:Account {id: id})
WHERE (a.run = $run OR a.previous[0] = $run)
WITH a, CASE WHEN a.run = $run THEN a.campaign_id ELSE a.previous[3] END AS campaign_id
MATCH (c:Campaign {id: campaign_id})
WHERE c.run = $run
MATCH (a)-[u:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)<-[r:RELIES_ON]-(c)
WHERE r.accounts IS NOT NULL
RETURN a.id AS account_id, i.kind AS kind, i.key AS key, u.share AS share, r.lift AS lift
ORDER BY account_id, kind, key
