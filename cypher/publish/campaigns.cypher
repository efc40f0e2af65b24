// Write campaigns aside, under a label that no reader asks for.
// mode: write
// params: rows, run
// returns: written
UNWIND $rows AS row
MERGE (c:StagedCampaign {id: row.id})
SET c = row, c.run = $run
RETURN count(*) AS written
