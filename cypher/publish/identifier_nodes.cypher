// Return the next identifiers of a kind after a key, in the order of keys, with the ids of their nodes; columns of equal length.
// mode: read
// params: kind, label, after, some
// returns: key, node
MATCH (i:Identifier {kind: $kind})
WHERE i.key > $after AND $label IN labels(i)
WITH i ORDER BY i.kind, i.key LIMIT $some
RETURN collect(i.key) AS key, collect(id(i)) AS node
