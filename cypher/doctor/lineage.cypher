// Return how these campaigns go on in others.
// mode: read
// params: ids
// returns: from_campaign, relation, to_campaign, text
UNWIND $ids AS id
MATCH (c:Campaign {id: id})-[r:SUCCEEDED_BY|SPLIT_INTO|MERGED_INTO]->(d:Campaign)
WHERE r.text IS NOT NULL
RETURN c.id AS from_campaign, type(r) AS relation, d.id AS to_campaign, r.text AS text
