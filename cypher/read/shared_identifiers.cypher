// Return the identifiers that two or more members of a campaign use.
// mode: read
// params: id, run
// returns: kind, key, n_accounts, n_members, skeleton
MATCH (c:Campaign {id: $id})<-[:MEMBER_OF]-(a:Account)-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
WHERE c.run = $run
WITH i, count(*) AS n_members
WHERE n_members >= 2
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, n_members, i.skeleton AS skeleton
