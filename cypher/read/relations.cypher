// Return the relations of campaigns in which an id, as JSON has it, is named; that of a campaign that is no more as well.
// mode: read
// params: id, run
// returns: relations
MATCH (c:Campaign)
WHERE c.run = $run AND c.relations CONTAINS $id
RETURN c.relations AS relations
