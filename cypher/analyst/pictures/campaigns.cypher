// The campaigns of the highest scores, with some members and what they rely on most.
// question: What do the strongest campaigns stand on?
// mode: read
// params: n_campaigns
// example: {"n_campaigns": 3}
// returns: campaign, infrastructure, members
MATCH (c:Campaign)
WHERE c.score > 0 AND c.verdict <> 'organisation'
WITH c ORDER BY c.verdict = 'campaign' DESC, c.score DESC, c.id LIMIT $n_campaigns
CALL (c) {
  MATCH p = (c)-[r:RELIES_ON]->(i:Identifier)
  WHERE NOT i:Client AND NOT i:EmailDomain
  WITH p, r, i ORDER BY r.accounts DESC, r.accounts_outside, i.kind, i.key LIMIT 6
  RETURN collect(p) AS infrastructure
}
CALL (c, infrastructure) {
  UNWIND infrastructure AS p
  WITH c, nodes(p)[1] AS i
  MATCH (i)<--(a:Account)
  WHERE EXISTS { (a)-[:MEMBER_OF]->(c) }
  WITH c, a, collect(i) AS used ORDER BY size(used) DESC, a.id LIMIT 6
  UNWIND used AS i
  MATCH q = (c)<-[:MEMBER_OF]-(a)-->(i)
  RETURN collect(q) AS members
}
RETURN c AS campaign, infrastructure, members
