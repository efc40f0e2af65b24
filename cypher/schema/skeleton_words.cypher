// Find templates by the words of their skeleton.
// mode: schema
// params: -
// returns: -
CREATE FULLTEXT INDEX skeleton_words IF NOT EXISTS FOR (n:PromptTemplate) ON EACH [n.skeleton]
