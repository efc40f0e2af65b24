// Write which campaigns follow by MERGED_INTO; rows are [from, to, text].
// mode: write
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (c:StagedCampaign {id: row[0]})
MATCH (d:StagedCampaign {id: row[1]})
MERGE (c)-[r:MERGED_INTO]->(d)
SET r.text = row[2]
RETURN count(*) AS written
