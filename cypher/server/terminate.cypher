// End the transactions that were given the name of a projection.
// mode: read
// params: name
// returns: message
SHOW TRANSACTIONS YIELD transactionId AS id, parameters, currentQuery
WHERE parameters.graph_name = $name AND NOT currentQuery CONTAINS 'graph.drop'
TERMINATE TRANSACTIONS id YIELD message
RETURN message
