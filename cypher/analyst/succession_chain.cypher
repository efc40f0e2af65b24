// Succession chain.
// question: Which campaigns came before and after this one, and why do we think so?
// mode: read
// params: campaign
// example: {"campaign": "c-0001"}
// forms: {"campaign": "campaign"}
// returns: earlier, relation, later, why, earlier_last_seen, later_first_seen
MATCH p = (c:Campaign {id: $campaign})-[:SUCCEEDED_BY|SPLIT_INTO|MERGED_INTO*1..10]-(d:Campaign)
UNWIND relationships(p) AS r
WITH DISTINCT r, startNode(r) AS e, endNode(r) AS f
RETURN e.id AS earlier, type(r) AS relation, f.id AS later, r.text AS why,
       CASE WHEN e.last_seen IS NOT NULL THEN datetime({epochSeconds: e.last_seen}) END AS earlier_last_seen,
       CASE WHEN f.first_seen IS NOT NULL THEN datetime({epochSeconds: f.first_seen}) END AS later_first_seen
ORDER BY earlier_last_seen, earlier, later
