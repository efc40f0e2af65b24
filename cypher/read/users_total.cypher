// Return how many accounts use an identifier.
// mode: read
// params: kind, key
// returns: accounts
MATCH (i:Identifier {kind: $kind, key: $key})
RETURN COUNT { (i)<-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(:Account) } AS accounts
