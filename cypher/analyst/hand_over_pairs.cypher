// Hand-over pairs.
// question: Where does one account stop using an identifier shortly before another starts?
// mode: read
// params: campaign, gap_seconds, limit
// example: {"campaign": "c-0001", "gap_seconds": 172800, "limit": 100}
// forms: {"campaign": "campaign"}
// bounds: {"gap_seconds": [0, null]}
// returns: kind, key, stopped, started, stopped_at, started_at, gap_seconds
MATCH (c:Campaign {id: $campaign})<-[:MEMBER_OF]-(a:Account)
MATCH (a)-[x:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE]->(i:Identifier)
WHERE NOT i:EmailDomain
MATCH (i)<-[y:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE]-(b:Account)-[:MEMBER_OF]->(c)
WHERE x.last_seen <= y.first_seen AND y.first_seen - x.last_seen <= $gap_seconds AND a <> b
RETURN i.kind AS kind, i.key AS key, a.id AS stopped, b.id AS started,
       datetime({epochSeconds: x.last_seen}) AS stopped_at, datetime({epochSeconds: y.first_seen}) AS started_at,
       y.first_seen - x.last_seen AS gap_seconds
ORDER BY gap_seconds, stopped, started, kind, key LIMIT $limit
