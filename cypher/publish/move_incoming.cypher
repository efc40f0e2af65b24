// Move some relationships that somebody else drew to campaigns of the run before to the same ones of this run.
// mode: write
// params: limit
// returns: moved
MATCH (old:RetiredCampaign)<-[r]-(other)
MATCH (c:Campaign {id: old.id})
WITH r, other, c LIMIT $limit
CREATE (c)<-[moved:$(type(r))]-(other)
SET moved = properties(r)
DELETE r
RETURN count(*) AS moved
