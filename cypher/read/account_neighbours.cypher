// Return the accounts that an account is linked to, the heaviest first.
// mode: read
// params: id, run, limit
// returns: account_id, weight_bits, kinds
MATCH (:Account {id: $id})-[r:LINKED_TO]-(b:Account)
WHERE r.run = $run
RETURN b.id AS account_id, r.weight_bits AS weight_bits, r.kinds AS kinds
ORDER BY weight_bits DESC, account_id LIMIT $limit
