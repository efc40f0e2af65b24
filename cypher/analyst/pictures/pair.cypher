// Two accounts, everything that both use, and their link.
// question: What do these two share?
// mode: read
// params: a, b
// example: {"a": "acct-17", "b": "acct-42"}
// returns: shared, link
MATCH (p:Publication {id: 'linkage'})
MATCH (a:Account {id: $a})
MATCH (b:Account {id: $b})
OPTIONAL MATCH link = (a)-[:LINKED_TO {run: p.served}]-(b)
MATCH shared = (a)-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)<-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]-(b)
RETURN shared, link
