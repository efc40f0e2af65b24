// Return the accounts that use an identifier, by id.
// mode: read
// params: kind, key, limit
// returns: account_id
MATCH (i:Identifier {kind: $kind, key: $key})<-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(a:Account)
RETURN a.id AS account_id
ORDER BY account_id LIMIT $limit
