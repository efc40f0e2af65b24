// End the transactions that were given the name of a projection.
// mode: read
// params: name
// returns: message
SHOW TRANSACTIONS YIELD transactionId AS id, parameters
WHERE parameters.graph_name = $name
TERMINATE TRANSACTIONS id YIELD message
RETURN message
