// Count the relationships by their type and the names of their properties.
// mode: read
// params: -
// returns: type, names, n
MATCH ()-[r]->()
RETURN type(r) AS type, keys(r) AS names, count(*) AS n
