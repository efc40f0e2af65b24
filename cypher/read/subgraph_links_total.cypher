// Return how many links there are between members of a campaign.
// mode: read
// params: id, run
// returns: n_links
MATCH (c:Campaign {id: $id})<-[:MEMBER_OF]-(x:Account)
WHERE c.run = $run
MATCH (x)-[r:LINKED_TO]->(y:Account)
WHERE r.run = $run
MATCH (y)-[:MEMBER_OF]->(c)
RETURN count(r) AS n_links
