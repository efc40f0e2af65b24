// Write memberships of campaigns that are aside; rows are [account, campaign, pool, strength, since].
// mode: write
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Account {id: row[0]})
MATCH (c:StagedCampaign {id: row[1]})
MERGE (a)-[r:MEMBER_OF]->(c)
SET r.pool = row[2], r.strength = row[3], r.since = row[4]
RETURN count(*) AS written
