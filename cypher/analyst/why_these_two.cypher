// Why these two accounts.
// question: What do two accounts share, rarest first, and how many bits does their link weigh?
// mode: read
// params: a, b
// example: {"a": "acct-17", "b": "acct-42"}
// forms: {"a": "account", "b": "other account"}
// returns: kind, key, n_accounts, share_a, share_b, last_seen_a, first_seen_b, link_bits, link_kinds
MATCH (p:Publication {id: 'linkage'})
MATCH (a:Account {id: $a})
MATCH (b:Account {id: $b})
OPTIONAL MATCH (a)-[r:LINKED_TO {run: p.served}]-(b)
MATCH (a)-[x:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
MATCH (b)-[y:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i)
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, round(x.share, 3) AS share_a,
       round(y.share, 3) AS share_b,
       CASE WHEN x.last_seen IS NOT NULL THEN datetime({epochSeconds: x.last_seen}) END AS last_seen_a,
       CASE WHEN y.first_seen IS NOT NULL THEN datetime({epochSeconds: y.first_seen}) END AS first_seen_b,
       round(r.weight_bits, 1) AS link_bits, r.kinds AS link_kinds
ORDER BY n_accounts, kind, key
