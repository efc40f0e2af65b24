// Find templates by any part of their skeleton, in any case.
// mode: schema
// params: -
// returns: -
CREATE TEXT INDEX template_folded IF NOT EXISTS FOR (n:PromptTemplate) ON (n.folded)
