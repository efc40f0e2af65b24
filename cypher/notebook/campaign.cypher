// Return a campaign and its strongest members.
// mode: read
// params: id, limit
// returns: account, relationship, other
MATCH (a:Account)-[m:MEMBER_OF]->(c:Campaign {id: $id})
WHERE m.strength IS NOT NULL
RETURN a AS account, m AS relationship, c AS other
ORDER BY m.strength DESC, a.id LIMIT $limit
