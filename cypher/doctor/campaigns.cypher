// Return these campaigns with all that they carry.
// mode: read
// params: ids, run
// returns: campaign
UNWIND $ids AS id
MATCH (c:Campaign {id: id})
WHERE c.run = $run
RETURN properties(c) AS campaign
