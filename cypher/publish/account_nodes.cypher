// Return the next accounts after a name, in the order of names, with the ids of their nodes; columns of equal length.
// mode: read
// params: after, some
// returns: id, node
MATCH (a:Account)
WHERE a.id > $after
WITH a ORDER BY a.id LIMIT $some
RETURN collect(a.id) AS id, collect(id(a)) AS node
