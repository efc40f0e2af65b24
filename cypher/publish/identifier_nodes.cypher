// Return the ids of the nodes of all identifiers of a kind that a run wrote, many in a row; rows are columns of equal length.
// mode: read
// params: kind, label, some
// returns: key, node
MATCH (i:Identifier {kind: $kind})
WHERE i.accounts IS NOT NULL AND $label IN labels(i)
WITH collect(i) AS every
UNWIND range(0, size(every) - 1, $some) AS start
WITH every[start..start + $some] AS part
RETURN [i IN part | i.key] AS key, [i IN part | id(i)] AS node
