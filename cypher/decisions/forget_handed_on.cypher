// Delete the decisions that another workspace than this one handed on.
// mode: write
// params: workspace
// returns: -
MATCH (d:Decision)
WHERE d.workspace <> $workspace
DETACH DELETE d
