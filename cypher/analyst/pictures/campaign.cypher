// One campaign: its strongest members, their links and what they share.
// question: Who are its members, and by what do they hang together?
// mode: read
// params: campaign
// example: {"campaign": "c-0001"}
// returns: membership, used, linked
MATCH (p:Publication {id: 'linkage'})
MATCH membership = (c:Campaign {id: $campaign})<-[m:MEMBER_OF]-(a:Account)
WITH p, c, a, membership ORDER BY m.strength DESC, a.id LIMIT 20
CALL (c, a) {
  MATCH (c)-[r:RELIES_ON]->(i:Identifier)
  MATCH used = (a)-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE]->(i)
  WITH used ORDER BY r.accounts DESC, i.kind, i.key LIMIT 6
  RETURN collect(used) AS used
}
CALL (p, c, a) {
  MATCH linked = (a)-[r:LINKED_TO {run: p.served}]-(b:Account)-[:MEMBER_OF]->(c)
  WITH linked ORDER BY r.weight_bits DESC, b.id LIMIT 2
  RETURN collect(linked) AS linked
}
RETURN membership, used, linked
