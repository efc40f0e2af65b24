// Return the ids of the nodes of all accounts that a run wrote, many in a row; rows are columns of equal length.
// mode: read
// params: some
// returns: id, node
MATCH (a:Account)
WHERE a.run IS NOT NULL
WITH collect(a) AS every
UNWIND range(0, size(every) - 1, $some) AS start
WITH every[start..start + $some] AS part
RETURN [a IN part | a.id] AS id, [a IN part | id(a)] AS node
