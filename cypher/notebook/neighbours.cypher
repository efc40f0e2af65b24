// Return an account and the accounts that it is linked to most heavily.
// mode: read
// params: id, limit
// returns: account, relationship, other
MATCH (p:Publication {id: 'linkage'})
MATCH (a:Account {id: $id})
OPTIONAL MATCH (a)-[r:LINKED_TO {run: p.served}]-(b:Account)
RETURN a AS account, r AS relationship, b AS other
ORDER BY r.weight_bits DESC, b.id LIMIT $limit
