// Return how many members of a campaign have each status, by status.
// mode: read
// params: id, run
// returns: status, members
MATCH (c:Campaign {id: $id})<-[r:MEMBER_OF]-(a:Account)
WHERE c.run = $run AND r.strength IS NOT NULL
RETURN coalesce(a.status, 'unknown') AS status, count(*) AS members
ORDER BY status
