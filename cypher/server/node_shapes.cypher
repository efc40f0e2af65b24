// Count the nodes by their labels and the names of their properties.
// mode: read
// params: -
// returns: labels, names, n
MATCH (n)
RETURN labels(n) AS labels, keys(n) AS names, count(*) AS n
