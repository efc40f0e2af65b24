// What an allow-list entry hides.
// question: Who uses an identifier that somebody allowed, and in which campaigns are they?
// mode: read
// params: kind, key
// example: {"kind": "ip", "key": "192.0.2.1"}
// returns: campaign, n_accounts, accounts, allowed_at, author, note
MATCH (d:Decision {subject: 'identifier', subject_id: $kind + ':' + $key})
WITH d ORDER BY d.number DESC LIMIT 1
WHERE d.verdict = 'allowed'
MATCH (i:Identifier {kind: $kind, key: $key})<-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(a:Account)
OPTIONAL MATCH (a)-[:MEMBER_OF]->(c:Campaign)
WITH d, c.id AS campaign, a ORDER BY a.id
RETURN campaign, count(DISTINCT a) AS n_accounts, collect(DISTINCT a.id)[..20] AS accounts,
       datetime({epochSeconds: d.at}) AS allowed_at, d.author AS author, d.note AS note
ORDER BY n_accounts DESC, campaign
