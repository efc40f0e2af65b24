// Why these two accounts.
// question: What do two accounts share, rarest first, and how many bits does their link weigh?
// mode: read
// params: a, b
// example: {"a": "acct-17", "b": "acct-42"}
// returns: kind, key, n_accounts, share_a, share_b, last_seen_a, first_seen_b, link_bits, link_kinds
MATCH (p:Publication {id: 'linkage'})
MATCH (a:Account {id: $a})
MATCH (b:Account {id: $b})
OPTIONAL MATCH (a)-[r:LINKED_TO {run: p.served}]-(b)
MATCH (a)-[x:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
MATCH (b)-[y:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i)
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, x.share AS share_a, y.share AS share_b,
       x.last_seen AS last_seen_a, y.first_seen AS first_seen_b, r.weight_bits AS link_bits, r.kinds AS link_kinds
ORDER BY n_accounts, kind, key
