// Return links between these members of a campaign, the heaviest first.
// mode: read
// params: id, run, accounts, limit
// returns: a, b, weight_bits, kinds
MATCH (c:Campaign {id: $id})<-[:MEMBER_OF]-(x:Account)-[r:LINKED_TO]->(y:Account)
WHERE c.run = $run AND r.run = $run AND x.id IN $accounts AND y.id IN $accounts
RETURN x.id AS a, y.id AS b, r.weight_bits AS weight_bits, r.kinds AS kinds
ORDER BY weight_bits DESC, a, b LIMIT $limit
