// Return what one of these accounts uses alone, or two or more of them use.
// mode: read
// params: accounts, alone
// returns: account, relationship, other
UNWIND $accounts AS id
MATCH (:Account {id: id})-[:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i:Identifier)
WITH i, collect(id) AS users
WHERE size(users) > 1 OR users[0] IN $alone
UNWIND users AS id
MATCH (a:Account {id: id})-[r:USED_IP|USED_DEVICE|PAID_WITH|SENT_TEMPLATE|REPLAYED_ARTIFACT|HAS_EMAIL|HAS_PHONE|USED_CLIENT]->(i)
RETURN a AS account, r AS relationship, i AS other
