// Shortest explained path between two accounts, avoiding hubs.
// question: Through which accounts and not too popular identifiers, clients and mail domains aside, are two connected?
// mode: read
// params: a, b, max_accounts
// example: {"a": "acct-17", "b": "acct-42", "max_accounts": 100}
// forms: {"a": "account", "b": "other account"}
// bounds: {"max_accounts": [1, null]}
// returns: n_steps, path
MATCH (a:Account {id: $a})
MATCH (b:Account {id: $b})
MATCH p = shortestPath((a)-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE*..10]-(b))
WHERE all(n IN nodes(p) WHERE n:Account OR n.accounts <= $max_accounts AND NOT n:EmailDomain)
RETURN length(p) AS n_steps, [n IN nodes(p) | coalesce(n.id, n.kind + ' ' + n.key)] AS path
