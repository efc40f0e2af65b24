// Delete some organisations that no account belongs to.
// mode: write
// params: limit
// returns: removed
MATCH (o:Organisation)
WHERE NOT EXISTS { (o)<-[:BELONGS_TO]-() }
WITH o LIMIT $limit
DELETE o
RETURN count(*) AS removed
