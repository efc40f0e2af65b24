// Templates by the words of their skeleton.
// question: Which prompts that came out of one mould speak of this?
// mode: read
// params: words, limit
// example: {"words": "translate French", "limit": 50}
// forms: {"words": "words"}
// returns: key, n_accounts, skeleton, relevance
CALL db.index.fulltext.queryNodes('skeleton_words', $words) YIELD node, score
WITH node AS t, score ORDER BY score DESC LIMIT $limit
MATCH (t:PromptTemplate)
RETURN t.key AS key, t.accounts AS n_accounts, t.skeleton AS skeleton, score AS relevance
ORDER BY relevance DESC, key
