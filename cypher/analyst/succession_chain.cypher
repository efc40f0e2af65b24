// Succession chain.
// question: Which campaigns came before and after this one, and why do we think so?
// mode: read
// params: campaign
// example: {"campaign": "c-0001"}
// returns: earlier, relation, later, why, earlier_last_seen, later_first_seen
MATCH p = (c:Campaign {id: $campaign})-[:SUCCEEDED_BY|SPLIT_INTO|MERGED_INTO*1..10]-(d:Campaign)
UNWIND relationships(p) AS r
WITH DISTINCT r, startNode(r) AS e, endNode(r) AS f
RETURN e.id AS earlier, type(r) AS relation, f.id AS later, r.text AS why,
       e.last_seen AS earlier_last_seen, f.first_seen AS later_first_seen
ORDER BY earlier_last_seen, earlier, later
