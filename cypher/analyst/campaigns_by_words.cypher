// Campaigns by the words of their templates.
// question: Which campaigns send prompts that speak of this, and how many of their accounts do?
// mode: read
// params: words, limit
// example: {"words": "code OR unit tests", "limit": 50}
// forms: {"words": "words"}
// returns: campaign, name, verdict, band, n_accounts, n_templates, skeletons
CALL db.index.fulltext.queryNodes('skeleton_words', $words) YIELD node, score
WITH node AS t, score ORDER BY score DESC LIMIT 1000
MATCH (t)<-[:SENT_TEMPLATE]-(a:Account)-[:MEMBER_OF]->(c:Campaign)
RETURN c.id AS campaign, c.name AS name, c.verdict AS verdict, c.band AS band, count(DISTINCT a) AS n_accounts,
       count(DISTINCT t) AS n_templates, collect(DISTINCT t.skeleton)[..3] AS skeletons
ORDER BY n_accounts DESC, campaign LIMIT $limit
