// Return the identifiers that two accounts both use.
// mode: read
// params: a, b
// returns: kind, key, n_accounts, share_a, share_b, first_seen_a, last_seen_a, first_seen_b, last_seen_b, skeleton
MATCH (a:Account {id: $a})
MATCH (b:Account {id: $b})
MATCH (a)-[x:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
MATCH (b)-[y:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i)
RETURN i.kind AS kind, i.key AS key, i.accounts AS n_accounts, x.share AS share_a, y.share AS share_b,
       x.first_seen AS first_seen_a, x.last_seen AS last_seen_a,
       y.first_seen AS first_seen_b, y.last_seen AS last_seen_b, i.skeleton AS skeleton
