// Ids to begin with: the strongest campaign, two of its members, and what most of them use.
// question: Whom shall the queries of this guide speak of?
// mode: read
// params: -
// example: {}
// returns: campaign, account, a, b, kind, key, prefix, since, released_at, organisation
MATCH (c:Campaign)
WHERE c.score > 0
WITH c ORDER BY c.verdict = 'campaign' DESC, c.score DESC, c.id LIMIT 1
MATCH (c)<-[m:MEMBER_OF]-(a:Account)
WITH c, a ORDER BY m.strength DESC, a.id
WITH c, collect(a.id)[..2] AS pair
OPTIONAL MATCH (c)-[r:RELIES_ON]->(i:Identifier)
WITH c, pair, i ORDER BY i.kind = 'ip' DESC, r.accounts DESC, i.key LIMIT 1
OPTIONAL MATCH (o:Organisation)
WHERE o.id > ''
WITH c, pair, i, o LIMIT 1
RETURN c.id AS campaign, pair[0] AS account, pair[0] AS a, pair[1] AS b, i.kind AS kind, i.key AS key,
       left(i.key, 3) AS prefix, c.last_seen - 604800 AS since, c.last_seen - 604800 AS released_at,
       o.id AS organisation
