// Write what campaigns that are aside rely on; rows are [campaign, kind, key, then what is set, in order].
// mode: write
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (c:StagedCampaign {id: row[0]})
MATCH (i:Identifier {kind: row[1], key: row[2]})
MERGE (c)-[r:RELIES_ON]->(i)
SET r.accounts = row[3], r.accounts_outside = row[4], r.lift = row[5],
    r.campaigns_outside = row[6], r.also_by = row[7]
RETURN count(*) AS written
