// A declared organisation, where an account declares it.
// mode: read
// params: organisation
// returns: organisation
MATCH (o:Organisation {id: $organisation})<-[:BELONGS_TO]-(:Account)
RETURN o.id AS organisation LIMIT 1
