// Return what the server is.
// mode: read
// params: -
// returns: name, version, edition
CALL dbms.components() YIELD name, versions, edition
WHERE name = 'Neo4j Kernel'
RETURN name, versions[0] AS version, edition
