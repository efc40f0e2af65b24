// Return the links between these accounts.
// mode: read
// params: accounts
// returns: account, relationship, other
MATCH (p:Publication {id: 'linkage'})
UNWIND $accounts AS id
MATCH (a:Account {id: id})-[r:LINKED_TO {run: p.served}]->(b:Account)
WHERE b.id IN $accounts
RETURN a AS account, r AS relationship, b AS other
