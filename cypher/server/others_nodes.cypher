// Count the nodes that linkage did not write.
// mode: read
// params: -
// returns: nodes
MATCH (n)
WHERE (n:Account AND n.run IS NULL) OR (n:Identifier AND n.accounts IS NULL)
   OR NOT (n:Account OR n:Identifier OR n:Organisation OR n:Campaign OR n:StagedCampaign OR n:RetiredCampaign
           OR n:Decision OR n:DecisionLog OR n:Run OR n:Publication OR n:PublishLock OR n:PublishLane)
RETURN count(n) AS nodes
