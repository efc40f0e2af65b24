// Return the organisations that an earlier run wrote and this one did not.
// mode: read
// params: run
// returns: id
MATCH (o:Organisation)
WHERE o.run <> $run
RETURN o.id AS id
