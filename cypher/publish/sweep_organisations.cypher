// Delete organisations that no account belongs to.
// mode: write
// params: -
// returns: removed
MATCH (o:Organisation)
WHERE NOT EXISTS { (o)<-[:BELONGS_TO]-() }
DELETE o
RETURN count(*) AS removed
