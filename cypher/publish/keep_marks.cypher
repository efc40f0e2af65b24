// Give campaigns that live on the properties and labels that somebody else put on them.
// mode: write
// params: own
// returns: kept
MATCH (old:RetiredCampaign)
WITH old, [name IN keys(old) WHERE NOT name IN $own] AS names, [one IN labels(old) WHERE one <> 'RetiredCampaign'] AS marks
WHERE size(names) + size(marks) > 0
MATCH (c:Campaign {id: old.id})
FOREACH (name IN names | SET c[name] = old[name])
SET c:$(marks)
RETURN count(*) AS kept
