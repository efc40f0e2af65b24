// Project the links of the run that is served, in a fixed order so that Leiden can be repeated.
// question: Start here: the graph `accounts` lives in memory until you drop it.
// mode: read
// params: min_bits
// example: {"min_bits": 3.0}
// returns: name, n_nodes, n_relationships
MATCH (p:Publication {id: 'linkage'})
MATCH (a:Account)-[r:LINKED_TO {run: p.served}]->(b:Account)
WHERE r.weight_bits >= $min_bits
WITH a, b, r ORDER BY a.id, b.id
WITH gds.graph.project('accounts', a, b, {relationshipProperties: {weight_bits: r.weight_bits}},
                       {undirectedRelationshipTypes: ['*']}) AS g
RETURN g.graphName AS name, g.nodeCount AS n_nodes, g.relationshipCount AS n_relationships
