// Hand-over pairs.
// question: Where does one account stop using an identifier shortly before another starts?
// mode: read
// params: campaign, gap_seconds, limit
// example: {"campaign": "c-0001", "gap_seconds": 172800, "limit": 100}
// returns: kind, key, stopped, started, stopped_at, started_at
MATCH (c:Campaign {id: $campaign})<-[:MEMBER_OF]-(a:Account)
MATCH (a)-[x:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
MATCH (i)<-[y:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(b:Account)-[:MEMBER_OF]->(c)
WHERE x.last_seen <= y.first_seen AND y.first_seen - x.last_seen <= $gap_seconds AND a <> b
RETURN i.kind AS kind, i.key AS key, a.id AS stopped, b.id AS started,
       x.last_seen AS stopped_at, y.first_seen AS started_at
ORDER BY started_at - stopped_at, stopped, started, kind, key LIMIT $limit
